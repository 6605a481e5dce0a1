import { type RawBuilder, sql } from 'kysely';
import type { Query } from './store.ts';
import type { SuperbillRow } from './superbills.ts';
import { RECORD_STATES, type RecordStatus } from './tables.ts';

/** Where a superbill stands in every list: by issue date, then in the order of issue. */
export type ListPlace = Pick<SuperbillRow, 'issued_on' | 'seq'>;

/** What superbills are looked for by. */
export interface Wanted {
	/** Where is looked. */
	readonly scopes: readonly Scope[];
	readonly number?: string | undefined;
	readonly status?: RecordStatus | undefined;
	readonly issuedFrom?: string | undefined;
	readonly issuedTo?: string | undefined;
	/** Only what stands behind it. */
	readonly after?: ListPlace | undefined;
	readonly limit: number;
}

/** A practice, or all of them, and the blind terms that are looked for there. Every scope has as many clauses. */
export interface Scope {
	readonly practice?: string | undefined;
	/** All of them must hold. One of its terms is enough for a clause; one without any never holds. */
	readonly clauses: readonly (readonly Buffer[])[];
}

export type FoundRow = Pick<
	SuperbillRow,
	'seq' | 'id' | 'number' | 'status' | 'practice_id' | 'issued_on' | 'summary'
>;

/**
 * One way to find them: along one criterion, asking of every superbill on the way whether the others hold. Which
 * criterion it is changes how long it takes and not what is found.
 */
interface Way {
	/** Table and condition of what it leads along, to be counted. */
	readonly rows: Sql;
	/** How many lists that are in order it has. */
	readonly lists: number;
	/** @param few whether the rows are so few that they are better sorted than each list walked in its order. */
	selects(few: boolean): Select[];
}

interface Select {
	readonly sql: Sql;
	/** It has at most as many. */
	readonly parameters: number;
}

type Sql = RawBuilder<unknown>;

/** Rows up to which ways are counted: more are about as slow to count as to walk. */
const COUNTED = 2_000;

/** SQLite takes 500 selects in a union and 32,766 parameters, PostgreSQL 65,535. https://www.sqlite.org/limits.html */
const MOST_SELECTS = 400;
const MOST_PARAMETERS = 30_000;
/** Practice, status, number, dates and where a page begins. */
const BESIDE_TERMS = 8;

/** More terms than this are compared with a superbill's own, fewer are looked up among them. */
const FEW_TERMS = 4;

/** Newest issue date first, then what was issued last. */
export async function findSuperbills(db: Query, wanted: Wanted): Promise<FoundRow[]> {
	const scopes = wanted.scopes.filter(({ clauses }) => clauses.every((terms) => terms.length > 0));
	const places: ListPlace[] = [];
	for (const selects of portions(await selectsOf(db, { ...wanted, scopes }))) {
		const { rows } = await sql<ListPlace>`
			select distinct issued_on, seq from (${sql.join(selects, sql` union all `)}) as found
			order by issued_on desc, seq desc limit ${sql.lit(wanted.limit)}`.execute(db);
		places.push(...rows);
	}
	const page = places.sort(newestFirst).slice(0, wanted.limit);
	if (page.length === 0) return [];
	const rows = await db
		.selectFrom('superbills')
		.select(['seq', 'id', 'number', 'status', 'practice_id', 'issued_on', 'summary'])
		.where(
			'seq',
			'in',
			page.map(({ seq }) => seq),
		)
		.orderBy('issued_on', 'desc')
		.orderBy('seq', 'desc')
		.execute();
	const practices = practicesOf(scopes);
	// Terms lead to rows by themselves: one that was put beside another practice's superbill must not open it.
	return practices.length === 0 ? rows : rows.filter(({ practice_id }) => practices.includes(practice_id));
}

/** None where it is looked in all of them. */
function practicesOf(scopes: readonly Scope[]): string[] {
	return scopes.flatMap(({ practice }) => practice ?? []);
}

/** Where a superbill stands in lists. @param practice the only one that may be looked at; none for all. */
export function placeInLists(
	db: Query,
	id: string,
	practice: string | undefined,
): Promise<ListPlace | undefined> {
	let query = db.selectFrom('superbills').select(['issued_on', 'seq']).where('id', '=', id);
	if (practice !== undefined) query = query.where('practice_id', '=', practice);
	return query.executeTakeFirst();
}

/** The practices that have superbills, at most `most`: one look into the index for each. */
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

/** Goes the way with the fewest rows. */
async function selectsOf(db: Query, wanted: Wanted): Promise<Select[]> {
	const ways = waysOf(wanted);
	const [only, ...others] = ways;
	if (!only) return [];
	if (others.length === 0 && only.lists <= RECORD_STATES.length) return only.selects(false);
	const counts = ways.map(
		({ rows }, way) => sql`
			select ${sql.lit(way)} as way, count(*) as n
			from (select 1 from ${rows} limit ${sql.lit(COUNTED)}) as counted`,
	);
	const { rows } = await sql<{ way: number; n: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
	const [rarest] = rows
		.map(({ way, n }) => ({ way: ways[way] as Way, n }))
		.sort((a, b) => a.n - b.n || a.way.lists - b.way.lists) as [{ way: Way; n: number }];
	return rarest.way.selects(rarest.n < COUNTED);
}

function waysOf(wanted: Wanted): Way[] {
	const { scopes, number, status } = wanted;
	const [scope] = scopes;
	if (!scope) return [];
	if (number !== undefined) return [byNumber(wanted, number)];
	const byTerms = scope.clauses.map((_, i) => byTerm(wanted, i));
	return byTerms.length > 0 && status === undefined ? byTerms : [...byTerms, byStatus(wanted)];
}

/** A practice has one of this number, or none. */
function byNumber(wanted: Wanted, number: string): Way {
	const { scopes, status } = wanted;
	// A comparison that no index serves: the number leads to the row.
	const isStatus = status && sql`case d.status when ${status} then 1 end = 1`;
	return {
		rows: sql`superbills as d where d.number = ${number}`,
		lists: 1,
		selects: () =>
			scopes.map((scope) => ({
				sql: places(sql`superbills`, [
					sql`d.number = ${number}`,
					isPractice(scope),
					isStatus,
					...inTime(wanted),
					...scope.clauses.map(hasOneOf),
				]),
				parameters: parametersOf(scope),
			})),
	};
}

/** The superbills of a status are in order. */
function byStatus(wanted: Wanted): Way {
	const { scopes, status, limit } = wanted;
	const statuses = status === undefined ? RECORD_STATES : [status];
	const practices = practicesOf(scopes);
	const inPractices = practices.length > 0 ? sql`d.practice_id in (${sql.join(practices)})` : undefined;
	const isStatus = sql`d.status in (${sql.join(statuses)})`;
	return {
		rows: sql`superbills as d where ${all([inPractices, isStatus, ...inTime(wanted)])}`,
		lists: scopes.length * statuses.length,
		selects: () =>
			scopes.flatMap((scope) =>
				statuses.map((one) => ({
					sql: inOrder(
						limit,
						places(sql`superbills`, [
							sql`d.status = ${one}`,
							isPractice(scope),
							...inTime(wanted),
							...scope.clauses.map(hasOneOf),
						]),
					),
					parameters: parametersOf(scope),
				})),
			),
	};
}

/** The superbills of a term are in order; a clause may have many terms. */
function byTerm(wanted: Wanted, clause: number): Way {
	const { scopes, status, limit } = wanted;
	const termsOf = ({ clauses }: Scope) => clauses[clause] as readonly Buffer[];
	const isStatus =
		status && sql`(select 1 from superbills as s where s.seq = d.seq and s.status = ${status}) = 1`;
	const along = (scope: Scope, terms: readonly Buffer[]) =>
		places(sql`search_terms`, [
			sql`d.term in (${sql.join(terms)})`,
			...inTime(wanted),
			...scope.clauses.filter((_, i) => i !== clause).map(hasOneOf),
			isStatus,
		]);
	const terms = scopes.flatMap(termsOf);
	// All ways are counted by one statement. What is left out may cost time, and nothing else.
	const counted = terms.slice(0, MOST_PARAMETERS / (wanted.scopes[0] as Scope).clauses.length - BESIDE_TERMS);
	return {
		rows: sql`search_terms as d where ${all([sql`d.term in (${sql.join(counted)})`, ...inTime(wanted)])}`,
		lists: terms.length,
		selects: (few) =>
			scopes.flatMap((scope) => {
				const parameters = parametersOf(scope);
				return few
					? [{ sql: along(scope, termsOf(scope)), parameters }]
					: termsOf(scope).map((term) => ({ sql: inOrder(limit, along(scope, [term])), parameters }));
			}),
	};
}

const places = (table: Sql, conditions: readonly (Sql | undefined)[]): Sql =>
	sql`select d.issued_on, d.seq from ${table} as d where ${all(conditions)}`;

const inOrder = (limit: number, places: Sql): Sql =>
	sql`select issued_on, seq from (${places} order by d.issued_on desc, d.seq desc limit ${sql.lit(limit)}) as list`;

const all = (conditions: readonly (Sql | undefined)[]): Sql =>
	sql.join(
		conditions.filter((condition) => condition !== undefined),
		sql` and `,
	);

const isPractice = ({ practice }: Scope): Sql | undefined =>
	practice === undefined ? undefined : sql`d.practice_id = ${practice}`;

function inTime({ issuedFrom, issuedTo, after }: Wanted): (Sql | undefined)[] {
	return [
		issuedFrom === undefined ? undefined : sql`d.issued_on >= ${issuedFrom}`,
		issuedTo === undefined ? undefined : sql`d.issued_on <= ${issuedTo}`,
		after && sql`(d.issued_on, d.seq) < (${after.issued_on}, ${after.seq})`,
	];
}

/**
 * Whether a superbill has one of the terms: its own are a dozen side by side. Written so that no planner turns it around
 * and begins at the terms, of which there may be tens of thousands.
 */
function hasOneOf(terms: readonly Buffer[]): Sql {
	const list = sql.join(terms);
	const is =
		terms.length <= FEW_TERMS ? sql`t.term in (${list})` : sql`case when t.term in (${list}) then 1 end = 1`;
	return sql`(select 1 from search_terms as t where t.seq = d.seq and ${is} limit 1) = 1`;
}

function parametersOf({ clauses }: Scope): number {
	return clauses.flat().length + BESIDE_TERMS;
}

function* portions(selects: readonly Select[]): Generator<Sql[]> {
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

function newestFirst(a: ListPlace, b: ListPlace): number {
	if (a.issued_on !== b.issued_on) return a.issued_on < b.issued_on ? 1 : -1;
	return b.seq - a.seq;
}
