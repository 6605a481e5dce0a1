import type { SuperbillService } from '../service.ts';
import { type Io, WrongUse } from './command.ts';

/** The service for one command. @throws WrongUse when TIME_ZONE, TEMPLATES_DIR or a template cannot be used. */
export async function service({ env }: Io): Promise<SuperbillService> {
	// Loaded when it is needed: help and wrong use answer without reading fonts and schemas.
	const [{ Environment }, { createDefaultService }, { TemplateError }] = await Promise.all([
		import('../config.ts'),
		import('../start.ts'),
		import('../templates/load.ts'),
	]);
	// The variables that are not about serving.
	const settings = Environment.pick({ TIME_ZONE: true, TEMPLATES_DIR: true }).safeParse({
		TIME_ZONE: env['TIME_ZONE'] || undefined,
		TEMPLATES_DIR: env['TEMPLATES_DIR'] || undefined,
	});
	const [issue] = settings.error?.issues ?? [];
	if (!settings.success) throw new WrongUse(`${issue?.path.join('.')} ${issue?.message}.`);
	try {
		return createDefaultService(settings.data.TIME_ZONE, settings.data.TEMPLATES_DIR).service;
	} catch (error) {
		throw error instanceof TemplateError ? new WrongUse(error.message) : error;
	}
}
