import type { FastifyInstance, FastifyRequest } from 'fastify';
import { appendEvent, type Subject, subjectOf } from '../../audit/events.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { Log } from '../../start/log.ts';
import type { Store } from '../../store/store.ts';
import { isUuid } from '../../store/superbills.ts';
import { callOf } from '../requests/authorization.ts';

/**
 * Adds refused attempts to the audit log before they are answered: wrong keys, keys without the scope, ids that the
 * caller may not see, and refused changes. Only the first wrong keys in a minute are recorded one by one, so that nobody
 * can fill the disk with them. An attempt is answered even if the store cannot record it.
 */
export function auditRefusedAttempts(app: FastifyInstance, store: () => Store, log: Log): void {
	const wrongKeys = createWrongKeyCounter();
	app.addHook('onSend', async (request, { statusCode }) => {
		if (!isAudited(request, statusCode)) return;
		const { method, routeOptions, actor } = request;
		const skipped = statusCode === 401 ? wrongKeys.record(Date.now()) : 0;
		if (skipped === undefined) return;
		try {
			const open = store();
			await open.transaction((tx) =>
				appendEvent(open, tx, callOf(request), {
					action: 'request.refuse',
					practice: actor.practice,
					outcome: String(statusCode),
					subject: superbillIn(request),
					details: { method, route: routeOptions.url ?? null, ...(skipped > 0 && { skipped }) },
				}),
			);
		} catch (error) {
			if (!(error instanceof Refusal)) log.failure(error, request.id);
		}
	});
}

function isAudited(
	{ headers, method, actor, routeOptions: { url = '', config } }: FastifyRequest,
	status: number,
): boolean {
	// Refused before anyone looked at its key. A web page could fill the disk with these.
	if (!actor) return false;
	switch (status) {
		case 401:
			return headers.authorization !== undefined;
		case 403:
			return true;
		case 404:
			return url.includes('/:') && !config.withoutStore;
		case 409:
		case 412:
		case 422:
			return method !== 'GET' && !config.withoutStore;
		default:
			return false;
	}
}

/** Wrong keys per minute, from all senders together, that are recorded one by one. */
const MOST_WRONG_KEYS = 60;
const MINUTE_MS = 60_000;

function createWrongKeyCounter() {
	let since = 0;
	let count = 0;
	let skipped = 0;
	return {
		/** @returns the number left out since one was last recorded; undefined if this one is left out */
		record(now: number): number | undefined {
			if (now - since >= MINUTE_MS) [since, count] = [now, 0];
			if (++count > MOST_WRONG_KEYS) {
				skipped++;
				return undefined;
			}
			const before = skipped;
			skipped = 0;
			return before;
		},
	};
}

/** The superbill in the path. Text that does not have the form of an id could be anything, and is left out. */
function superbillIn({ params, routeOptions: { url = '' } }: FastifyRequest): Subject | undefined {
	const { id = '' } = params as { readonly id?: string };
	return url.startsWith('/v1/superbills/:id') && isUuid(id) ? subjectOf('superbill', id) : undefined;
}
