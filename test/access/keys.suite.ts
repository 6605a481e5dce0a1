import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { createAccess } from '../../src/access/access.ts';
import { createKeys } from '../../src/access/keys.ts';
import { type Call, COMMAND_LINE, OPERATOR } from '../../src/calls/actor.ts';
import type { Store } from '../../src/store/store.ts';
import { refusal } from '../records/issuing.suite.ts';
import { sha256 } from '../store/kept.ts';
import type { OpenTestStore } from '../store/suites.ts';

const at = (moment: string): Call => ({ actor: COMMAND_LINE, now: new Date(moment) });
const ALL = { limit: Number.POSITIVE_INFINITY };
const READER = { label: 'Reader', scopes: ['superbills:read'] };
const STRANGER = { actor: { name: 'unknown' }, refused: /not an API key/ };

export async function keys(t: Test, open: OpenTestStore): Promise<void> {
	async function using(t: Test) {
		const store = await open(t);
		const current = () => store;
		return {
			store,
			...createKeys(current),
			...createAccess({ host: '127.0.0.1', dataDir: 'none' }, current),
		};
	}

	await t.test('the service is open until there is a key, and never again', async (t) => {
		const { create, revoke, isOpen } = await using(t);
		t.equal(await isOpen(), true);
		const { id } = await create(at('2026-11-23'), READER);
		t.equal(await isOpen(), false);
		await revoke(at('2026-11-24'), id);
		t.equal(await isOpen(), false);
	});

	await t.test(
		'the service closes within two seconds of the first key made by another process',
		async (t) => {
			const { store, isOpen } = await using(t);
			t.equal(await isOpen(), true);
			const another = { ...store };
			await createKeys(() => another).create(at('2026-11-23'), READER);
			const begun = performance.now();
			while ((await isOpen()) && performance.now() - begun < 2_000) await sleep(50);
			t.equal(await isOpen(), false);
		},
	);

	await t.test('only the whole key is accepted, and the store does not hold it', async (t) => {
		const { store, create, identify } = await using(t);
		const { id, key } = await create(at('2026-11-23'), { ...READER, practice: 'harbor' });
		t.match(key, new RegExp(`^sb_${id}_[\\w-]{43}$`));
		const { actor, refused } = await identify(key);
		t.match(
			{ ...actor, scopes: [...actor.scopes] },
			{
				name: `key:${id}`,
				scopes: ['superbills:read'],
				practice: 'harbor',
			},
		);
		t.equal(refused, undefined);
		const other = key.endsWith('A') ? 'B' : 'A';
		for (const wrong of [
			`${key.slice(0, -1)}${other}`,
			key.replace(id, 'a2345672'),
			key.slice(3),
			`${key}A`,
			'',
		]) {
			t.match(await identify(wrong), STRANGER, wrong);
		}
		const rows = JSON.stringify([
			await store.db.selectFrom('api_keys').selectAll().execute(),
			await store.db.selectFrom('audit_events').selectAll().execute(),
		]);
		t.notMatch(rows, key.slice(12));
		t.notMatch(rows, sha256(key));
	});

	await t.test('an expired or revoked key is refused, and only its holder is told why', async (t) => {
		const { create, revoke, identify, list } = await using(t);
		const expired = await create(at('2020-01-01'), { ...READER, expiresAt: '2020-06-01T02:00:00+02:00' });
		t.equal(expired.expiresAt, '2020-06-01T00:00:00.000Z');
		const revoked = await create(at('2026-11-23'), READER);
		await revoke(at('2026-11-24'), revoked.id);
		t.match((await identify(expired.key)).refused, 'expired on 2020-06-01');
		t.match((await identify(revoked.key)).refused, 'was revoked');
		t.match((await identify(`${revoked.key.slice(0, 12)}${'A'.repeat(43)}`)).refused, 'not an API key');
		t.match(await revoke(at('2026-12-24'), revoked.id), { revokedAt: '2026-11-24T00:00:00.000Z' });
		t.strictSame(
			(await list(at('2026-11-25'), ALL)).items.map(({ id }) => id),
			[revoked.id, expired.id],
		);
	});

	await t.test('an invalid request is refused with the name of its field', async (t) => {
		const { create } = await using(t);
		const call = at('2026-11-23');
		for (const wrong of [
			{ scopes: [] },
			{ scopes: ['all'] },
			{ label: '' },
			{ practice: 'No Such Id' },
			{ expiresAt: '2026-11-22T23:59:59Z' },
			{ expiresAt: 'tomorrow' },
			{ secret: 'x' },
		]) {
			const field = new RegExp(`^/(${Object.keys(wrong)[0]})?`);
			await t.rejects(create(call, { ...READER, ...wrong }), {
				...refusal('invalid-body'),
				findings: [{ pointer: field }],
			});
		}
	});

	await t.test(
		'an actor for one practice creates, sees and revokes only the keys of that practice',
		async (t) => {
			const { create, list, revoke } = await using(t);
			const bound: Call = {
				actor: { ...OPERATOR, name: 'key:abcdefgh', practice: 'harbor' },
				now: new Date('2026-11-24'),
			};
			const mine = await create(bound, READER);
			t.equal(mine.practice, 'harbor');
			const ofAll = await create(at('2026-11-23'), READER);
			const other = await create(at('2026-11-23'), { ...READER, practice: 'elsewhere' });
			t.strictSame(
				(await list(bound, ALL)).items.map(({ id }) => id),
				[mine.id],
			);
			for (const { id } of [ofAll, other]) await t.rejects(revoke(bound, id), refusal('not-found'));
			await t.rejects(create(bound, { ...READER, practice: 'elsewhere' }), refusal('other-practice'));
			await t.rejects(
				create({ ...bound, actor: { ...bound.actor, scopes: new Set(['admin'] as const) } }, READER),
				refusal('scope-missing'),
			);
		},
	);

	await t.test('a key cannot outlast the key that made it', async (t) => {
		const { create, identify } = await using(t);
		const latest = '2099-01-01T00:00:00.000Z';
		const maker = await create(at('2026-11-23'), { label: 'Maker', scopes: ['admin'], expiresAt: latest });
		const call: Call = { actor: (await identify(maker.key)).actor, now: new Date('2026-11-24') };
		const asked = (expiresAt?: string) => create(call, { label: 'Made', scopes: ['admin'], expiresAt });
		t.equal((await asked()).expiresAt, latest);
		t.equal((await asked('2099-01-01T01:00:00+01:00')).expiresAt, latest);
		t.equal((await asked('2098-01-01T00:00:00Z')).expiresAt, '2098-01-01T00:00:00.000Z');
		for (const later of ['2099-01-01T00:00:00.001Z', '9999-12-31T23:59:59-12:00']) {
			await t.rejects(asked(later), { ...refusal('invalid-body'), findings: [{ pointer: '/expiresAt' }] });
		}
		await t.rejects(asked('2100-01-01T00:00:00Z'), {
			...refusal('invalid-body'),
			findings: [{ message: `expiresAt must be ${latest} or earlier, because your own key expires then.` }],
		});
		const made = await asked();
		const grandchild = { actor: (await identify(made.key)).actor, now: call.now };
		t.equal((await create(grandchild, { label: 'Made', scopes: ['admin'] })).expiresAt, latest);
	});

	await t.test('each page begins where the previous one ended', async (t) => {
		const { create, list } = await using(t);
		const call = at('2026-11-23');
		const made = new Set<string>();
		for (let i = 0; i < 5; i++) made.add((await create(call, READER)).id);
		const first = await list(call, { limit: 3 });
		const second = await list(call, { limit: 3, cursor: first.nextCursor as string });
		t.strictSame(new Set([...first.items, ...second.items].map(({ id }) => id)), made);
		t.equal(second.items.length, 2);
		t.equal(second.nextCursor, null);
	});

	await t.test('a row inserted by hand is not a key, and the service stays closed', async (t) => {
		const { store, create, identify, list, revoke } = await using(t);
		const forged = `sb_forgedab_${'A'.repeat(43)}`;
		const hash = sha256(forged);
		const genuine = await create(at('2026-11-23'), READER);
		const row = await rowOf(store, genuine.id);
		for (const mac of [hash, row.mac, '', `${row.mac}0`, 'ü'.repeat(64)]) {
			const inserted = { ...row, id: 'forgedab', scopes: 'superbills:read admin', hash, mac };
			await store.db.insertInto('api_keys').values(inserted).execute();
			t.match(await identify(forged), STRANGER, mac);
			// The same with the columns of a genuine key, so that only the id differs.
			const set = { hash: row.hash, scopes: row.scopes };
			await store.db.updateTable('api_keys').set(set).where('id', '=', 'forgedab').execute();
			t.match(await identify(forged), STRANGER, mac);
			t.strictSame(
				(await list(at('2026-11-23'), ALL)).items.map(({ id }) => id),
				[genuine.id],
			);
			await t.rejects(revoke(at('2026-11-23'), 'forgedab'), refusal('not-found'));
			await store.db.deleteFrom('api_keys').where('id', '=', 'forgedab').execute();
		}
		t.equal((await identify(genuine.key)).refused, undefined);
		await store.db.updateTable('api_keys').set({ mac: '' }).execute();
		const restarted = createAccess({ host: '127.0.0.1', dataDir: 'none' }, () => store);
		t.equal(await restarted.isOpen(), false);
	});

	await t.test('a key whose row was changed is refused until the change is undone', async (t) => {
		const { store, create, identify, list, revoke } = await using(t);
		const expiresAt = '2099-01-01T00:00:00.000Z';
		const { id, key } = await create(at('2026-11-23'), { ...READER, practice: 'harbor', expiresAt });
		const other = await create(at('2026-11-22'), READER);
		const row = await rowOf(store, id);
		const { hash, mac } = await rowOf(store, other.id);
		const set = (change: Partial<typeof row>) =>
			store.db.updateTable('api_keys').set(change).where('id', '=', id).execute();
		for (const change of [
			{ scopes: 'superbills:read admin' },
			{ practice_id: 'elsewhere' },
			{ practice_id: null },
			{ expires_at: null },
			{ created_at: '2026-11-23T00:00:00.001Z' },
			{ label: 'Another' },
			{ revoked_at: '2026-11-24T00:00:00.000Z' },
			{ hash },
			{ mac },
		]) {
			const changed = JSON.stringify(change);
			await set(change);
			t.match(await identify(key), STRANGER, changed);
			t.strictSame(
				(await list(at('2026-11-25'), { limit: 1 })).items.map(({ id }) => id),
				[other.id],
				'another takes its place in the list',
			);
			await t.rejects(revoke(at('2026-11-25'), id), refusal('not-found'), changed);
			await set(row);
			t.match(await identify(key), { actor: { practice: 'harbor' }, refused: undefined }, changed);
		}
	});

	await t.test('a revocation removed by hand does not bring the key back', async (t) => {
		const { store, create, identify, revoke } = await using(t);
		const { id, key } = await create(at('2026-11-23'), READER);
		await revoke(at('2026-11-24'), id);
		t.match((await identify(key)).refused, 'was revoked');
		await store.db.updateTable('api_keys').set({ revoked_at: null }).execute();
		t.match(await identify(key), STRANGER);
	});

	await t.test('the last use is written, at most once a minute', async (t) => {
		const { store, create, identify } = await using(t);
		const { id, key } = await create(at('2026-11-23'), READER);
		await identify(key);
		const first = await lastUse(store, id);
		t.type(first, 'string');
		await identify(key);
		// The last use would be written before this.
		await create(at('2026-11-23'), READER);
		t.equal(await lastUse(store, id), first);
		const old = '2026-01-01T00:00:00.000Z';
		await store.db.updateTable('api_keys').set({ last_used_at: old }).where('id', '=', id).execute();
		await identify(key);
		t.not(await lastUse(store, id, old), old);
	});
}

const rowOf = ({ db }: Store, id: string) =>
	db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** Waits until the time of the last use changes: it is not written before the answer. */
async function lastUse({ db }: Store, id: string, before: string | null = null): Promise<string | null> {
	for (let tries = 0; ; tries++) {
		const { last_used_at } = await db
			.selectFrom('api_keys')
			.select('last_used_at')
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
		if (last_used_at !== before || tries === 500) return last_used_at;
	}
}
