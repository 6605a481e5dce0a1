import type { SuperbillService } from '../service.ts';
import { type Io, WrongUse } from './command.ts';

/** The service for one command. @throws WrongUse when a setting cannot be used. */
export async function service({ env }: Io): Promise<SuperbillService> {
	// Loaded when it is needed: help and wrong use answer without reading fonts and schemas.
	const [{ Environment }, { createDefaultService }, { loadLibrary }, { codesFolder }] = await Promise.all([
		import('../config.ts'),
		import('../start.ts'),
		import('../code-store/load.ts'),
		import('../code-store/manifest.ts'),
	]);
	// The variables that are not about serving.
	const settings = Environment.pick({ TIME_ZONE: true, DATA_DIR: true, PACKS_DIR: true, RULES_FILE: true });
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
	const { data, error } = settings.safeParse(given);
	if (!data)
		throw new WrongUse(error.issues.map(({ path, message }) => `${String(path[0])} ${message}.`).join('\n'));
	try {
		const library = loadLibrary(codesFolder(data.DATA_DIR));
		return createDefaultService(
			{ timeZone: data.TIME_ZONE, packsDir: data.PACKS_DIR, rulesFile: data.RULES_FILE },
			() => library,
		);
	} catch (failure) {
		// Nothing was read yet but what the operator wrote.
		throw new WrongUse((failure as Error).message);
	}
}
