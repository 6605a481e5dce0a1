import { OperatorError } from '../calls/operator-error.ts';
import type { DrawingPool } from '../service/drawing/pool.ts';
import type { DefaultService } from './default-service.ts';
import type { Log } from './log.ts';

/** Reloads the templates on SIGHUP. If one of them has a mistake, the old ones remain in use. */
export function reloadOnHangup(
	{ service, reloadTemplates }: DefaultService,
	pool: DrawingPool | undefined,
	log: Log,
): void {
	process.on('SIGHUP', () => {
		try {
			reloadTemplates();
			pool?.use(service.templates());
			log.templates({ count: service.templates().length });
		} catch (error) {
			if (error instanceof OperatorError) log.templates({ mistakes: error.reasons });
			else log.failure(error);
		}
	});
}
