/**
 * Measures how `deploy/postgres/documents-by-month.sql` affects reading records, downloading documents, issuing and purging.
 * Run it before and after, in a copy of a database that `npm run bench:search` filled, because it issues and purges:
 * `DATABASE_URL=… DATA_KEY=… npm run bench:partitions`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import { type Call, OPERATOR } from '../src/calls/actor.ts';
import { openLibrary } from '../src/codes/library/live.ts';
import { createRecords } from '../src/records/records.ts';
import { purgeOld } from '../src/records/retention.ts';
import { createDefaultService } from '../src/start/default-service.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { fixedKeyring } from '../src/vault/keyring.ts';
import { SCENARIOS } from './requests.ts';

const ROUNDS = 500;
const TOGETHER = 8;
const PURGED = 1_000;

const required = (name: string): string => {
	const value = process.env[name];
	if (value === undefined) throw new Error(`${name} must be set.`);
	return value;
};

const call = (now = new Date()): Call => ({ actor: OPERATOR, now });

async function times(name: string, count: number, work: (round: number) => Promise<unknown>): Promise<void> {
	const took: number[] = [];
	for (let round = -50; round < count; round++) {
		const start = performance.now();
		await work(round);
		if (round >= 0) took.push(performance.now() - start);
	}
	took.sort((a, b) => a - b);
	const at = (share: number) => (took[Math.floor(count * share)] as number).toFixed(2);
	console.log(`| ${name} | ${at(0.5)} | ${at(0.95)} |`);
}

/** Chooses superbills at random from the whole table. */
async function someIds({ db }: Store): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select id from superbills where purged_at is null and status <> 'void'
			and seq in (select floor(random() * (select max(seq) from superbills))::bigint from generate_series(1, 4000))
		limit ${sql.lit(2 * ROUNDS + 100)}`.execute(db);
	return rows.map(({ id }) => id);
}

async function measure(store: Store): Promise<void> {
	const { current } = await openLibrary(folder);
	const { service } = createDefaultService({ timeZone: 'America/Denver' }, current);
	const records = createRecords({ store: () => store, service, timeZone: 'UTC' });
	const ids = await someIds(store);
	const next = () => ids.pop() as string;
	let issued = 0;
	const issue = () => {
		const { number: _, ...visit } = (SCENARIOS[0] as (typeof SCENARIOS)[number]).request(issued++);
		return records.issue(call(), visit);
	};
	console.log('| | p50 ms | p95 ms |\n|---|--:|--:|');
	await times('a record', ROUNDS, () => records.record(call(), next()));
	await times('a document', ROUNDS, () => records.pdf(call(), next()));
	await times('issuing one', ROUNDS, issue);
	const start = performance.now();
	await Promise.all(
		Array.from({ length: TOGETHER }, async () => {
			for (let i = 0; i < ROUNDS / TOGETHER; i++) await issue();
		}),
	);
	console.log(
		`| issuing, ${TOGETHER} at once, per superbill | ${((performance.now() - start) / ROUNDS).toFixed(2)} | |`,
	);
	await purge(store);
}

/** Purges the oldest superbills. */
async function purge(store: Store): Promise<void> {
	const { created_at: before } = await store.db
		.selectFrom('superbills')
		.select('created_at')
		.where('purged_at', 'is', null)
		.orderBy('created_at')
		.offset(PURGED)
		.limit(1)
		.executeTakeFirstOrThrow();
	const start = performance.now();
	const purged = await purgeOld(store, call(new Date(Date.parse(before) + 1)), 0);
	console.log(
		`| purging ${purged}, per superbill | ${((performance.now() - start) / purged).toFixed(2)} | |`,
	);
}

const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
try {
	const store = await openStore(
		{ databaseUrl: required('DATABASE_URL'), dataDir: folder },
		fixedKeyring(required('DATA_KEY')),
		{ exclusive: true },
	);
	await measure(store);
	await store.close();
} finally {
	rmSync(folder, { recursive: true, force: true });
}
