import type { SuperbillService } from '../service.ts';
import { type Io, WrongUse } from './command.ts';

/** The service for one command. @throws WrongUse when TIME_ZONE is none. */
export async function service({ env }: Io): Promise<SuperbillService> {
	// Loaded when it is needed: help and wrong use answer without reading fonts and schemas.
	const [{ Environment }, { createDefaultService }] = await Promise.all([
		import('../config.ts'),
		import('../start.ts'),
	]);
	// The one variable that is not about serving.
	const timeZone = Environment.shape.TIME_ZONE.safeParse(env['TIME_ZONE'] || undefined);
	if (!timeZone.success) throw new WrongUse(`TIME_ZONE ${timeZone.error.issues[0]?.message}.`);
	return createDefaultService(timeZone.data);
}
