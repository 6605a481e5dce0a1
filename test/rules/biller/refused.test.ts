import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import type { Finding } from '../../../src/superbill/finding.ts';
import { ROOT } from '../../fixtures/cases.ts';
import { rulesOf, validated } from './shipped.ts';

/** Payloads as they come from other systems, each with the detail in which real claims are poor. None has a payment. */

const FOLDER = new URL('test/fixtures/cases-field/refused/', ROOT);
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));

/** Findings besides `not-paid`, a warning for all of them. */
const EXPECTED: Readonly<Record<string, Partial<Finding>>> = {
	accident: {},
	'billing-without-phone': { severity: 'warning', rule: 'practice-phone' },
	'dental-cdt-code': {},
	// No description is fine. The code is an add-on whose visit is not on the superbill.
	'hcpcs-line-without-description': { severity: 'warning', rule: 'addon-without-primary' },
	'line-control-number': {},
	'nulls-as-absent': {},
	'organisation-as-rendering-provider': {},
	'payment-without-date': { severity: 'error', rule: 'shape', pointer: '/payments/0' },
	'referring-without-npi': { severity: 'warning', rule: 'referring-npi' },
	'rendering-without-credentials': { severity: 'warning', rule: 'credentials-missing' },
	'rendering-without-npi': { severity: 'error', rule: 'shape', pointer: '/renderingProvider' },
	'subscriber-without-birth-date': { severity: 'warning', rule: 'subscriber-birth-date' },
	'zip-lost-leading-zero': {
		severity: 'error',
		rule: 'shape',
		pointer: '/billingProvider/address/postalCode',
	},
	'zip-plus-four-without-hyphen': {},
};

t.test('every payload has an expectation', async (t) => {
	t.strictSame(
		readdirSync(FOLDER).sort(),
		Object.keys(EXPECTED).map((name) => `${name}.json`),
	);
});

for (const [name, expected] of Object.entries(EXPECTED)) {
	t.test(name, async (t) => {
		const found = validated(read(name)).filter(
			({ rule, severity }) => rule !== 'not-paid' && severity !== 'info',
		);
		t.equal(found.length, expected.rule === undefined ? 0 : 1, JSON.stringify(found));
		t.match(found[0] ?? {}, expected);
	});
}

t.test('the help says what to do', async (t) => {
	const helpOf = (name: string) => validated(read(name)).find(({ rule }) => rule === 'shape')?.help;
	t.match(helpOf('rendering-without-npi'), /nppes\.cms\.hhs\.gov.+supervisor/);
	t.match(helpOf('zip-lost-leading-zero'), '"01605"');
	t.match(helpOf('payment-without-date'), 'year-month-day');
});

t.test('a HCPCS line without a description is accepted', async (t) => {
	const body = read('hcpcs-line-without-description');
	const visit = { ...body.serviceLines[0], code: '99213', description: 'Visit' };
	t.strictSame(rulesOf(validated({ ...body, serviceLines: [visit, ...body.serviceLines] }), 'error'), []);
});

t.test('the id of a line is in every finding about it, also if its shape is wrong', async (t) => {
	const body = read('line-control-number');
	const [line] = body.serviceLines;
	for (const [changes, rule] of [
		[{ charge: '0.00' }, 'charge-zero'],
		[{ charge: 150 }, 'shape'],
	] as const) {
		const found = validated({ ...body, serviceLines: [{ ...line, ...changes }] });
		t.match(
			found.filter(({ id }) => id === 'L-1'),
			[{ rule, pointer: '/serviceLines/0/charge' }],
		);
	}
	t.strictSame(
		rulesOf(
			validated({ ...body, serviceLines: [{ ...line, id: 7 }] }).filter(({ id }) => id),
			'error',
		),
		[],
	);
});
