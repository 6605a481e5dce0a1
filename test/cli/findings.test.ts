import t from 'tap';
import { dateIn } from '../../src/superbill/dates.ts';
import { superbillHere } from './in-process.ts';
import { VISIT } from './superbill.ts';

t.test('a warning lets the PDF through and is printed to standard error', async (t) => {
	const { payments: _payments, ...unpaid } = VISIT;
	const { status, stdout, stderr } = await superbillHere(['render', '-', '--out', '-'], {
		stdin: JSON.stringify(unpaid),
	});
	t.equal(status, 0);
	t.equal(stdout.slice(0, 5), '%PDF-');
	t.match(stderr, /^standard input: accepted, 1 warning\b/);
	t.match(stderr, /^Warnings: .*\n {2}not-paid /m);
});

t.test('a broken rule refuses the superbill: status 1, and nothing on standard output', async (t) => {
	const wrong = { ...VISIT, diagnoses: [...VISIT.diagnoses, ...VISIT.diagnoses] };
	const { status, stdout, stderr } = await superbillHere(['render', '-', '--out', '-'], {
		stdin: JSON.stringify(wrong),
	});
	t.equal(status, 1);
	t.equal(stdout, '');
	t.match(stderr, /^ {2}diagnosis-duplicate +\/diagnoses\/1/m);
});

t.test('TIME_ZONE decides the date of today if the practice names no zone', async (t) => {
	// The first and the last time zone to reach a day are 26 hours apart, so they never share a date.
	const issuedOn = dateIn('Pacific/Kiritimati', new Date());
	const stdin = JSON.stringify({ ...VISIT, issuedOn });
	const first = await superbillHere(['validate', '-'], { stdin, env: { TIME_ZONE: 'Pacific/Kiritimati' } });
	const last = await superbillHere(['validate', '-'], { stdin, env: { TIME_ZONE: 'Etc/GMT+12' } });
	t.notMatch(first.stdout, 'date-in-future');
	t.match(last.stdout, 'date-in-future');
	t.equal(last.status, 1);
});
