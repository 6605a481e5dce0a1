import type { Test } from 'tap';
import type { Call } from '../../src/calls/actor.ts';
import { SYSTEM } from '../../src/calls/actor.ts';
import { purgeOld } from '../../src/records/retention.ts';
import { startHousekeeping } from '../../src/start/housekeeping.ts';
import { ANSWERS_KEPT_MS } from '../../src/store/idempotency.ts';
import { beforeFirstWrite, call, chainLengths, fill, recordsOf } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { refusal, visit } from './issuing.suite.ts';

const DAY_MS = 24 * 3_600_000;

/** The service, just over some days after `call`. */
const later = (days: number): Call => ({
	actor: SYSTEM,
	now: new Date(call.now.getTime() + days * DAY_MS + 1),
});

export async function retention(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('the contents of old superbills are purged; number, hash and status stay', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const ids = await fill(store);
		const before = await records.record(call, ids.voided);
		t.equal(await purgeOld(store, { ...later(30), now: new Date(call.now.getTime() + 30 * DAY_MS) }, 30), 0);
		t.equal(await purgeOld(store, later(30), 30), 4);

		const { payload, findings, totals, diagnosisLetters, laterPayments, balance, ...rest } = before;
		t.ok(payload && findings && totals && diagnosisLetters && laterPayments && balance);
		t.strictSame(await records.record(call, ids.voided), {
			...rest,
			voidReason: null,
			updatedAt: later(30).now.toISOString(),
			purgedAt: later(30).now.toISOString(),
		});
		for (const id of [ids.plain, ids.voided, ids.replaced, ids.successor]) {
			await t.rejects(records.pdf(call, id), refusal('purged'));
		}
		t.match(await records.record(call, ids.replaced), {
			status: 'replaced',
			replacedBy: { id: ids.successor },
		});
		const left = await store.db.selectFrom('search_terms').select('seq').distinct().execute();
		t.strictSame(left, [{ seq: 5 }]);
		t.strictSame(await store.db.selectFrom('superbill_documents').select('seq').execute(), [{ seq: 5 }]);
	});

	await t.test('each purge is in the audit log, once', async (t) => {
		const store = await open(t);
		const ids = await fill(store);
		await Promise.all([purgeOld(store, later(1), 1), purgeOld(store, later(1), 1)]);
		const told = await store.db
			.selectFrom('audit_events')
			.select(['subject', 'actor'])
			.where('action', '=', 'superbill.purge')
			.execute();
		t.strictSame(
			told.map(({ subject, actor }) => `${actor} ${subject}`).sort(),
			[ids.plain, ids.voided, ids.replaced, ids.successor].map((id) => `system superbill:${id}`).sort(),
		);
		await chainLengths(t, store);
	});

	await t.test('more superbills than fit into a transaction are all purged', async (t) => {
		const store = await open(t);
		for (let i = 0; i < 21; i++) await recordsOf(store).issue(call, visit());
		t.equal(await purgeOld(store, later(1), 1), 21);
	});

	await t.test('an abort signal stops a purge', async (t) => {
		const store = await open(t);
		await recordsOf(store).issue(call, visit());
		t.equal(await purgeOld(store, later(1), 1, AbortSignal.abort()), 0);
	});

	await t.test('a legal hold keeps a superbill until it is released', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const { id, number } = await records.issue(call, visit());
		const heldAt = call.now.toISOString();
		t.strictSame(await records.hold(call, id, { reason: 'A letter' }), { id, number, heldAt });
		t.strictSame(await records.hold({ ...call, now: later(1).now }, id, { reason: 'Two letters' }), {
			id,
			number,
			heldAt,
		});
		t.match(await records.record(call, id), { heldAt, holdReason: 'Two letters' });
		t.equal(await purgeOld(store, later(2), 1), 0);
		t.strictSame(await records.release(call, id), { id, number, heldAt: null });
		t.strictSame(await records.release(call, id), { id, number, heldAt: null });
		t.match(await records.record(call, id), { heldAt: null, holdReason: null, payload: {} });
		t.equal(await purgeOld(store, later(2), 1), 1);
		const told = await store.db
			.selectFrom('audit_events')
			.select('action')
			.where('subject', '=', `superbill:${id}`)
			.orderBy('position')
			.execute();
		t.strictSame(
			told.map(({ action }) => action).filter((action) => action !== 'superbill.read'),
			['superbill.issue', 'superbill.hold', 'superbill.hold', 'superbill.release', 'superbill.purge'],
		);
	});

	await t.test('a hold that comes after a purge has selected the superbill still keeps it', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const { id } = await records.issue(call, visit());
		const disturbed = beforeFirstWrite(store, () => records.hold(call, id, { reason: 'A letter' }));
		t.equal(await purgeOld(disturbed, later(1), 1), 0);
		t.match(await records.record(call, id), { purgedAt: null, payload: {} });
	});

	await t.test('a purged superbill cannot be held, voided or replaced', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const body = visit();
		const { id } = await records.issue(call, body, { key: 'key-1' });
		await purgeOld(store, later(1), 1);
		await t.rejects(records.hold(call, id, { reason: 'A letter' }), refusal('purged'));
		await t.rejects(records.void(call, id, { reason: 'Typed twice' }), refusal('purged'));
		await t.rejects(records.replace(call, id, { reason: 'Wrong', superbill: visit() }), refusal('purged'));
		await t.rejects(records.issue(call, body, { key: 'key-1' }), refusal('purged'));
		t.match(await records.record(call, id), { status: 'issued', voidReason: null });
	});

	await t.test('a hold needs a reason, and a superbill that the actor can see', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const { id } = await records.issue(call, visit());
		await t.rejects(records.hold(call, id, {}), refusal('invalid-body'));
		const stranger: Call = { ...call, actor: { ...call.actor, practice: 'another' } };
		await t.rejects(records.hold(stranger, id, { reason: 'A letter' }), refusal('not-found'));
		await t.rejects(records.release(stranger, id), refusal('not-found'));
	});

	await t.test('housekeeping starts at once, and can be stopped', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const old = { ...call, now: new Date(Date.now() - 2 * ANSWERS_KEPT_MS) };
		await records.issue(old, visit(), { key: 'key-1' });
		const fresh = { ...call, now: new Date() };
		const { id } = await records.issue(fresh, visit(), { key: 'key-2' });
		const purged = await new Promise<number>((resolve, reject) => {
			const stop = startHousekeeping({
				store: () => store,
				retentionDays: 1,
				onPurged: resolve,
				onFailure: reject,
			});
			t.teardown(stop);
		});
		t.equal(purged, 1);
		t.match(await records.record(fresh, id), { payload: {} });
		t.strictSame(await store.db.selectFrom('idempotent_answers').select('seq').execute(), [{ seq: 2 }]);
	});

	await t.test('without RETENTION_DAYS, nothing is purged', async (t) => {
		const store = await open(t);
		const { id } = await recordsOf(store).issue(call, visit());
		const stop = startHousekeeping({
			store: () => store,
			retentionDays: undefined,
			onPurged: () => t.fail('purged'),
			onFailure: (error) => t.error(error),
		});
		await stop();
		t.match(await recordsOf(store).record(call, id), { payload: {} });
	});
}
