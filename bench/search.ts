/**
 * Measures lists and searches among 100,000 superbills of one practice, with audit log, decryption and cursors but without
 * HTTP. Uses SQLite, or with DATABASE_URL a PostgreSQL database that is empty or was filled earlier with the same DATA_KEY.
 * NAME_BEGINNINGS=off leaves out the terms for beginnings of names. Prints the tables of `search-results.md`. The target is 20 ms at the 95th percentile for every kind of search.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import { type Actor, type Call, OPERATOR } from '../src/calls/actor.ts';
import { listSuperbills, searchSuperbills } from '../src/records/find.ts';
import { blind, termsOf } from '../src/records/search-terms.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { numberEnd } from '../src/superbill/numbering.ts';
import type { SuperbillRequest } from '../src/superbill/request.ts';
import { fixedKeyring } from '../src/vault/keyring.ts';
import { SEALED } from '../src/vault/sealed-columns.ts';

const COUNT = Number(process.env['SUPERBILLS'] ?? 100_000);
const ROUNDS = 200;
/** With more than one, searches use a key that sees all of them. */
const PRACTICES = Number(process.env['PRACTICES'] ?? 1);
const FIRST_DAY = Date.UTC(2023, 0, 1);
const DAYS = 1_420;

/** Linear congruential generator: every run gets the same numbers. */
let state = 1;
function random(below: number): number {
	state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}

const day = (index: number): string => new Date(FIRST_DAY + index * 86_400_000).toISOString().slice(0, 10);

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we yo za'.split(' ');

/** A name of four to ten letters, of as many as there are numbers. */
function invented(number: number, ending: string): string {
	const [first = '', ...others] = [7, 5, 3].map(
		(step) => SYLLABLES[(number * step + (number >> 3)) % 19] ?? '',
	);
	return `${first.charAt(0).toUpperCase()}${first.slice(1)}${others.slice(0, 1 + (number % 2)).join('')}${ending}${number % 10}`;
}

/** One in twenty has the most common name; the others share about 150 last and 40 first names. */
const lastName = (): string => (random(20) === 0 ? 'Samplewell' : invented(random(150), 'fake'));
const firstName = (): string => (random(20) === 0 ? 'Testa' : invented(random(40), 'test'));

interface Patient {
	readonly firstName: string;
	readonly lastName: string;
	readonly birthDate: string;
	readonly accountNumber: string;
}

const patients: readonly Patient[] = Array.from({ length: COUNT / 10 }, (_, i) => ({
	firstName: firstName(),
	lastName: lastName(),
	birthDate: `${1940 + random(70)}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`,
	accountNumber: `FICT-${i}`,
}));

async function fill(store: Store, practiceOf: (i: number) => string): Promise<void> {
	const { keyring } = store;
	const [key] = keyring();
	const pdf = randomBytes(1_024);
	const body = 'x'.repeat(2_500);
	for (let start = 0; start < COUNT; start += 500) {
		await store.transaction(async (tx) => {
			const rows = [];
			const documents = [];
			const terms = [];
			for (let i = start; i < Math.min(start + 500, COUNT); i++) {
				const seq = i + 1;
				const practice_id = practiceOf(i);
				const row = { id: randomUUID(), practice_id };
				const patient = patients[random(patients.length)] as Patient;
				const last = Math.floor((i / COUNT) * (DAYS - 40)) + 40;
				const services = Array.from({ length: 1 + random(4) }, (_, n) => ({ date: day(last - n * 7) }));
				const issued_on = day(last);
				const number = `SB-${issued_on.slice(0, 4)}-${String(seq).padStart(6, '0')}`;
				rows.push({
					...row,
					number,
					number_end: numberEnd(number),
					issued_on,
					status:
						random(100) === 0
							? ('void' as const)
							: random(50) === 0
								? ('replaced' as const)
								: ('issued' as const),
					created_at: `${issued_on}T12:00:00.000Z`,
					actor: 'operator',
					template_id: 'standard',
					template_version: 1,
					template_sha256: '0'.repeat(64),
					service_version: '0.1.0',
					pdf_sha256: '0'.repeat(64),
					pdf_bytes: pdf.length,
					summary: SEALED.superbills.summary.sealJson(key, row, {
						patient: { firstName: patient.firstName, lastName: patient.lastName },
						serviceFrom: services.at(-1)?.date,
						serviceTo: services[0]?.date,
						totalCharges: '450.00',
						balance: '0.00',
					}),
					record: SEALED.superbills.record.sealJson(key, row, { body }),
					data_key: key.id,
				});
				documents.push({ seq, pdf: SEALED.superbill_documents.head.seal(key, row, pdf) });
				const request = { patient, serviceLines: services } as unknown as SuperbillRequest;
				terms.push(
					...termsOf(request, store.nameBeginnings).map((term) => ({
						term: blind(key, practice_id, term),
						issued_on,
						seq,
					})),
				);
			}
			await tx.insertInto('superbills').values(rows).execute();
			await tx.insertInto('superbill_documents').values(documents).execute();
			for (let i = 0; i < terms.length; i += 5_000) {
				await tx
					.insertInto('search_terms')
					.values(terms.slice(i, i + 5_000))
					.execute();
			}
		});
	}
	// PostgreSQL would do this itself within minutes.
	if (store.dialect === 'postgres') await sql`vacuum analyze`.execute(store.db);
}

/** Prints bytes per superbill, including indexes and large values. Documents here have 1 KB. */
async function printSizes({ db }: Store): Promise<void> {
	const { rows } = await sql<{ name: string; bytes: number; indexes: number }>`
		select coalesce(pg_partition_root(oid), oid)::regclass::text as name,
			sum(pg_total_relation_size(oid))::float8 as bytes, sum(pg_indexes_size(oid))::float8 as indexes
		from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
		group by 1 order by bytes desc`.execute(db);
	const each = (bytes: number) => (bytes / COUNT).toFixed(0);
	console.log('| table | bytes per superbill | of which indexes |\n|---|--:|--:|');
	for (const { name, bytes, indexes } of rows.filter((row) => row.bytes > COUNT)) {
		console.log(`| ${name} | ${each(bytes)} | ${each(indexes)} |`);
	}
	console.log();
}

type Kind = readonly [name: string, run: (call: Call) => Promise<{ readonly items: readonly unknown[] }>];

function kindsOf(store: Store): Kind[] {
	const search = (body: () => object) => (call: Call) => searchSuperbills(store, call, body());
	const someone = () => patients[random(patients.length)] as Patient;
	const rare = () => {
		for (;;) {
			const patient = someone();
			if (patient.lastName !== 'Samplewell' && patient.firstName !== 'Testa') return patient;
		}
	};
	const from = (length: number) => {
		const start = random(DAYS - length);
		return { serviceFrom: day(start), serviceTo: day(start + length) };
	};
	const deep = async (call: Call) => {
		const asked = { issuedTo: day(100 + random(DAYS - 200)), limit: 50 };
		const { nextCursor } = await listSuperbills(store, call, asked);
		return { ...asked, ...(nextCursor !== null && { cursor: nextCursor }) };
	};
	return [
		['list, first page', (call) => listSuperbills(store, call, { limit: 50 })],
		[
			'list by issue date, one week',
			(call) => {
				const start = random(DAYS - 7);
				return listSuperbills(store, call, { issuedFrom: day(start), issuedTo: day(start + 7), limit: 50 });
			},
		],
		['list of void superbills (1 %)', (call) => listSuperbills(store, call, { status: 'void', limit: 50 })],
		['list, two pages from the middle', async (call) => listSuperbills(store, call, await deep(call))],
		[
			'number',
			search(() => ({
				number: `SB-2024-${String(Math.floor(0.3 * COUNT) + random(COUNT / 5)).padStart(6, '0')}`,
			})),
		],
		['end of a number', search(() => ({ number: String(1 + random(COUNT)) }))],
		['three letters of a name', search(() => ({ name: someone().firstName.slice(0, 3) }))],
		['beginning of a name', search(() => ({ name: rare().lastName.slice(0, -1) }))],
		[
			'beginnings of both names',
			search(() => {
				const { lastName, firstName } = rare();
				return { name: `${lastName.slice(0, -1)} ${firstName.slice(0, -1)}` };
			}),
		],
		['beginnings of two names of 5 %', search(() => ({ name: 'sam tes' }))],
		['account number', search(() => ({ accountNumber: someone().accountNumber }))],
		['last name', search(() => ({ lastName: rare().lastName }))],
		['last name of 5 %', search(() => ({ lastName: 'samplewell' }))],
		[
			'last and first name',
			search(() => {
				const { lastName, firstName } = someone();
				return { lastName, firstName };
			}),
		],
		['last name of 5 %, first name of 5 %', search(() => ({ lastName: 'samplewell', firstName: 'testa' }))],
		[
			'last name of 5 %, rare first name',
			search(() => ({ lastName: 'samplewell', firstName: rare().firstName })),
		],
		['last name of 5 %, unknown first name', search(() => ({ lastName: 'samplewell', firstName: 'Nobody' }))],
		[
			'last name and birth date',
			search(() => {
				const { lastName, birthDate } = someone();
				return { lastName, birthDate };
			}),
		],
		['services of a day', search(() => from(0))],
		['services of a week', search(() => from(7))],
		['services of a quarter', search(() => from(91))],
		['services of two years', search(() => from(730))],
		['services since a day, open end', search(() => ({ serviceFrom: from(300).serviceFrom }))],
		['services before a day, open start', search(() => ({ serviceTo: from(300).serviceFrom }))],
		['last name, services of two years', search(() => ({ lastName: rare().lastName, ...from(730) }))],
		['last name of 5 %, services of a quarter', search(() => ({ lastName: 'samplewell', ...from(91) }))],
		['last name of 5 %, services of two years', search(() => ({ lastName: 'samplewell', ...from(730) }))],
		['last name of 5 %, void (1 %)', search(() => ({ lastName: 'samplewell', status: 'void' }))],
		['services of a quarter, void (1 %)', search(() => ({ status: 'void', ...from(91) }))],
		['services of a year, replaced (2 %)', search(() => ({ status: 'replaced', ...from(365) }))],
	];
}

async function measure(store: Store, actor: Actor): Promise<void> {
	console.log('| | p50 ms | p95 ms | processor ms | found |\n|---|--:|--:|--:|--:|');
	for (const [name, run] of kindsOf(store)) {
		const times: number[] = [];
		let found = 0;
		let used = process.cpuUsage();
		for (let i = -20; i < ROUNDS; i++) {
			const call: Call = { actor, now: new Date('2026-11-23T12:00:00Z') };
			const start = performance.now();
			const { items } = await run(call);
			if (i < 0) {
				used = process.cpuUsage();
				continue;
			}
			times.push(performance.now() - start);
			found += items.length;
		}
		const { user, system } = process.cpuUsage(used);
		times.sort((a, b) => a - b);
		const at = (share: number) => (times[Math.floor(ROUNDS * share)] as number).toFixed(1);
		console.log(
			`| ${name} | ${at(0.5)} | ${at(0.95)} | ${((user + system) / 1000 / ROUNDS).toFixed(1)} | ${(found / ROUNDS).toFixed(1)} |`,
		);
	}
}

const dataDir = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
try {
	const databaseUrl = process.env['DATABASE_URL'];
	const nameBeginnings = process.env['NAME_BEGINNINGS'] !== 'off';
	const keyring = fixedKeyring(process.env['DATA_KEY'] ?? randomBytes(32).toString('base64'));
	const store = await openStore({ databaseUrl, dataDir, nameBeginnings }, keyring, { exclusive: true });
	const start = performance.now();
	if (!(await store.db.selectFrom('superbills').select('seq').limit(1).executeTakeFirst())) {
		await fill(store, (i) => `practice-${i % PRACTICES}`);
		console.error(`filled in ${((performance.now() - start) / 1000).toFixed(0)} s`);
	}
	if (store.dialect === 'postgres') await printSizes(store);
	await measure(store, PRACTICES === 1 ? { ...OPERATOR, practice: 'practice-0' } : OPERATOR);
	const { rows } = await sql<{ n: number }>`select count(*) as n from search_terms`.execute(store.db);
	console.log(`\n${(Number(rows[0]?.n) / COUNT).toFixed(1)} search terms per superbill`);
	await store.close();
} finally {
	rmSync(dataDir, { recursive: true, force: true });
}
