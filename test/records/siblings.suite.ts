import type { Test } from 'tap';
import { type Call, OPERATOR } from '../../src/calls/actor.ts';
import { createRecords } from '../../src/records/records.ts';
import { purgeOld } from '../../src/records/retention.ts';
import { readPdf } from '../pdf/reader.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { callBy, refusal, visit } from './issuing.suite.ts';

/** Tests of documents that are drawn from the record of a superbill. */
export async function siblings(t: Test, open: OpenTestStore): Promise<void> {
	const call: Call = { ...callBy(OPERATOR), now: new Date('2026-11-23T18:00:00Z') };

	async function using(t: Test) {
		const store = await open(t);
		const records = createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });
		return { store, records };
	}

	const textOf = async (pdf: Buffer) => (await readPdf(pdf)).pages.map(({ text }) => text).join(' ');

	await t.test(
		'a proof of payment includes the payments made since, and its reading is audited',
		async (t) => {
			const { store, records } = await using(t);
			const { id, number } = await records.issue(call, visit({ payments: [] }));
			const before = await records.sibling(call, id, 'proof-of-payment');
			t.equal(before.fileName, `proof-of-payment-${number}.pdf`);
			t.notMatch(await textOf(before.pdf), /PAID IN FULL/);
			t.ok(before.pdf.equals((await records.sibling(call, id, 'proof-of-payment')).pdf), 'the same bytes');
			await records.pay(call, id, {
				date: '2026-11-23',
				amount: '150.00',
				method: 'check',
				reference: 'no. 17',
			});
			const text = await textOf((await records.sibling(call, id, 'proof-of-payment')).pdf);
			t.match(text, /11\/23\/2026 check, no\. 17/);
			t.match(text, /PAID IN FULL/);
			t.match(text, number);
			const events = await store.db
				.selectFrom('audit_events')
				.select(['subject', 'details'])
				.where('action', '=', 'superbill.read-document')
				.execute();
			const event = { subject: `superbill:${id}`, details: '{"document":"proof-of-payment"}' };
			t.strictSame(events, [event, event, event]);
		},
	);

	await t.test('a superbill that does not count has no siblings, and says which one counts', async (t) => {
		const { store, records } = await using(t);
		const { id: voided } = await records.issue(call, visit());
		await records.void(call, voided, { reason: 'Typed twice' });
		await t.rejects(records.sibling(call, voided, 'hsa-receipt'), {
			kind: 'already-void',
			message: /is void/,
		});
		const { id: replaced } = await records.issue(call, visit());
		const { id, number } = await records.replace(call, replaced, { reason: 'Wrong fee', superbill: visit() });
		await t.rejects(records.sibling(call, replaced, 'proof-of-payment'), {
			kind: 'already-replaced',
			message: new RegExp(`was replaced by ${number}`),
		});
		t.match(await textOf((await records.sibling(call, id, 'hsa-receipt')).pdf), number);
		await purgeOld(store, { ...call, now: new Date('2027-11-23T18:00:00Z') }, 1);
		for (const gone of [id, voided, replaced]) {
			await t.rejects(records.sibling(call, gone, 'how-to-submit'), refusal('purged'));
			await t.rejects(records.request(call, gone), refusal('purged'));
		}
	});

	await t.test(
		'what cannot be drawn any more is refused with findings, and another practice finds nothing',
		async (t) => {
			const store = await open(t);
			const service = serviceUnderTest();
			const records = createRecords({ store: () => store, service, timeZone: 'UTC' });
			const { id } = await records.issue(call, visit());
			const refusing = createRecords({
				store: () => store,
				service: { ...service, renderIssued: async () => ({ refused: true, findings: [], timings: {} }) },
				timeZone: 'UTC',
			});
			await t.rejects(refusing.sibling(call, id, 'hsa-receipt'), refusal('refused'));
			const stranger: Call = { ...call, actor: { ...call.actor, practice: 'another' } };
			await t.rejects(records.sibling(stranger, id, 'hsa-receipt'), refusal('not-found'));
		},
	);
}
