import { type Action, append } from '../audit/events.ts';
import { type Call, maySee } from '../calls/actor.ts';
import type { OperatorError } from '../calls/operator-error.ts';
import { Refusal, refused } from '../calls/refusal.ts';
import { cursorAfter, readCursor } from '../store/cursor.ts';
import {
	type FoundRow,
	findSuperbills,
	placeInLists,
	practicesWithSuperbills,
	type Scope,
} from '../store/find-superbills.ts';
import type { Store } from '../store/store.ts';
import type { RecordStatus } from '../store/tables.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { isSealBroken } from '../vault/seal.ts';
import { type ListRequest, SearchRequest } from './find-requests.ts';
import { openSummary, type Summary } from './sealed.ts';
import { blind, nameClauses, plain, type Term } from './search-terms.ts';
import { serviceTerms } from './service-range.ts';

/** A superbill as lists show it. What it held is null once it was purged, and where it does not open. */
export interface FoundSuperbill {
	readonly id: string;
	readonly number: string;
	readonly status: RecordStatus;
	readonly practice: string;
	readonly issuedOn: string;
	readonly patient: Summary['patient'] | null;
	readonly serviceFrom: string | null;
	readonly serviceTo: string | null;
	readonly totalCharges: string | null;
	readonly balance: string | null;
}

export interface Found {
	readonly items: readonly FoundSuperbill[];
	readonly nextCursor: string | null;
}

/** How many practices one search may look through: each has search terms of its own. */
const MOST_PRACTICES = 100;

/** Told once for each answer, with the id of its request. */
export type OnDamage = (error: OperatorError, requestId?: string) => void;

/** @throws Refusal */
export function listSuperbills(
	store: Store,
	call: Call,
	request: ListRequest,
	onDamage?: OnDamage,
): Promise<Found> {
	return find(store, call, 'superbill.list', request, onDamage);
}

/** @throws Refusal */
export async function searchSuperbills(
	store: Store,
	call: Call,
	sent: unknown,
	onDamage?: OnDamage,
): Promise<Found> {
	const { value, findings } = readShape(SearchRequest, sent);
	if (!value) throw refused(findings);
	return find(store, call, 'superbill.search', value, onDamage);
}

async function find(
	store: Store,
	call: Call,
	action: Action,
	{ cursor, limit, ...asked }: SearchRequest,
	onDamage: OnDamage = () => {},
): Promise<Found> {
	const { practice = call.actor.practice } = asked;
	if (practice !== undefined && !maySee(call.actor, practice)) {
		throw new Refusal('not-found', 'No practice has this id. Leave practice out to look in your own.');
	}
	const list = { ...asked, practice: practice ?? null };
	const rows = await findSuperbills(store.db, {
		...asked,
		scopes: await scopesOf(store, practice, clausesOf(asked, call.now)),
		after: cursor === undefined ? undefined : await placeOf(store, cursor, list, practice),
		// One more tells whether there is a next page.
		limit: limit + 1,
	});
	const page = rows.slice(0, limit);
	await store.transaction((tx) =>
		append(store, tx, call, {
			action,
			practice,
			details: { results: page.length, criteria: criteriaOf(asked) },
		}),
	);
	const last = rows.length > limit ? page.at(-1) : undefined;
	const opened = page.map((row) => summaryOf(store, row));
	const damage = opened.find(isSealBroken);
	if (damage) onDamage(damage, call.requestId);
	return {
		items: page.map((row, i) => itemOf(row, opened[i])),
		nextCursor: last ? cursorAfter(store, last.id, list) : null,
	};
}

type Asked = Omit<SearchRequest, 'cursor' | 'limit'>;

/** Their names alone. */
function criteriaOf(asked: Asked): string {
	return Object.entries(asked)
		.flatMap(([name, value]) => (value === undefined ? [] : [name]))
		.sort()
		.join(' ');
}

/** What of the criteria can be found by search terms alone. */
function clausesOf(asked: Asked, now: Date): Term[][] {
	const { lastName, firstName, birthDate, accountNumber, serviceFrom, serviceTo } = asked;
	return [
		...(lastName === undefined ? [] : nameClauses('last', lastName)),
		...(firstName === undefined ? [] : nameClauses('first', firstName)),
		...(birthDate === undefined ? [] : [[`born:${birthDate}` as const]]),
		...(accountNumber === undefined ? [] : [[`account:${plain(accountNumber)}` as const]]),
		...(serviceFrom === undefined && serviceTo === undefined
			? []
			: [serviceTerms(serviceFrom, serviceTo, now)]),
	];
}

/** Terms are hashed for each practice on its own, and under each data key: while keys change, rows have one or another. */
async function scopesOf(
	{ db, keyring }: Store,
	practice: string | undefined,
	clauses: readonly Term[][],
): Promise<Scope[]> {
	if (clauses.length === 0) return [{ practice, clauses: [] }];
	const practices =
		practice === undefined ? await practicesWithSuperbills(db, MOST_PRACTICES + 1) : [practice];
	if (practices.length > MOST_PRACTICES) throw tooManyPractices();
	const keys = keyring();
	return practices.map((practice) => ({
		practice,
		clauses: clauses.map((terms) => terms.flatMap((term) => keys.map((key) => blind(key, practice, term)))),
	}));
}

function tooManyPractices(): Refusal {
	return refused([
		shapeFinding(
			[],
			`There are more than ${MOST_PRACTICES} practices: a search for a patient, an account or a service looks into one of them.`,
			'Add practice, the id of the practice.',
		),
	]);
}

async function placeOf(store: Store, cursor: string, list: unknown, practice: string | undefined) {
	const id = readCursor(store, cursor, list);
	const place = id === undefined ? undefined : await placeInLists(store.db, id, practice);
	if (place) return place;
	throw new Refusal(
		'wrong-cursor',
		'The cursor is not the nextCursor of an answer to this same question. Send everything as it was, or leave cursor out to begin anew.',
	);
}

/** One row that was changed or damaged must not take all others of its list along. */
function summaryOf({ keyring }: Store, row: FoundRow): Summary | OperatorError | undefined {
	try {
		return openSummary(keyring, row);
	} catch (error) {
		if (isSealBroken(error)) return error;
		throw error;
	}
}

function itemOf(row: FoundRow, summary: Summary | OperatorError | undefined): FoundSuperbill {
	const { id, number, status, practice_id: practice, issued_on: issuedOn } = row;
	const shown = summary === undefined || isSealBroken(summary) ? NOTHING : summary;
	return { id, number, status, practice, issuedOn, ...shown };
}

const NOTHING = { patient: null, serviceFrom: null, serviceTo: null, totalCharges: null, balance: null };
