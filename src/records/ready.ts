import { randomUUID } from 'node:crypto';
import { Refusal, refused } from '../calls/refusal.ts';
import type { Timed } from '../calls/timings.ts';
import type { Practice } from '../practices/practice.ts';
import { ARCHIVED } from '../practices/references.ts';
import type { Drawing, DrawOptions } from '../service/drawing/document.ts';
import type { Prepared, SuperbillService } from '../service/service.ts';
import { isTaken } from '../store/numbers.ts';
import type { Store } from '../store/store.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { DEFAULT_NUMBERING, longestInSeries, seriesOf } from '../superbill/numbering.ts';
import { type StoredHead, storeHead } from './stored-head.ts';

export interface IssueRequest {
	/** The practice it belongs to. */
	readonly owner: string;
	readonly practice?: Practice | undefined;
	/** As sent. */
	readonly body: unknown;
	/** The superbill it replaces; the body names it, too. */
	readonly replaces?: SuperbillRow | undefined;
}

/** A superbill that passed all checks and has no number yet. */
export interface ReadyToIssue extends Pick<IssueRequest, 'owner' | 'practice' | 'replaces'>, Timed {
	readonly prepared: Prepared;
	/** The number chosen by the sender. */
	readonly chosen: string | undefined;
	/** The series that its number comes from if the sender has not chosen one. */
	readonly series: string;
}

/** Checks a superbill before it is issued. @throws Refusal */
export async function readyToIssue(
	store: Store,
	service: SuperbillService,
	{ owner, practice, body, replaces }: IssueRequest,
): Promise<ReadyToIssue> {
	if (practice?.archivedAt !== undefined) throw archived();
	const preparation = service.prepare(body, practice);
	if (preparation.refused) throw refused(preparation.findings, preparation.timings);
	const { prepared, timings } = preparation;
	await refuseStrayCorrection(store, owner, prepared, replaces);
	const series = seriesOf(practice?.profile.numbering ?? DEFAULT_NUMBERING, prepared.issuedOn);
	return { owner, practice, replaces, prepared, timings, chosen: prepared.request.number, series };
}

export function archived(): Refusal {
	return new Refusal('conflict', ARCHIVED);
}

/** Refuses a correction of a superbill that was issued here: only `replace` links the two. */
async function refuseStrayCorrection(
	store: Store,
	owner: string,
	{ request }: Prepared,
	replaces: SuperbillRow | undefined,
): Promise<void> {
	const corrected = request.replaces?.number;
	if (replaces || corrected === undefined || !(await isTaken(store.db, owner, corrected))) return;
	throw new Refusal(
		'conflict',
		`Superbill ${corrected} was issued here. Correct it with POST /v1/superbills/{id}/replacements, which links the two.`,
	);
}

/** A superbill that was drawn and has no number yet. */
export interface DrawnSuperbill extends Drawing {
	readonly ready: ReadyToIssue;
	/** Id of the superbill that it becomes. */
	readonly id: string;
	readonly head: StoredHead;
}

/** Draws a document and stores what does not depend on its number: both take long, and a transaction must not. */
export async function drawUnnumbered(
	store: Store,
	service: SuperbillService,
	ready: ReadyToIssue,
	options?: DrawOptions,
): Promise<DrawnSuperbill> {
	const { owner, prepared, chosen, series } = ready;
	const drawing = await service.drawUnnumbered(prepared, chosen ?? longestInSeries(series), options);
	const id = randomUUID();
	const head = await storeHead(store, { id, practice_id: owner }, drawing.unfinished.head);
	return { ...drawing, ready, id, head };
}
