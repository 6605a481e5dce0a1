import { OperatorError } from '../../calls/operator-error.ts';
import type { Draw } from '../../service/drawing/document.ts';
import type { SuperbillService } from '../../service/service.ts';
import { type Io, WrongUse } from './command.ts';

/** The variables that are not about serving. @throws WrongUse when one cannot be used. */
export async function settings({ env }: Io) {
	const { Environment } = await import('../../config.ts');
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
	const read = Environment.pick({
		TIME_ZONE: true,
		DATA_DIR: true,
		TEMPLATES_DIR: true,
		PACKS_DIR: true,
		RULES_FILE: true,
		RENDER_THREADS: true,
	}).safeParse(given);
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	throw new WrongUse(`${issue?.path.join('.')} ${issue?.message}.`);
}

/**
 * The service for one command. @param draw on threads of its own, where there is much to draw.
 * @throws WrongUse when a setting, a template, a pack or the rules file cannot be used.
 */
export async function service(io: Io, draw?: Draw): Promise<SuperbillService> {
	// Loaded when it is needed: help and wrong use answer without reading fonts and schemas.
	const [given, { createDefaultService }, { loadLibrary }, { codesFolder }] = await Promise.all([
		settings(io),
		import('../../start/default-service.ts'),
		import('../../codes/library/load.ts'),
		import('../../codes/library/manifest.ts'),
	]);
	try {
		const library = loadLibrary(codesFolder(given.DATA_DIR));
		return createDefaultService(
			{
				timeZone: given.TIME_ZONE,
				templatesDir: given.TEMPLATES_DIR,
				packsDir: given.PACKS_DIR,
				rulesFile: given.RULES_FILE,
			},
			() => library,
			draw,
		).service;
	} catch (error) {
		throw error instanceof OperatorError ? new WrongUse(error.message) : error;
	}
}
