import type { Test } from 'tap';
import { type Call, OPERATOR } from '../../src/calls/actor.ts';
import { createRecords } from '../../src/records/records.ts';
import { readPdf } from '../pdf/reader.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { callBy, visit } from './issuing.suite.ts';

/** Nine in the evening in Denver, where it is still the day before. */
const EVENING = new Date('2026-10-10T03:00:00Z');

/** Tests of the document of a superbill that does not count any more. */
export async function ending(t: Test, open: OpenTestStore): Promise<void> {
	const call = callBy(OPERATOR);
	const later: Call = { ...call, now: EVENING };

	await t.test(
		'a void superbill says so, in the time zone of its practice, and can be had as issued',
		async (t) => {
			const store = await open(t);
			const records = createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });
			const { billingProvider } = visit() as { billingProvider: object };
			const { id, pdf } = await records.issue(
				call,
				visit({ billingProvider: { ...billingProvider, timeZone: 'America/Denver' } }),
			);
			const before = await records.pdf(call, id);
			await records.void(later, id, { reason: 'Typed twice' });
			const after = await records.pdf(call, id);
			t.match((await readPdf(after.pdf)).pages[0]?.text, /VOID since 10\/09\/2026\. Not for reimbursement\./);
			t.strictSame(after.pdf.subarray(0, pdf.length), pdf);
			t.not(after.tag, before.tag);
			t.strictSame(await records.pdf(call, id, 'issued'), before);
		},
	);

	await t.test(
		'a void superbill of a practice without a time zone has the date of the service',
		async (t) => {
			const store = await open(t);
			const service = serviceUnderTest();
			const records = createRecords({ store: () => store, service, timeZone: 'Asia/Tokyo' });
			const { billingProvider } = visit() as { billingProvider: { timeZone?: string } };
			const { timeZone: _, ...without } = billingProvider;
			const { id } = await records.issue(call, visit({ billingProvider: without }));
			await records.void(later, id, { reason: 'Typed twice' });
			t.match((await readPdf((await records.pdf(call, id)).pdf)).title, /\(VOID\)$/);
			t.match((await readPdf((await records.pdf(call, id)).pdf)).pages[0]?.text, /VOID since 10\/10\/2026/);
		},
	);

	await t.test('a replaced superbill names its replacement, which is not marked', async (t) => {
		const store = await open(t);
		const records = createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });
		const { id, pdf } = await records.issue(call, visit());
		const { id: next, number } = await records.replace(call, id, { superbill: visit(), reason: 'Wrong fee' });
		const { text } = (await readPdf((await records.pdf(call, id)).pdf)).pages[0] as { text: string };
		t.match(text, /REPLACED on \d\d\/\d\d\/2026 by/);
		t.ok(text.includes(number));
		t.strictSame((await records.pdf(call, id, 'issued')).pdf, pdf);
		t.notMatch((await readPdf((await records.pdf(call, next)).pdf)).title, /REPLACED|VOID/);
	});
}
