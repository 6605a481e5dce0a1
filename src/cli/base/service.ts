import type { ServiceConfig } from '../../config.ts';
import type { Draw } from '../../service/drawing/document.ts';
import type { SuperbillService } from '../../service/service.ts';
import type { Io } from './command.ts';
import { serviceConfig } from './config.ts';

/** Creates the service as the environment configures it. @throws OperatorError */
export async function serviceOf(io: Io): Promise<SuperbillService> {
	return createConfiguredService(await serviceConfig(io));
}

/**
 * Creates the service for one command.
 * @param draw draws on threads, for many documents; default: the current thread
 * @throws OperatorError for a template, rule pack, rules file or code set that cannot be used
 */
export async function createConfiguredService(config: ServiceConfig, draw?: Draw): Promise<SuperbillService> {
	const [{ createDefaultService }, { loadLibrary }, { codesFolder }, { shippedFolder }] = await Promise.all([
		import('../../start/default-service.ts'),
		import('../../codes/library/load.ts'),
		import('../../codes/library/manifest.ts'),
		import('../../start/shipped-folder.ts'),
	]);
	const library = await loadLibrary(codesFolder(config.dataDir), shippedFolder('codes/'));
	return createDefaultService(config, () => library, draw).service;
}
