import { randomUUID } from 'node:crypto';
import { type Call, SYSTEM } from '../calls/actor.ts';
import { Refusal, refused } from '../calls/refusal.ts';
import type { Timed } from '../calls/timings.ts';
import { DEFAULT_PRACTICE, type Practice } from '../practices/practice.ts';
import { ARCHIVED } from '../practices/references.ts';
import type { Drawing, DrawOptions } from '../service/drawing/document.ts';
import type { Prepared, SuperbillService } from '../service/service.ts';
import { expectedNumber, isTaken, type NumberedPractice } from '../store/numbers.ts';
import { practicesOf } from '../store/practices.ts';
import { issuedEarlier } from '../store/recent-superbills.ts';
import type { Store } from '../store/store.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { IsoDate } from '../superbill/dates.ts';
import { DEFAULT_NUMBERING, longestInSeries, seriesOf } from '../superbill/numbering.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { refuseRepeated, servicesHash } from './repetition.ts';
import { spelledOutTerms } from './search-terms.ts';
import { type StoredHead, storeHead } from './stored-head.ts';

export interface IssueRequest {
	/** The practice it belongs to. */
	readonly owner: string;
	readonly practice?: Practice | undefined;
	/** As sent. */
	readonly body: unknown;
	/** The superbill it replaces; the body names it, too. */
	readonly replaces?: SuperbillRow | undefined;
	/** It may have the same services as another superbill of the last day. */
	readonly again?: boolean | undefined;
}

/** A superbill that passed all checks and has no number yet. */
export interface ReadyToIssue extends Pick<IssueRequest, 'owner' | 'practice' | 'replaces' | 'again'>, Timed {
	readonly prepared: Prepared;
	readonly numbered: NumberedPractice;
	/** The number chosen by the sender. */
	readonly chosen: string | undefined;
	/** The series that its number comes from if the sender has not chosen one. */
	readonly series: string;
}

/** Checks a superbill before it is issued. @throws Refusal */
export async function readyToIssue(
	store: Store,
	service: SuperbillService,
	{ practice, body, replaces, again, ...sent }: IssueRequest,
): Promise<ReadyToIssue> {
	if (practice?.archivedAt !== undefined) throw archived();
	const preparation = service.prepare(body, practice);
	if (preparation.refused) throw refused(preparation.findings, preparation.timings);
	const { prepared, timings } = preparation;
	const { request, issuedOn } = prepared;
	const { owner, numbered, series } = await numbering(store, { ...sent, practice }, request, issuedOn);
	await refuseStrayCorrection(store, numbered, prepared, replaces);
	return {
		owner,
		practice,
		replaces,
		again,
		prepared,
		timings,
		numbered,
		chosen: request.number,
		series,
	};
}

/** Finds whose superbill it will be, and the series that its number comes from. */
async function numbering(
	store: Store,
	sent: Pick<IssueRequest, 'owner' | 'practice'>,
	request: SuperbillRequest,
	issuedOn: IsoDate,
): Promise<Pick<ReadyToIssue, 'owner' | 'numbered' | 'series'>> {
	const onFile = sent.practice ?? (await spelledOut(store, sent.owner, request));
	const owner = onFile?.id ?? sent.owner;
	return {
		owner,
		numbered: { id: owner, spelledOut: onFile ? spelledOutTerms(store.keyring, onFile.profile) : [] },
		series: seriesOf(onFile?.profile.numbering ?? DEFAULT_NUMBERING, issuedOn),
	};
}

/** The result of issuing a superbill, as far as it can be known before. Nothing is reserved. */
export interface Foreseen {
	readonly expectedNumber: string;
	/** A superbill of the last day with the same services; without id and number if the caller may not see it. */
	readonly repeats: { readonly id: string | null; readonly number: string | null } | null;
}

/** Foresees what issuing a request without errors would do. */
export async function foresee(
	store: Store,
	{ actor, now }: Call,
	sent: Pick<IssueRequest, 'owner' | 'practice'>,
	{ request, issuedOn }: Pick<Prepared, 'request' | 'issuedOn'>,
): Promise<Foreseen> {
	const { numbered, series } = await numbering(store, sent, request, issuedOn);
	const earlier = await issuedEarlier(store.db, actor, [servicesHash(store, request)], now);
	return {
		expectedNumber: request.number ?? (await expectedNumber(store.db, numbered, series)),
		repeats: earlier ? { id: earlier.id ?? null, number: earlier.number ?? null } : null,
	};
}

/**
 * Finds the practice on file that a request spells out instead of naming it. The superbill belongs to it and takes its
 * numbers, even if it is archived, so that no two superbills of a practice have the same number. It is drawn as typed.
 */
async function spelledOut(store: Store, owner: string, request: SuperbillRequest) {
	if (owner !== DEFAULT_PRACTICE) return undefined;
	return practicesOf(store, SYSTEM).findSpelledOut(request);
}

export function archived(): Refusal {
	return new Refusal('practice-archived', ARCHIVED);
}

/** Refuses a correction of a superbill that was issued here: only `replace` links the two. */
async function refuseStrayCorrection(
	store: Store,
	numbered: NumberedPractice,
	{ request }: Prepared,
	replaces: SuperbillRow | undefined,
): Promise<void> {
	const corrected = request.replaces?.number;
	if (replaces || corrected === undefined || !(await isTaken(store.db, numbered, corrected))) return;
	throw new Refusal(
		'issued-here',
		`Superbill ${corrected} was issued here. Correct it with POST /v1/superbills/{id}/replacements, which links the two.`,
	);
}

/** A superbill that was drawn and has no number yet. */
export interface DrawnSuperbill extends Drawing {
	readonly ready: ReadyToIssue;
	/** Id of the superbill that it becomes. */
	readonly id: string;
	readonly head: StoredHead;
	/** Keyed hash of practice, patient and services. */
	readonly services: Buffer;
}

/** Draws a document and stores what does not depend on its number: both take long, and a transaction must not. */
export async function drawUnnumbered(
	store: Store,
	service: SuperbillService,
	call: Call,
	ready: ReadyToIssue,
	options?: DrawOptions,
): Promise<DrawnSuperbill> {
	const { owner, prepared, chosen, series } = ready;
	const services = servicesHash(store, prepared.request);
	if (!ready.again) await refuseRepeated(store, call, services);
	const drawing = await service.drawUnnumbered(prepared, chosen ?? longestInSeries(series), options);
	const id = randomUUID();
	const head = await storeHead(store, { id, practice_id: owner }, drawing.unfinished.head);
	return { ...drawing, ready, id, head, services };
}
