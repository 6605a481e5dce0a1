import type { SuperbillService } from '../service.ts';
import { type Io, WrongUse } from './command.ts';

/** The service for one command. @throws WrongUse when the settings or the templates are wrong. */
export async function service({ env }: Io): Promise<SuperbillService> {
	// Loaded when it is needed: help and wrong use answer without reading fonts and schemas.
	const { createDefaultService, timeZoneOf } = await import('../start.ts');
	try {
		return createDefaultService(timeZoneOf(env));
	} catch (error) {
		throw new WrongUse((error as Error).message);
	}
}
