import type { FastifyInstance, FastifyRequest } from 'fastify';
import { appendEvent, type Subject, subjectOf } from '../../audit/events.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { Log } from '../../start/log.ts';
import type { Store } from '../../store/store.ts';
import { isUuid } from '../../store/superbills.ts';
import { callOf } from '../requests/authorization.ts';

/**
 * Adds refused attempts to the audit log, before they are answered: wrong keys, keys without the scope, ids of what is not
 * there or not for the caller, and changes that were refused. Of many wrong keys in a minute it has the first ones and the
 * number of the others: who sends them must not fill the disk, or hold up who has a key. Where the store cannot be used, they are answered all the
 * same.
 */
export function traceRefusedAttempts(app: FastifyInstance, store: () => Store, log: Log): void {
	const strangers = createStrangers();
	app.addHook('onSend', async (request, { statusCode }) => {
		if (!isTraced(request, statusCode)) return;
		const { method, routeOptions, actor } = request;
		const skipped = statusCode === 401 ? strangers.admit(Date.now()) : 0;
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

function isTraced({ headers, method, routeOptions: { url = '', config } }: FastifyRequest, status: number) {
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

/** Wrong keys of a minute that are traced one by one, of all senders together. */
const MOST_STRANGERS = 60;
const MINUTE_MS = 60_000;

function createStrangers() {
	let since = 0;
	let count = 0;
	let skipped = 0;
	return {
		/** @returns how many were left out since the last one that was admitted; nothing where this one is left out, too. */
		admit(now: number): number | undefined {
			if (now - since >= MINUTE_MS) [since, count] = [now, 0];
			if (++count > MOST_STRANGERS) {
				skipped++;
				return undefined;
			}
			const before = skipped;
			skipped = 0;
			return before;
		},
	};
}

/** What it was about, where the path names a superbill as only this service does: other text may be anything. */
function superbillIn({ params, routeOptions: { url = '' } }: FastifyRequest): Subject | undefined {
	const { id = '' } = params as { readonly id?: string };
	return url.startsWith('/v1/superbills/:id') && isUuid(id) ? subjectOf('superbill', id) : undefined;
}
