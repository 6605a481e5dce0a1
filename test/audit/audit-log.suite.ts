import { sql } from 'kysely';
import type { Test } from 'tap';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { type ChainHead, checkAuditLog } from '../../src/audit/check-chains.ts';
import { appendEvent, subjectOf } from '../../src/audit/events.ts';
import { OPERATOR } from '../../src/calls/actor.ts';
import type { Store } from '../../src/store/store.ts';
import { callBy, refusal } from '../records/issuing.suite.ts';
import type { OpenTestStore } from '../store/suites.ts';

const OF_HARBOR = callBy({ ...OPERATOR, name: 'key:abcdefgh', practice: 'harbor' });
const ANY = callBy(OPERATOR);

/** Removes the triggers that protect the audit log, as the owner of the database could. */
async function unlock({ db, dialect }: Store): Promise<void> {
	if (dialect === 'sqlite') {
		await sql`drop trigger audit_events_keep_update`.execute(db);
		await sql`drop trigger audit_events_keep_delete`.execute(db);
	} else {
		await sql`drop trigger audit_events_keep on audit_events`.execute(db);
	}
}

/** Changes by somebody who can write to the database and does not have the data key. */
const TAMPERING: Readonly<
	Record<string, { readonly change: (store: Store) => Promise<unknown>; readonly faults: readonly string[] }>
> = {
	'a changed row': {
		change: ({ db }) => of(db, 2).set({ actor: 'key:innocent' }).execute(),
		faults: ['harbor 2 changed'],
	},
	'a changed moment': {
		change: ({ db }) => of(db, 5).set({ at: '2020-01-01T00:00:00.000Z' }).execute(),
		faults: ['harbor 5 changed'],
	},
	'a row removed in the middle': {
		change: ({ db }) => remove(db, 'harbor', 3),
		faults: ['harbor 3 missing'],
	},
	'a row removed in the middle, and the gap closed': {
		async change({ db }) {
			await remove(db, 'harbor', 3);
			await of(db, 4).set({ position: 3 }).execute();
			await of(db, 5).set({ position: 4 }).execute();
		},
		faults: ['harbor 3 changed', 'harbor 4 changed', 'harbor 5 missing'],
	},
	'a row removed at the end': {
		change: ({ db }) => remove(db, 'harbor', 5),
		faults: ['harbor 5 missing'],
	},
	'a whole chain removed': {
		change: ({ db }) => db.deleteFrom('audit_events').where('chain', '=', 'harbor').execute(),
		faults: ['harbor 1 missing'],
	},
	'a removed end of a chain': {
		change: ({ db }) => db.deleteFrom('audit_chains').where('chain', '=', 'harbor').execute(),
		faults: ['harbor 1 beyond-the-end'],
	},
	'two rows swapped': {
		async change({ db }) {
			await of(db, 2).set({ position: 99 }).execute();
			await of(db, 3).set({ position: 2 }).execute();
			await of(db, 99).set({ position: 3 }).execute();
		},
		faults: ['harbor 2 changed', 'harbor 3 changed', 'harbor 4 changed'],
	},
	'a row inserted at the end': {
		change: ({ db }) => putIn(db, 6),
		faults: ['harbor 6 beyond-the-end'],
	},
	'a row inserted at the end, and the end moved': {
		async change({ db }) {
			await putIn(db, 6);
			await db
				.updateTable('audit_chains')
				.set({ position: 6, hash: 'f'.repeat(64) })
				.where('chain', '=', 'harbor')
				.execute();
		},
		faults: ['harbor 6 changed'],
	},
};

const of = (db: Store['db'], position: number) =>
	db.updateTable('audit_events').where('chain', '=', 'harbor').where('position', '=', position);

const remove = (db: Store['db'], chain: string, position: number) =>
	db.deleteFrom('audit_events').where('chain', '=', chain).where('position', '=', position).execute();

const putIn = (db: Store['db'], position: number) =>
	db
		.insertInto('audit_events')
		.values({
			chain: 'harbor',
			position,
			at: '2026-11-23T00:00:00.000Z',
			actor: 'operator',
			action: 'superbill.read',
			outcome: 'ok',
			subject: null,
			request_id: null,
			details: '{}',
			hash: 'f'.repeat(64),
		})
		.execute();

const said = (faults: readonly { chain: string; position: number; fault: string }[]) =>
	faults.map(({ chain, position, fault }) => `${chain} ${position} ${fault}`);

export async function auditLog(t: Test, open: OpenTestStore): Promise<void> {
	/** A store with five events of a practice, three of another one, and two of none. */
	async function written(t: Test): Promise<Store> {
		const store = await open(t);
		for (const [practice, count] of [
			['harbor', 5],
			['elsewhere', 3],
			[null, 2],
		] as const) {
			for (let i = 1; i <= count; i++) await add(store, practice, i);
		}
		return store;
	}

	const add = (store: Store, practice: string | null, i: number) =>
		store.transaction((tx) =>
			appendEvent(
				store,
				tx,
				{ ...ANY, now: new Date(Date.UTC(2026, 10, i)) },
				{
					action: i % 2 === 0 ? 'superbill.read' : 'superbill.read-pdf',
					practice,
					subject: subjectOf('superbill', `${practice}`),
					details: { i },
				},
			),
		);

	await t.test('an untouched audit log has no faults, even while others append', async (t) => {
		const store = await written(t);
		const adding = Promise.all(Array.from({ length: 20 }, (_, i) => add(store, 'harbor', i + 6)));
		const checks = await Promise.all([checkAuditLog(store), checkAuditLog(store), checkAuditLog(store)]);
		await adding;
		for (const { faults } of [...checks, await checkAuditLog(store)]) t.strictSame(faults, []);
		t.match((await checkAuditLog(store)).chains, [
			{ chain: '', position: 2 },
			{ chain: 'elsewhere', position: 3 },
			{ chain: 'harbor', position: 25 },
		]);
	});

	for (const [name, { change, faults }] of Object.entries(TAMPERING)) {
		await t.test(`${name} is found, with chain and position`, async (t) => {
			const store = await written(t);
			await unlock(store);
			await change(store);
			t.strictSame(said((await checkAuditLog(store)).faults), faults);
		});
	}

	await t.test('chain heads kept elsewhere show what the database alone cannot', async (t) => {
		const store = await written(t);
		const { chains: kept } = await checkAuditLog(store);
		await add(store, 'harbor', 6);
		t.strictSame((await checkAuditLog(store, kept)).faults, []);
		await unlock(store);

		await remove(store.db, 'elsewhere', 3);
		const { hash } = await store.db
			.selectFrom('audit_events')
			.select('hash')
			.where('chain', '=', 'elsewhere')
			.where('position', '=', 2)
			.executeTakeFirstOrThrow();
		await store.db
			.updateTable('audit_chains')
			.set({ position: 2, hash })
			.where('chain', '=', 'elsewhere')
			.execute();
		await store.db.deleteFrom('audit_events').where('chain', '=', '').execute();
		await store.db.deleteFrom('audit_chains').where('chain', '=', '').execute();
		t.strictSame(said((await checkAuditLog(store)).faults), []);
		t.strictSame(said((await checkAuditLog(store, kept)).faults), [' 1 missing', 'elsewhere 3 missing']);

		const rewritten: ChainHead[] = [{ chain: 'harbor', position: 4, hash: '0'.repeat(64) }];
		t.strictSame(said((await checkAuditLog(store, rewritten)).faults), ['harbor 4 not-as-kept']);
	});

	await t.test('the database refuses changes of the audit log', async (t) => {
		const { db } = await written(t);
		await t.rejects(of(db, 2).set({ actor: 'x' }).execute(), /append-only/);
		await t.rejects(remove(db, 'harbor', 5), /append-only/);
	});

	await t.test('events are listed newest first, and new ones do not change the pages', async (t) => {
		const store = await written(t);
		const { events } = createAuditLog(() => store);
		const filter = { to: '2026-11-30' };
		const first = await events(ANY, filter, { limit: 4 });
		const second = await events(ANY, filter, { limit: 100, cursor: first.nextCursor as string });
		// The event of reading the first page has the time of the call, which is before the other events.
		const own = [...first.items, ...second.items].filter(({ action }) => action !== 'audit.read');
		t.equal(own.length, 10);
		t.equal(new Set(own.map(({ practice, position }) => `${practice} ${position}`)).size, 10);
		const order = own.map(({ at }) => at);
		t.strictSame(order, [...order].sort().reverse());
	});

	await t.test('events are found by all filters together, and a practice sees only its own', async (t) => {
		const store = await written(t);
		const { events } = createAuditLog(() => store);
		const count = async (filter: Parameters<typeof events>[1], call = ANY) =>
			(await events(call, filter, { limit: 100 })).items.filter(({ action }) => action !== 'audit.read')
				.length;
		t.equal(await count({ from: '2026-11-02', to: '2026-11-04' }), 5);
		t.equal(await count({ action: 'superbill.read' }), 4);
		t.equal(await count({ action: 'superbill.read', subject: 'superbill:harbor' }), 2);
		t.equal(await count({ actor: 'operator' }), 10);
		t.equal(await count({ actor: 'anyone' }), 0);
		t.equal(await count({}, OF_HARBOR), 5);
		t.equal(await count({ subject: 'superbill:elsewhere' }, OF_HARBOR), 0);
		const { items } = await events(OF_HARBOR, { action: 'audit.read' }, { limit: 1 });
		t.match(items[0], { practice: 'harbor', actor: 'key:abcdefgh', requestId: 'test', outcome: 'ok' });
	});

	await t.test('an unknown superbill has no history', async (t) => {
		const store = await open(t);
		const { history } = createAuditLog(() => store);
		await t.rejects(history(ANY, 'none', { limit: 10 }), refusal('not-found'));
	});
}
