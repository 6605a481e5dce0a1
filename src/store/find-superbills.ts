import { type RawBuilder, sql } from 'kysely';
import { numberEnd } from '../superbill/numbering.ts';
import type { Query } from './store.ts';
import { RECORD_STATES, type RecordStatus, type SuperbillRow } from './tables.ts';

/** The position of a superbill in every list: by issue date, then in the order of issue. */
export type ListPosition = Pick<SuperbillRow, 'issued_on' | 'seq'>;

/** Criteria of a search; a superbill must meet all of them. */
export interface SuperbillSearch {
	readonly within: readonly PracticeClauses[];
	/** A number, or its end. */
	readonly number?: string | undefined;
	readonly status?: RecordStatus | undefined;
	readonly issuedFrom?: string | undefined;
	readonly issuedTo?: string | undefined;
	/** A moment, as it is stored. */
	readonly updatedSince?: string | undefined;
	/** Only what follows this position. */
	readonly after?: ListPosition | undefined;
	readonly limit: number;
}

/** A practice to search, with its hashed search terms. All practices of a search have the same number of clauses. */
export interface PracticeClauses {
	/** Null for all that the actor can see. */
	readonly practice: string | null;
	/** A superbill must match at least one term of every clause. */
	readonly clauses: readonly (readonly Buffer[])[];
}

export type FoundRow = Pick<
	SuperbillRow,
	'seq' | 'id' | 'number' | 'status' | 'practice_id' | 'issued_on' | 'created_at' | 'updated_at' | 'summary'
>;

/**
 * A plan that follows the index of one criterion and checks every superbill there against the others. The choice of the
 * criterion affects how long the search takes, never what it finds.
 */
interface SearchPlan {
	/** Table and condition of the rows it goes through, for counting them. */
	readonly rows: Sql;
	/** The number of ordered lists it reads. */
	readonly lists: number;
	/** @param few true if there are so few rows that sorting them is faster than reading each list in order */
	selects(few: boolean): PlannedSelect[];
}

interface PlannedSelect {
	readonly sql: Sql;
	/** An upper bound. */
	readonly parameters: number;
}

type Sql = RawBuilder<unknown>;

/** Counting stops here: more rows take as long to count as to read. */
const COUNTED = 2_000;

/** SQLite takes 500 selects in a union and 32,766 parameters, PostgreSQL 65,535. https://www.sqlite.org/limits.html */
const MOST_SELECTS = 400;
const MOST_PARAMETERS = 30_000;
/** Parameters other than terms: practice, status, number, dates, time of the last change and position. */
const OTHER_PARAMETERS = 12;

/** Up to this many terms are looked up in the index. More are compared with the terms of each superbill. */
const FEW_TERMS = 4;

/**
 * Newest issue date first, then the last issued. Only `superbillsOf` calls it, after limiting the search to what an
 * actor can see.
 */
export async function findSuperbills(db: Query, search: SuperbillSearch): Promise<FoundRow[]> {
	const within = search.within.filter(({ clauses }) => clauses.every((terms) => terms.length > 0));
	const positions: ListPosition[] = [];
	for (const selects of portions(await selectsOf(db, { ...search, within }))) {
		const { rows } = await sql<ListPosition>`
			select distinct issued_on, seq from (${sql.join(selects, sql` union all `)}) as found
			order by issued_on desc, seq desc limit ${sql.lit(search.limit)}`.execute(db);
		positions.push(...rows);
	}
	const page = positions.sort(newestFirst).slice(0, search.limit);
	if (page.length === 0) return [];
	const rows = await db
		.selectFrom('superbills')
		.select([
			'seq',
			'id',
			'number',
			'status',
			'practice_id',
			'issued_on',
			'created_at',
			'updated_at',
			'summary',
		])
		.where(
			'seq',
			'in',
			page.map(({ seq }) => seq),
		)
		.orderBy('issued_on', 'desc')
		.orderBy('seq', 'desc')
		.execute();
	const practices = practicesOf(within);
	// A term may have been added by hand to another practice's superbill, which it must not reveal.
	return practices.length === 0 ? rows : rows.filter(({ practice_id }) => practices.includes(practice_id));
}

/** Empty for a search in all practices. */
function practicesOf(within: readonly PracticeClauses[]): string[] {
	return within.flatMap(({ practice }) => practice ?? []);
}

/** The ids of practices that have superbills, at most `most`. Takes one index look-up for each. */
export async function practicesWithSuperbills(db: Query, most: number): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		with recursive practice(id) as (
			select min(practice_id) from superbills
			union all
			select (select min(practice_id) from superbills where practice_id > practice.id)
			from practice where practice.id is not null
		)
		select id from practice where id is not null limit ${sql.lit(most)}`.execute(db);
	return rows.map(({ id }) => id);
}

/** Takes the plan with the fewest rows. */
async function selectsOf(db: Query, search: SuperbillSearch): Promise<PlannedSelect[]> {
	const plans = plansOf(search);
	const [only, ...others] = plans;
	if (!only) return [];
	if (others.length === 0 && only.lists <= RECORD_STATES.length) return only.selects(false);
	const counts = plans.map(
		({ rows }, plan) => sql`
			select ${sql.lit(plan)} as plan, count(*) as n
			from (select 1 from ${rows} limit ${sql.lit(COUNTED)}) as counted`,
	);
	const { rows } = await sql<{ plan: number; n: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
	const [rarest] = rows
		.map(({ plan, n }) => ({ plan: plans[plan] as SearchPlan, n }))
		.sort((a, b) => a.n - b.n || a.plan.lists - b.plan.lists) as [{ plan: SearchPlan; n: number }];
	return rarest.plan.selects(rarest.n < COUNTED);
}

function plansOf(search: SuperbillSearch): SearchPlan[] {
	const { within, number, status, updatedSince } = search;
	const [first] = within;
	if (!first) return [];
	const byTerms = first.clauses.map((_, i) => byTerm(search, i));
	if (updatedSince !== undefined) {
		const byNumbers = number === undefined ? [] : [byNumber(search, number)];
		return [byUpdate(search, updatedSince), ...byNumbers, ...byTerms, byStatus(search)];
	}
	if (number !== undefined) return [byNumber(search, number), ...byTerms, byStatus(search)];
	return byTerms.length > 0 && status === undefined ? byTerms : [...byTerms, byStatus(search)];
}

/** Follows the index of numbers or that of their ends. Not for a part that most numbers end with, because it has to sort. */
function byNumber(search: SuperbillSearch, number: string): SearchPlan {
	const ways = numberIs(number);
	return {
		rows: sql`superbills as d where ${ways.at(-1) as Sql}`,
		lists: Number.POSITIVE_INFINITY,
		selects: () => ways.flatMap((way) => along(search, [way, isUpdated(search)])),
	};
}

/** Follows the index of the last changes. Not for a time long ago, because it has to sort. */
function byUpdate(search: SuperbillSearch, since: string): SearchPlan {
	const isSince = sql`d.updated_at >= ${since}`;
	const { number } = search;
	return {
		rows: sql`superbills as d where ${isSince}`,
		lists: Number.POSITIVE_INFINITY,
		selects: () => along(search, [isSince, number === undefined ? undefined : hasNumber(number)]),
	};
}

/** Checks the few superbills that a condition leads to against all criteria but the number and the last change. */
function along(search: SuperbillSearch, leading: readonly (Sql | undefined)[]): PlannedSelect[] {
	const { within, status } = search;
	// Written so that no planner uses the index of the status or of the practice.
	const isStatus = status && sql`case d.status when ${status} then 1 end = 1`;
	const isOf = ({ practice }: PracticeClauses) =>
		practice === null ? undefined : sql`case d.practice_id when ${practice} then 1 end = 1`;
	return within.map((part) => ({
		sql: positionsIn(sql`superbills`, [
			...leading,
			isOf(part),
			isStatus,
			...inTime(search),
			...part.clauses.map(hasOneOf),
		]),
		parameters: parametersOf(part),
	}));
}

const isUpdated = ({ updatedSince }: SuperbillSearch, row: Sql = sql`d`): Sql | undefined =>
	updatedSince === undefined ? undefined : sql`${row}.updated_at >= ${updatedSince}`;

/** The ways in which a number may be the one that is sought: as it is, or by its end. */
function numberIs(number: string, row: Sql = sql`d`): Sql[] {
	const same = sql`${row}.number = ${number.toUpperCase()}`;
	const end = numberEnd(number);
	// Every part is followed by a hyphen, so a number that ends alike comes before the same text with a period.
	const below = `${end.slice(0, -1)}.`;
	return end === '' ? [same] : [same, sql`(${row}.number_end >= ${end} and ${row}.number_end < ${below})`];
}

const hasNumber = (number: string, row?: Sql): Sql => sql`(${sql.join(numberIs(number, row), sql` or `)})`;

/** The index lists the superbills of each status in order. */
function byStatus(search: SuperbillSearch): SearchPlan {
	const { within, number, status, limit } = search;
	const statuses = status === undefined ? RECORD_STATES : [status];
	const practices = practicesOf(within);
	const inPractices = practices.length > 0 ? sql`d.practice_id in (${sql.join(practices)})` : undefined;
	const isStatus = sql`d.status in (${sql.join(statuses)})`;
	return {
		rows: sql`superbills as d where ${all([inPractices, isStatus, ...inTime(search)])}`,
		lists: within.length * statuses.length,
		selects: () =>
			within.flatMap((part) =>
				statuses.map((state) => ({
					sql: inOrder(
						limit,
						positionsIn(sql`superbills`, [
							sql`d.status = ${state}`,
							isPractice(part),
							number === undefined ? undefined : hasNumber(number),
							isUpdated(search),
							...inTime(search),
							...part.clauses.map(hasOneOf),
						]),
					),
					parameters: parametersOf(part),
				})),
			),
	};
}

/** The index lists the superbills of each term in order. A clause may have many terms. */
function byTerm(search: SuperbillSearch, clause: number): SearchPlan {
	const { within, number, status, limit } = search;
	const termsOf = ({ clauses }: PracticeClauses) => clauses[clause] as readonly Buffer[];
	const isStatus =
		status && sql`(select 1 from superbills as s where s.seq = d.seq and s.status = ${status}) = 1`;
	const isNumbered =
		number === undefined
			? undefined
			: sql`(select 1 from superbills as s where s.seq = d.seq and ${hasNumber(number, sql`s`)}) = 1`;
	const changed = isUpdated(search, sql`s`);
	const isChanged = changed && sql`(select 1 from superbills as s where s.seq = d.seq and ${changed}) = 1`;
	const alongTerms = (part: PracticeClauses, terms: readonly Buffer[]) =>
		positionsIn(sql`search_terms`, [
			sql`d.term in (${sql.join(terms)})`,
			...inTime(search),
			...part.clauses.filter((_, i) => i !== clause).map(hasOneOf),
			isStatus,
			isNumbered,
			isChanged,
		]);
	const terms = within.flatMap(termsOf);
	// One statement counts the rows of all plans. If terms are left out, the chosen plan may be slower, but finds the
	// same superbills.
	const counted = terms.slice(
		0,
		MOST_PARAMETERS / (within[0] as PracticeClauses).clauses.length - OTHER_PARAMETERS,
	);
	return {
		rows: sql`search_terms as d where ${all([sql`d.term in (${sql.join(counted)})`, ...inTime(search)])}`,
		lists: terms.length,
		selects: (few) =>
			within.flatMap((part) => {
				const parameters = parametersOf(part);
				return few
					? [{ sql: alongTerms(part, termsOf(part)), parameters }]
					: termsOf(part).map((term) => ({ sql: inOrder(limit, alongTerms(part, [term])), parameters }));
			}),
	};
}

const positionsIn = (table: Sql, conditions: readonly (Sql | undefined)[]): Sql =>
	sql`select d.issued_on, d.seq from ${table} as d where ${all(conditions)}`;

const inOrder = (limit: number, positions: Sql): Sql =>
	sql`select issued_on, seq from (${positions} order by d.issued_on desc, d.seq desc limit ${sql.lit(limit)}) as list`;

const all = (conditions: readonly (Sql | undefined)[]): Sql =>
	sql.join(
		conditions.filter((condition) => condition !== undefined),
		sql` and `,
	);

const isPractice = ({ practice }: PracticeClauses): Sql | undefined =>
	practice === null ? undefined : sql`d.practice_id = ${practice}`;

function inTime({ issuedFrom, issuedTo, after }: SuperbillSearch): (Sql | undefined)[] {
	return [
		issuedFrom === undefined ? undefined : sql`d.issued_on >= ${issuedFrom}`,
		issuedTo === undefined ? undefined : sql`d.issued_on <= ${issuedTo}`,
		after && sql`(d.issued_on, d.seq) < (${after.issued_on}, ${after.seq})`,
	];
}

/**
 * The condition that a superbill has one of the terms. A superbill has about a dozen, stored next to each other. Written
 * so that no planner starts from the terms in the search, of which there may be tens of thousands.
 */
function hasOneOf(terms: readonly Buffer[]): Sql {
	const list = sql.join(terms);
	const is =
		terms.length <= FEW_TERMS ? sql`t.term in (${list})` : sql`case when t.term in (${list}) then 1 end = 1`;
	return sql`(select 1 from search_terms as t where t.seq = d.seq and ${is} limit 1) = 1`;
}

function parametersOf({ clauses }: PracticeClauses): number {
	return clauses.flat().length + OTHER_PARAMETERS;
}

function* portions(selects: readonly PlannedSelect[]): Generator<Sql[]> {
	let portion: Sql[] = [];
	let parameters = 0;
	for (const select of selects) {
		if (portion.length === MOST_SELECTS || parameters + select.parameters > MOST_PARAMETERS) {
			yield portion;
			portion = [];
			parameters = 0;
		}
		portion.push(select.sql);
		parameters += select.parameters;
	}
	if (portion.length > 0) yield portion;
}

function newestFirst(a: ListPosition, b: ListPosition): number {
	if (a.issued_on !== b.issued_on) return a.issued_on < b.issued_on ? 1 : -1;
	return b.seq - a.seq;
}
