import type { Config, ServiceConfig, StoreConfig } from '../../config.ts';
import type { Io } from './command.ts';

// The configuration module is loaded on use, because help and wrong commands should answer without loading schemas.

/** Reads the settings that open the store. @throws OperatorError */
export async function storeConfig({ env }: Io): Promise<StoreConfig> {
	const { readConfig, STORE_FIELDS } = await import('../../config.ts');
	return readConfig(env, STORE_FIELDS);
}

/** Reads the settings that make the service. @throws OperatorError */
export async function serviceConfig({ env }: Io): Promise<ServiceConfig> {
	const { readConfig, SERVICE_FIELDS } = await import('../../config.ts');
	return readConfig(env, SERVICE_FIELDS);
}

/** Reads single settings. @throws OperatorError */
export async function configFields<F extends keyof Config>(
	{ env }: Io,
	...fields: readonly F[]
): Promise<Pick<Config, F>> {
	const { readConfig } = await import('../../config.ts');
	return readConfig(env, fields);
}
