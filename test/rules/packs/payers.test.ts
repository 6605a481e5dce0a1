import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { parse } from 'yaml';
import { OperatorError } from '../../../src/calls/operator-error.ts';
import { selectPayers } from '../../../src/rules/packs/payer-profile.ts';
import { loadPayers } from '../../../src/start/rule-packs.ts';
import { ROOT } from '../../../src/version.ts';
import { PAYERS } from '../../fixtures/examine.ts';

const SHIPPED = fileURLToPath(new URL('packs/', ROOT));
const profile = (id: string, rest = '') =>
	`id: ${id}\nversion: 1\npayer: Our Plan\nsource: our form\nchecked: 2026-11-30\n${rest}`;

const idsOf = (profiles: readonly { readonly id: string }[]) => profiles.map(({ id }) => id);

t.test('the shipped profiles load and fit the published schema', async (t) => {
	t.strictSame(idsOf(PAYERS), [
		'bcbs-fep',
		'blue-shield-of-california',
		'champva',
		'hsa-fsa',
		'medicare',
		'tricare',
		'unitedhealthcare',
	]);
	const schema = JSON.parse(readFileSync(new URL('openapi/payer-profile.schema.json', ROOT), 'utf8'));
	const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
	for (const file of readdirSync(join(SHIPPED, 'payers'))) {
		const source = parse(readFileSync(join(SHIPPED, 'payers', file), 'utf8'));
		t.ok(fits(source), `${file}: ${JSON.stringify(fits.errors)}`);
		t.notOk(fits({ ...source, colour: 'red' }));
		t.ok(source.notice, `${file} has a page for the patient`);
	}
});

t.test('the documented profile loads', async (t) => {
	const [, example = ''] =
		/```yaml\n([\s\S]*?)```/.exec(readFileSync(new URL('docs/payer-profiles.md', ROOT), 'utf8')) ?? [];
	const folder = t.testdir({ payers: { 'a.yaml': example } });
	t.match(loadPayers([folder]), [{ id: 'our-plan', notPaid: [{ codes: ['99417'] }], notice: {} }]);
});

t.test(
	'a profile of the operator replaces the shipped one, and a folder without profiles is fine',
	async (t) => {
		const folder = t.testdir({ payers: { 'a.yaml': profile('champva') }, none: {} });
		const own = loadPayers([SHIPPED, folder, join(folder, 'none')]);
		t.equal(own.length, PAYERS.length);
		t.equal(own.find(({ id }) => id === 'champva')?.payer, 'Our Plan');
	},
);

t.test('mistakes name their file and place', async (t) => {
	const text = 'notice:\n  title: { en: a, es: "\u{1F600}" }\n  text: { en: a, es: b }\n';
	const folder = t.testdir({
		payers: { 'a.yaml': profile('a', 'asks:\n  - { for: everything }\n'), 'b.yaml': profile('b', text) },
	});
	t.throws(
		() => loadPayers([folder]),
		new OperatorError('These payer profiles cannot be used:', [
			'a.yaml:7:12: asks[0].for: must be one of accident, employer, group-number, license, patient-phone, person, taxonomy, title',
			'b.yaml:1:1: notice: "\u{1F600}" cannot be printed; remove it',
		]),
	);
});

t.test('the request selects a profile, or else its coverages, or else the practice', async (t) => {
	const select = (request: Parameters<typeof selectPayers>[1], ofPractice?: string) =>
		idsOf(selectPayers(PAYERS, request, ofPractice));
	const champva = { payerName: 'v.a. champva' };
	t.strictSame(select({ payerProfile: 'medicare', coverages: [champva] }, 'hsa-fsa'), ['medicare']);
	t.strictSame(select({ payerProfile: 'unheard-of', coverages: [champva] }), []);
	t.strictSame(select({ coverages: [{ payerName: 'X', payerId: '87726' }, champva] }, 'hsa-fsa'), [
		'champva',
		'unitedhealthcare',
	]);
	t.strictSame(select({ coverages: [{ payerName: 'X', payerId: '1' }] }, 'hsa-fsa'), ['hsa-fsa']);
	t.strictSame(select({}, 'hsa-fsa'), ['hsa-fsa']);
	t.strictSame(select({ coverages: [{ payerName: 'Fictional Medicare Advantage' }] }), []);
});
