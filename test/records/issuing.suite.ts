import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import { type Actor, type Call, OPERATOR } from '../../src/calls/actor.ts';
import type { RefusalKind } from '../../src/calls/refusal.ts';
import { createRecords, type Records } from '../../src/records/records.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';

export const callBy = (actor: Actor): Call => ({
	actor,
	requestId: 'test',
	now: new Date('2026-10-06T18:00:00Z'),
});

let patients = 0;

/** A request of a new patient, so that it repeats no other, and without a number: the superbill gets the next one. */
export function visit(changes: object = {}): unknown {
	const { number: _, ...superbill } = PLAIN;
	const patient = { ...superbill.patient, accountNumber: `PT-${++patients}` };
	return { ...superbill, patient, ...changes };
}

/** The same request for the same key. */
export function visitFor(key: string, changes: object = {}): unknown {
	return visit({ patient: { ...PLAIN.patient, accountNumber: key }, ...changes });
}

/** The pattern of a refusal, for `t.rejects`. */
export const refusal = (kind: RefusalKind): Error => ({ name: 'Refusal', kind }) as unknown as Error;

export async function issuing(t: Test, open: OpenTestStore): Promise<void> {
	const call = callBy(OPERATOR);

	async function records(t: Test): Promise<Records> {
		const store = await open(t);
		return createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });
	}

	await t.test('numbers are consecutive, and the record has the hash of the PDF', async (t) => {
		const { issue, record, pdf } = await records(t);
		const first = await issue(call, visit());
		const second = await issue(call, visit());
		t.match(first.number, /^SB-\d{4}-000001$/);
		t.match(second.number, /^SB-\d{4}-000002$/);
		const { sha256 } = await record(call, first.id);
		t.equal(sha256, createHash('sha256').update(first.pdf).digest('hex'));
		t.strictSame((await pdf(call, first.id)).pdf, first.pdf);
	});

	await t.test('forty requests at the same time get forty numbers without a gap', async (t) => {
		const { issue } = await records(t);
		const issued = await Promise.all(Array.from({ length: 40 }, () => issue(call, visit())));
		t.strictSame(
			issued.map(({ number }) => Number(number.slice(-6))).sort((a, b) => a - b),
			Array.from({ length: 40 }, (_, i) => i + 1),
		);
	});

	await t.test('a refused request takes no number', async (t) => {
		const { issue } = await records(t);
		await t.rejects(issue(call, visit({ diagnoses: [] })), refusal('refused'));
		t.match((await issue(call, visit())).number, /000001$/);
	});

	await t.test('the same Idempotency-Key repeats the answer, and refuses another request', async (t) => {
		const { issue } = await records(t);
		const body = visit();
		const first = await issue(call, body, { key: 'key-1' });
		const again = await issue(call, body, { key: 'key-1' });
		t.strictSame({ ...again, timings: {} }, { ...first, timings: {}, replayed: true });
		await t.rejects(issue(call, visit({ note: 'Another' }), { key: 'key-1' }), refusal('key-reused'));
		const other = visit();
		const both = await Promise.allSettled([1, 2].map(() => issue(call, other, { key: 'key-2' })));
		t.strictSame(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
	});
}
