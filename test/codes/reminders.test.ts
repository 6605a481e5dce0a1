import t from 'tap';
import { remindersOf } from '../../src/codes/reminders.ts';

const hcpcs = (from: string, derived = false) => ({ hcpcs: [{ edition: from, from, to: null, derived }] });

t.test('a set is mentioned from a month before its edition ends', async (t) => {
	const said = (today: string) => remindersOf(hcpcs('2026-04-01'), today).map(({ text }) => text);
	t.strictSame(said('2026-05-30'), []);
	t.match(said('2026-05-31'), [
		/^HCPCS Level II .*edition 2026-04-01 is complete until 2026-06-30 only\. Run "superbill codes fetch hcpcs"/,
	]);
	t.match(said('2026-06-30'), [/only\./]);
	t.match(said('2026-07-01'), [/was complete until 2026-06-30\. Codes that it does not have are not judged/]);
	t.match(remindersOf(hcpcs('2026-04-01', true), '2026-05-01'), [
		{ set: 'hcpcs', text: /rebuilt from other lists/ },
	]);
});

t.test(
	'the newest edition that is in force counts; sets that are not loaded or have no end do not',
	async (t) => {
		const both = [...hcpcs('2026-04-01').hcpcs, ...hcpcs('2026-07-01').hcpcs];
		t.match(remindersOf({ hcpcs: both }, '2026-06-25'), [{ text: /edition 2026-04-01/ }]);
		t.strictSame(remindersOf({ hcpcs: both }, '2026-07-02'), []);
		t.strictSame(remindersOf({ hcpcs: [{ edition: 'current', from: null, to: null }] }, '2026-07-02'), []);
		t.strictSame(remindersOf(hcpcs('2027-01-01'), '2026-07-02'), []);
		t.strictSame(remindersOf({}, '2026-07-02'), []);
	},
);
