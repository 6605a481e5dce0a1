import { type Action, appendEvent } from '../audit/events.ts';
import { type Call, maySee } from '../calls/actor.ts';
import type { OperatorError } from '../calls/operator-error.ts';
import { type ListPage, readPage, wrongCursor } from '../calls/page.ts';
import { invalidBody, Refusal } from '../calls/refusal.ts';
import type { FoundRow, PracticeClauses } from '../store/find-superbills.ts';
import type { Store } from '../store/store.ts';
import { type Superbills, superbillsOf } from '../store/superbills.ts';
import type { RecordStatus } from '../store/tables.ts';
import type { Metadata } from '../superbill/metadata.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { isSealBroken } from '../vault/seal.ts';
import { type ListRequest, SearchRequest } from './requests.ts';
import { openSummary, type SuperbillSummary } from './sealed.ts';
import {
	anyNameClauses,
	blind,
	nameClauses,
	pairTerm,
	plain,
	type SearchTerm,
	serviceTerms,
} from './search-terms.ts';

/** A superbill as lists show it. Its contents are null once purged, or if they cannot be decrypted. */
export interface FoundSuperbill {
	readonly id: string;
	readonly number: string;
	readonly status: RecordStatus;
	readonly practice: string;
	readonly issuedOn: string;
	readonly updatedAt: string;
	readonly patient: SuperbillSummary['patient'] | null;
	readonly serviceFrom: string | null;
	readonly serviceTo: string | null;
	readonly totalCharges: string | null;
	readonly balance: string | null;
	/** Pairs of the caller; null if there are none. */
	readonly metadata: Metadata | null;
}

/** The most practices that one search can cover. Each practice has its own search terms. */
const MOST_PRACTICES = 100;

/** Called at most once for an answer, with the id of its request. */
export type OnDamage = (error: OperatorError, requestId?: string) => void;

/** @throws Refusal */
export function listSuperbills(
	store: Store,
	call: Call,
	request: ListRequest,
	onDamage?: OnDamage,
): Promise<ListPage<FoundSuperbill>> {
	return find(store, call, 'superbill.list', request, onDamage);
}

/** @throws Refusal */
export async function searchSuperbills(
	store: Store,
	call: Call,
	sent: unknown,
	onDamage?: OnDamage,
): Promise<ListPage<FoundSuperbill>> {
	const { value, findings } = readShape(SearchRequest, sent);
	if (!value) throw invalidBody(findings);
	return find(store, call, 'superbill.search', value, onDamage);
}

async function find(
	store: Store,
	call: Call,
	action: Action,
	{ cursor, limit, ...asked }: SearchRequest,
	onDamage: OnDamage = () => {},
): Promise<ListPage<FoundSuperbill>> {
	const { practice = call.actor.practice } = asked;
	if (practice !== null && !maySee(call.actor, practice)) {
		throw new Refusal('not-found', 'No practice has this id. Leave practice out to search your own.');
	}
	const superbills = superbillsOf(store.db, call.actor);
	const updatedSince = asked.updatedSince && new Date(asked.updatedSince).toISOString();
	const within = await practiceClauses(
		store,
		superbills,
		practice,
		clausesOf(asked, call.now, store.nameBeginnings),
	);
	const page = await readPage<FoundRow, string>(
		{
			key: store.integrity.cursor,
			identity: { ...asked, list: 'superbills', practice },
			// A cursor holds an id, because `seq` would reveal how many superbills other practices issue.
			async find(id, limit) {
				const after = id === undefined ? undefined : await superbills.positionOf(id);
				if (id !== undefined && !after) throw wrongCursor();
				return superbills.search({ ...asked, updatedSince, within, after, limit });
			},
			positionOf: ({ id }) => id,
		},
		{ cursor, limit },
	);
	await store.transaction((tx) =>
		appendEvent(store, tx, call, {
			action,
			practice,
			details: { results: page.items.length, criteria: criteriaOf(asked) },
		}),
	);
	const summaries = page.items.map((row) => summaryOf(store, row));
	const damage = summaries.find(isSealBroken);
	if (damage) onDamage(damage, call.requestId);
	return { ...page, items: page.items.map((row, i) => itemOf(row, summaries[i])) };
}

type Asked = Omit<SearchRequest, 'cursor' | 'limit'>;

/** The names of the criteria, without their values. */
function criteriaOf(asked: Asked): string {
	return Object.entries(asked)
		.flatMap(([name, value]) => (value === undefined ? [] : [name]))
		.sort()
		.join(' ');
}

/** The criteria that only search terms can answer. */
function clausesOf(asked: Asked, now: Date, beginnings: boolean): SearchTerm[][] {
	const {
		name,
		lastName,
		firstName,
		birthDate,
		accountNumber,
		serviceFrom,
		serviceTo,
		metadata = {},
	} = asked;
	return [
		...(name === undefined ? [] : anyNameClauses(name, beginnings)),
		...(lastName === undefined ? [] : nameClauses('last', lastName)),
		...(firstName === undefined ? [] : nameClauses('first', firstName)),
		...(birthDate === undefined ? [] : [[`born:${birthDate}` as const]]),
		...(accountNumber === undefined ? [] : [[`account:${plain(accountNumber)}` as const]]),
		...Object.entries(metadata).map(([name, value]) => [pairTerm(name, value)]),
		...(serviceFrom === undefined && serviceTo === undefined
			? []
			: [serviceTerms(serviceFrom, serviceTo, now)]),
	];
}

/** Hashes the terms for each practice with each data key: during a rotation, rows have terms under one key or another. */
async function practiceClauses(
	{ keyring }: Store,
	superbills: Superbills,
	practice: string | null,
	clauses: readonly SearchTerm[][],
): Promise<PracticeClauses[]> {
	if (clauses.length === 0) return [{ practice, clauses: [] }];
	const practices = practice === null ? await superbills.practices(MOST_PRACTICES + 1) : [practice];
	if (practices.length > MOST_PRACTICES) throw tooManyPractices();
	const keys = keyring();
	return practices.map((practice) => ({
		practice,
		clauses: clauses.map((terms) => terms.flatMap((term) => keys.map((key) => blind(key, practice, term)))),
	}));
}

function tooManyPractices(): Refusal {
	return invalidBody([
		shapeFinding(
			[],
			`There are more than ${MOST_PRACTICES} practices, so a search for a patient, an account or a date of service must name one.`,
			'Add practice with the id of the practice.',
		),
	]);
}

/** Returns the failure instead of throwing it: one damaged row must not hide the rest of its list. */
function summaryOf({ keyring }: Store, row: FoundRow): SuperbillSummary | OperatorError | undefined {
	try {
		return openSummary(keyring, row);
	} catch (error) {
		if (isSealBroken(error)) return error;
		throw error;
	}
}

function itemOf(row: FoundRow, summary: SuperbillSummary | OperatorError | undefined): FoundSuperbill {
	const { id, number, status, practice_id: practice, issued_on: issuedOn } = row;
	const updatedAt = row.updated_at ?? row.created_at;
	const shown = summary === undefined || isSealBroken(summary) ? NOTHING : summary;
	return { id, number, status, practice, issuedOn, updatedAt, ...shown, metadata: shown.metadata ?? null };
}

const NOTHING = {
	patient: null,
	serviceFrom: null,
	serviceTo: null,
	totalCharges: null,
	balance: null,
	metadata: null,
};
