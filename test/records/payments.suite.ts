import { setImmediate as turn } from 'node:timers/promises';
import type { Test } from 'tap';
import { type Call, OPERATOR } from '../../src/calls/actor.ts';
import type { Refusal } from '../../src/calls/refusal.ts';
import { createRecords, type Records } from '../../src/records/records.ts';
import { purgeOld } from '../../src/records/retention.ts';
import type { Store } from '../../src/store/store.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { callBy, refusal, visit } from './issuing.suite.ts';

/** The day of the service's clock. */
const TODAY = '2026-11-23';

const payment = (changes: object = {}): object => ({
	date: TODAY,
	amount: '40.00',
	method: 'check',
	reference: 'no. 17',
	...changes,
});

/** Tests of payments made after a superbill was issued. */
export async function payments(t: Test, open: OpenTestStore): Promise<void> {
	const call: Call = { ...callBy(OPERATOR), now: new Date(`${TODAY}T18:00:00Z`) };

	/** A superbill with a balance of 100.00. */
	async function partlyPaid(t: Test): Promise<{ store: Store; records: Records; id: string }> {
		const store = await open(t);
		const records = createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });
		const paid = [{ date: '2026-10-06', amount: '50.00', method: 'card' }];
		const { id } = await records.issue(call, visit({ payments: paid }));
		return { store, records, id };
	}

	/** The places and messages of the findings that refuse a request. */
	async function findings(paying: Promise<unknown>): Promise<string[]> {
		const error = await paying.then(
			() => undefined,
			(error: Refusal) => error,
		);
		return (error?.findings ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
	}

	await t.test('payments are in the record, and the issued document stays as it was', async (t) => {
		const { records, id } = await partlyPaid(t);
		const before = await records.record(call, id);
		t.match(before, { laterPayments: [], balance: '100.00' });
		const { pdf } = await records.pdf(call, id);
		const first = await records.pay(call, id, payment());
		t.equal(first.record.balance, '60.00');
		await records.pay(call, id, payment({ amount: '60.00', method: 'cash', reference: undefined }));
		const after = await records.record(call, id);
		const recorded = { recordedAt: call.now.toISOString(), recordedBy: 'operator' };
		t.strictSame(after, {
			...before,
			balance: '0.00',
			laterPayments: [
				{ ...payment(), ...recorded },
				{ date: TODAY, amount: '60.00', method: 'cash', ...recorded },
			],
		});
		t.strictSame((await records.pdf(call, id)).pdf, pdf);
		t.equal((await records.list(call, { limit: 1 })).items[0]?.balance, '0.00');
	});

	await t.test('the audit log says that there was a payment, and nothing about it', async (t) => {
		const { store, records, id } = await partlyPaid(t);
		await records.pay(call, id, payment());
		const events = await store.db
			.selectFrom('audit_events')
			.selectAll()
			.where('action', '=', 'superbill.pay')
			.execute();
		t.match(events, [{ subject: `superbill:${id}`, outcome: 'ok', details: '{}' }]);
		t.equal(events.length, 1);
	});

	await t.test('a payment that cannot be is refused, with its field and the reason', async (t) => {
		const { records, id } = await partlyPaid(t);
		const refusing = (changes: object) => findings(records.pay(call, id, payment(changes)));
		t.strictSame(await refusing({ amount: '100.01' }), [
			'/amount The amount 100.01 is more than the balance of the superbill, 100.00.',
		]);
		t.strictSame(await refusing({ amount: '0.00' }), ['/amount The amount is 0.00.']);
		t.match(await refusing({ date: '2026-11-24' }), [/^\/date A payment is dated 2026-11-24, after/]);
		t.strictSame(await refusing({ date: '2026-10-05' }), [
			'/date The payment is dated 2026-10-05, before the superbill was issued (2026-10-06).',
		]);
		t.match(await refusing({ method: 'barter' }), [/^\/method /]);
		t.match(await refusing({ note: '\u{1F600}' }), [/^\/note /]);
		t.match(await refusing({ tip: '1.00' }), [/tip/]);
		await records.pay(call, id, payment({ amount: '100.00' }));
		t.match(await refusing({ amount: '0.01' }), [/more than the balance of the superbill, 0\.00/]);
	});

	await t.test('of payments at the same time, no more are recorded than are owed', async (t) => {
		const { records, id } = await partlyPaid(t);
		const all = [1, 2, 3, 4].map(() => records.pay(call, id, payment()));
		const done = await Promise.allSettled(all);
		t.equal(done.filter(({ status }) => status === 'fulfilled').length, 2);
		t.match(await records.record(call, id), { balance: '20.00', laterPayments: { length: 2 } });
	});

	await t.test('the same Idempotency-Key records one payment, and refuses another', async (t) => {
		const { records, id } = await partlyPaid(t);
		const { record, replayed } = await records.pay(call, id, payment(), 'key-1');
		t.notOk(replayed);
		t.strictSame(await records.pay(call, id, payment(), 'key-1'), { record, replayed: true });
		await t.rejects(records.pay(call, id, payment({ amount: '1.00' }), 'key-1'), refusal('key-reused'));
		const two = [records.pay(call, id, payment(), 'key-2'), records.pay(call, id, payment(), 'key-2')];
		await Promise.allSettled(two);
		await turn();
		t.equal((await records.record(call, id)).balance, '20.00');
	});

	await t.test('a superbill that is void, replaced or purged takes no payment', async (t) => {
		const { store, records, id } = await partlyPaid(t);
		const unpaid = () => visit({ payments: [] });
		const { id: voided } = await records.issue(call, unpaid());
		await records.void(call, voided, { reason: 'Typed twice' });
		await t.rejects(records.pay(call, voided, payment()), { kind: 'already-void', message: /is void/ });
		const { id: replaced } = await records.issue(call, unpaid());
		const { number } = await records.replace(call, replaced, { reason: 'Wrong fee', superbill: unpaid() });
		await t.rejects(records.pay(call, replaced, payment()), {
			kind: 'already-replaced',
			message: new RegExp(number),
		});
		await records.pay(call, id, payment());
		await purgeOld(store, { ...call, now: new Date('2027-11-23T18:00:00Z') }, 1);
		await t.rejects(records.pay(call, id, payment()), refusal('purged'));
		t.match(await records.record(call, id), { laterPayments: undefined, balance: undefined });
		const rows = await store.db.selectFrom('superbills').select('later_payments').execute();
		t.ok(rows.every(({ later_payments }) => later_payments === null));
	});

	await t.test('a hundred payments can be recorded, and no more', async (t) => {
		const { records, id } = await partlyPaid(t);
		for (let i = 0; i < 100; i++) await records.pay(call, id, payment({ amount: '0.01' }));
		t.match(await findings(records.pay(call, id, payment())), [/^ 100 payments were recorded/]);
	});
}
