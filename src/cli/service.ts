import type { SuperbillService } from '../service.ts';
import { type Io, WrongUse } from './command.ts';

/** The variables that are not about serving. @throws WrongUse when one cannot be used. */
export async function settings({ env }: Io) {
	const { Environment } = await import('../config.ts');
	const read = Environment.pick({ TIME_ZONE: true, TEMPLATES_DIR: true }).safeParse({
		TIME_ZONE: env['TIME_ZONE'] || undefined,
		TEMPLATES_DIR: env['TEMPLATES_DIR'] || undefined,
	});
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	throw new WrongUse(`${issue?.path.join('.')} ${issue?.message}.`);
}

/** The service for one command. @throws WrongUse when a setting or a template cannot be used. */
export async function service(io: Io): Promise<SuperbillService> {
	// Loaded when it is needed: help and wrong use answer without reading fonts and schemas.
	const [{ TIME_ZONE, TEMPLATES_DIR }, { createDefaultService }, { TemplateError }] = await Promise.all([
		settings(io),
		import('../start.ts'),
		import('../templates/load.ts'),
	]);
	try {
		return createDefaultService(TIME_ZONE, TEMPLATES_DIR).service;
	} catch (error) {
		throw error instanceof TemplateError ? new WrongUse(error.message) : error;
	}
}
