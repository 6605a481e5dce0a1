import t from 'tap';
import { moneyText } from '../src/superbill/money.ts';
import { ndcText, readNdc } from '../src/superbill/ndc.ts';
import { readRequest } from '../src/superbill/read.ts';
import type { SuperbillRequest } from '../src/superbill/request.ts';
import { resolve } from '../src/superbill/superbill.ts';
import { computeTotals, totalsText } from '../src/superbill/totals.ts';
import { CASES, type CaseFixture, loadCases, ROOT } from './fixtures/cases.ts';
import { examine } from './fixtures/examine.ts';
import { patched, resolves } from './fixtures/json.ts';

/** Checks a case on its issue date. */
function today({ request }: CaseFixture): string {
	if (request.issuedOn === undefined) throw new TypeError('a case needs an issue date');
	return request.issuedOn;
}

function shaped(sent: unknown): SuperbillRequest {
	const { request, findings } = readRequest(sent);
	if (!request) throw new Error(findings.map((finding) => finding.message).join(' '));
	return request;
}

function checkCase(t: Tap, fixture: CaseFixture): void {
	const { expected, variants } = fixture;
	const request = shaped(fixture.request);
	t.strictSame(totalsText(computeTotals(request)), expected.totals, 'totals to the cent');

	const found = examine(fixture.request, today(fixture));
	for (const severity of ['error', 'warning'] as const) {
		t.strictSame(
			found.filter((finding) => finding.severity === severity).map((finding) => finding.rule),
			expected[`${severity}s`],
			`${severity}s`,
		);
	}
	if (expected.ndc11) {
		t.strictSame(
			request.serviceLines.flatMap(({ drug }) => (drug ? [elevenDigits(drug.ndc)] : [])),
			expected.ndc11,
			'NDCs as eleven digits',
		);
	}
	if (expected.subtotalByVisit) {
		const { visits } = resolve(request, today(fixture));
		t.strictSame(
			Object.fromEntries(visits.map(({ date, subtotal }) => [date, moneyText(subtotal)])),
			expected.subtotalByVisit,
			'subtotals by visit',
		);
	}
	for (const { patch, finds } of variants) {
		const sent = patched(fixture.request, patch);
		const variant = examine(sent, today(fixture));
		const places = patch.map(({ op, path }) => `${op} ${path}`).join(', ');
		t.ok(
			variant.some(({ rule, severity }) => rule === finds.rule && severity === finds.severity),
			`${finds.severity} ${finds.rule} on ${places}`,
		);
		t.strictSame(
			variant.filter(({ pointer }) => !resolves(sent, pointer)).map(({ pointer }) => pointer),
			[],
			`every pointer resolves on ${places}`,
		);
	}
}

type Tap = typeof t;

function elevenDigits(text: string): string {
	const reading = readNdc(text);
	return 'ndc' in reading ? ndcText(reading.ndc).replaceAll('-', '') : text;
}

for (const fixture of CASES) {
	t.test(`${fixture.file}: ${fixture.title}`, async (t) => checkCase(t as Tap, fixture));
}

t.test('the cases cover at least sixteen visits with their variants', async (t) => {
	t.ok(CASES.length >= 16, `${CASES.length} cases`);
	t.equal(new Set(CASES.map((fixture) => fixture.title)).size, CASES.length, 'each title is different');
});

t.test('no finding repeats a name, a birth date, a member id or a tax id', async (t) => {
	for (const fixture of CASES) {
		for (const { patch } of [{ patch: [] }, ...fixture.variants]) {
			const sent = patched(fixture.request, patch);
			const said = JSON.stringify(
				examine(sent, today(fixture)).map(({ message, help }) => `${message} ${help}`),
			);
			t.strictSame(
				secrets(sent).filter((secret) => said.includes(secret)),
				[],
				`${fixture.file} ${patch.map(({ path }) => path).join(', ')}`,
			);
		}
	}
});

const SECRET = new Set(['firstName', 'lastName', 'birthDate', 'memberId', 'value', 'line1', 'accountNumber']);

/** Collects the texts that messages must not repeat. */
function secrets(value: unknown, name = ''): string[] {
	if (typeof value === 'string') return SECRET.has(name) && value.length > 3 ? [value] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => secrets(inner, key));
}

for (const fixture of loadCases(new URL('../shared/cases/', ROOT))) {
	t.test(`shared, ${fixture.file}: ${fixture.title}`, async (t) => checkCase(t as Tap, fixture));
}
