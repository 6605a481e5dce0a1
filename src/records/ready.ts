import { randomUUID } from 'node:crypto';
import { Refusal, refused } from '../calls/refusal.ts';
import type { Timed } from '../calls/timings.ts';
import type { Practice } from '../practices/practice.ts';
import { ARCHIVED } from '../practices/references.ts';
import type { Drawn, DrawOptions } from '../service/drawing/document.ts';
import type { Prepared, SuperbillService } from '../service/service.ts';
import { isTaken } from '../store/numbers.ts';
import type { Store } from '../store/store.ts';
import type { SuperbillRow } from '../store/superbills.ts';
import { DEFAULT_NUMBERING, seriesOf } from '../superbill/numbering.ts';
import { type SealedDocument, sealDocument } from './sealed-document.ts';

/** What is to be issued. */
export interface Issuing {
	/** Whose number it gets and who may see it. */
	readonly owner: string;
	readonly practice?: Practice | undefined;
	/** The request, as it was sent. */
	readonly body: unknown;
	/** What it replaces; the body then names it, too. */
	readonly replaces?: SuperbillRow | undefined;
}

/** What nothing speaks against, before it has a number. */
export interface Ready extends Pick<Issuing, 'owner' | 'practice' | 'replaces'>, Timed {
	readonly prepared: Prepared;
	/** The number that its sender gave it. */
	readonly chosen: string | undefined;
	/** That its number is of otherwise. */
	readonly series: string;
}

/** Checks what is to be issued. @throws Refusal */
export async function readyToIssue(
	store: Store,
	service: SuperbillService,
	{ owner, practice, body, replaces }: Issuing,
): Promise<Ready> {
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

/** A correction of what is kept here must go the way that links both. */
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
		`Superbill ${corrected} is kept here. Correct it with POST /v1/superbills/{id}/replacements, which links the two.`,
	);
}

/** A document that was drawn before its number was taken. */
export interface Draft extends Drawn {
	readonly number: string;
	/** Of the superbill that it becomes. */
	readonly id: string;
	readonly sealed: SealedDocument;
}

/** Draws a document, seals it and puts it where documents are kept: nobody waits for that in a transaction. */
export async function drawDraft(
	store: Store,
	service: SuperbillService,
	{ owner, prepared }: Ready,
	number: string,
	options?: DrawOptions,
): Promise<Draft> {
	const drawn = await service.draw(numbered(prepared, number), options);
	const id = randomUUID();
	return { ...drawn, number, id, sealed: await sealDocument(store, { id, practice_id: owner }, drawn.pdf) };
}

export function numbered(prepared: Prepared, number: string): Prepared {
	return { ...prepared, request: { ...prepared.request, number } };
}
