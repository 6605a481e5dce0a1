import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { minimal } from '../fixtures/payloads.ts';
import { FULL } from '../fixtures/property.ts';
import { digests } from '../golden.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { SOME } from './drawn-elsewhere.ts';

const HERE = digests(SOME);
const ELSEWHERE = new URL('./drawn-elsewhere.js', import.meta.url);

t.test('the documents compared cover every template and both languages', async (t) => {
	t.strictSame(new Set(SOME.map(({ template }) => template)), new Set(TEMPLATES.keys()));
	t.strictSame(new Set(SOME.map(({ language }) => language)), new Set(['en', 'es']));
});

const ENVIRONMENTS = [
	{ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
	{ TZ: 'America/Adak', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' },
	{ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
];

for (const environment of FULL ? ENVIRONMENTS : ENVIRONMENTS.slice(0, 1)) {
	t.test(`another process with ${JSON.stringify(environment)} gives the same bytes`, async (t) => {
		const printed = execFileSync(process.execPath, [fileURLToPath(ELSEWHERE), 'print'], {
			env: { ...process.env, ...environment },
			encoding: 'utf8',
		});
		t.strictSame(JSON.parse(printed), HERE);
	});
}

t.test('a worker thread gives the same bytes', async (t) => {
	const worker = new Worker(ELSEWHERE);
	const [answer] = await once(worker, 'message');
	t.strictSame(answer, HERE);
});

t.test('documents drawn before in other scripts make no difference', async (t) => {
	for (const lastName of ['Nuʼman', 'Щерба', 'Γεώργιος', 'Thị Ṣọlá Nguyễn', 'Łukasiewicz']) {
		pdfOf({ ...minimal, patient: { ...minimal.patient, lastName } });
	}
	t.strictSame(digests([...SOME].reverse()), HERE);
});

t.test("the server's date and time zone do not affect a document with a date of issue", async (t) => {
	const later = serviceUnderTest({ now: () => new Date('2027-03-01T00:00:00Z'), timeZone: 'Asia/Tokyo' });
	const soon = serviceUnderTest({ now: () => new Date('2026-11-01T00:00:00Z') });
	const request = { ...minimal, number: 'SB-1', issuedOn: '2026-10-30', payments: [] };
	t.ok(pdfOf(request, soon).equals(pdfOf(request, later)));
});

t.test('another date of issue, number, template or language gives another document', async (t) => {
	const request = { ...minimal, number: 'SB-1', issuedOn: '2026-10-30' };
	const first = pdfOf(request);
	for (const change of [
		{ issuedOn: '2026-10-31' },
		{ number: 'SB-2' },
		{ template: 'compact' },
		{ language: 'es' },
	]) {
		t.notOk(first.equals(pdfOf({ ...request, ...change })), JSON.stringify(change));
	}
});
