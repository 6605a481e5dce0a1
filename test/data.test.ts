import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import t from 'tap';
import { PRACTICE_EXAMPLES } from '../src/http/examples/practices-on-file.ts';
import { type Logo, readLogo } from '../src/practices/logo.ts';
import { PracticeProfile } from '../src/practices/practice.ts';
import { SPECIMENS } from './documents.ts';
import { CASES, ROOT } from './fixtures/cases.ts';
import { everything, minimal } from './fixtures/payloads.ts';
import { pngFile } from './pdf/pictures/png-file.ts';
import { Dict, readObjects } from './pdf/validity/pdf-file.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from './service/service-under-test.ts';

/** Tests the data that is attached to a PDF: it is canonical, complete, and matches the published schema. */

const SCHEMA = JSON.parse(readFileSync(new URL('openapi/superbill-data.schema.json', ROOT), 'utf8'));
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
(addFormatsModule as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
const fits = ajv.compile(SCHEMA);

async function attachedTo(pdf: Uint8Array): Promise<string> {
	const { numbered } = readObjects(pdf);
	for (const value of numbered.values()) {
		if (value instanceof Dict && value.get('Type') === '/EmbeddedFile') {
			return Buffer.from(value.bytes()).toString();
		}
	}
	throw new RangeError('nothing is attached');
}

/** Serialises by RFC 8785, 3.2: no white space, members in order of the UTF-16 code units of their names, values as in ECMAScript. */
function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

t.test('the data of every case is canonical and matches the published schema', async (t) => {
	for (const { name, draw } of SPECIMENS.filter(({ language }) => language === 'en')) {
		const text = await attachedTo(draw());
		const data = JSON.parse(text);
		t.equal(text, canonical(data), `${name} is canonical`);
		t.ok(fits(data), `${name}: ${ajv.errorsText(fits.errors)}`);
	}
});

t.test('the data has the request, totals, findings, template and version', async (t) => {
	const [fixture] = CASES;
	const request = { ...fixture?.request, template: 'compact' };
	const data = JSON.parse(await attachedTo(pdfOf(request)));
	t.match(data.superbill, request);
	t.strictSame(data.totals, fixture?.expected.totals);
	t.strictSame(data.findings, serviceUnderTest().validate(request).findings);
	t.ok(data.findings.length > 0);
	const loaded = TEMPLATES.get('compact');
	t.match(data.template, { id: 'compact', version: loaded?.template.version, sha256: loaded?.sha256 });
	t.match(data.service, /^\d+\.\d+\.\d+/);
});

t.test('the data has an issue date even if the request has none', async (t) => {
	t.equal(JSON.parse(await attachedTo(pdfOf(minimal))).superbill.issuedOn, '2026-11-23');
});

t.test('the order of properties in a request does not change the data', async (t) => {
	const backwards = Object.fromEntries(Object.entries(everything).reverse());
	t.equal(await attachedTo(pdfOf(backwards)), await attachedTo(pdfOf(everything)));
});

t.test('the schema rejects data of any other shape', async (t) => {
	const data = JSON.parse(await attachedTo(pdfOf(everything)));
	for (const [what, wrong] of [
		['no totals', { ...data, totals: undefined }],
		['an unknown property', { ...data, extra: 1 }],
		['an unknown property of the superbill', { ...data, superbill: { ...data.superbill, extra: 1 } }],
		['no issue date', { ...data, superbill: { ...data.superbill, issuedOn: undefined } }],
		['an amount as a number', { ...data, totals: { ...data.totals, balance: 0 } }],
		['a finding without a rule', { ...data, findings: [{ ...data.findings[0], rule: undefined }] }],
		['a malformed hash', { ...data, template: { ...data.template, sha256: 'abc' } }],
	] as const) {
		t.notOk(fits(JSON.parse(JSON.stringify(wrong))), what);
	}
});

t.test("the data names a practice's own logo by its hash", async (t) => {
	const logo = readLogo(pngFile({ width: 2, height: 2, type: 2, depth: 8, pixel: () => [9, 9, 9] })) as Logo;
	const { value } = PRACTICE_EXAMPLES['ketamine-clinic'];
	const practice = { id: 'harbor', profile: PracticeProfile.parse(value), logo };
	const rendering = await serviceUnderTest().render(everything, practice);
	if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
	const data = JSON.parse(await attachedTo(rendering.pdf));
	t.ok(fits(data), ajv.errorsText(fits.errors));
	t.strictSame(data.logo, { sha256: logo.sha256 });
	const again = await serviceUnderTest().render(everything, { ...practice, logo: { ...logo } });
	t.ok(!again.refused && again.pdf.equals(rendering.pdf), 'same input, same bytes');
});
