import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const WRONG = '2000000011';
const clinician = (changes: object) => ({
	firstName: 'Ada',
	lastName: 'Makebelieve',
	credentials: 'MD',
	npi: '2000000036',
	...changes,
});

t.test('npi-check-digit checks every NPI', async (t) => {
	const facility = { name: 'Elsewhere', address: { line1: '1 A', city: 'B', country: 'DE' } };
	t.strictSame(
		hits('npi-check-digit', {
			'/billingProvider/npi': WRONG,
			'/renderingProvider/npi': WRONG,
			'/supervisingProvider': clinician({ npi: WRONG }),
			'/referringProvider': clinician({ npi: WRONG }),
			'/serviceFacility': { ...facility, npi: WRONG },
			'/serviceLines/0/renderingProvider': clinician({ npi: WRONG }),
		}),
		[
			'error /billingProvider/npi',
			'error /serviceFacility/npi',
			'error /renderingProvider/npi',
			'error /supervisingProvider/npi',
			'error /referringProvider/npi',
			'error /serviceLines/0/renderingProvider/npi',
		],
	);
	t.strictSame(
		hits('npi-check-digit', {
			'/supervisingProvider': clinician({}),
			'/serviceFacility': facility,
			'/serviceLines/0/renderingProvider': clinician({}),
		}),
		[],
	);
	t.match(findings('npi-check-digit', { '/billingProvider/npi': WRONG }), [{ message: /2000000011/ }]);
});

t.test('supervisor-is-renderer compares the two NPIs', async (t) => {
	t.strictSame(hits('supervisor-is-renderer', { '/supervisingProvider': clinician({ npi: '2000000010' }) }), [
		'warning /supervisingProvider/npi',
	]);
	t.strictSame(hits('supervisor-is-renderer', { '/supervisingProvider': clinician({}) }), []);
	t.strictSame(
		hits('supervisor-is-renderer', { '/referringProvider': clinician({ npi: '2000000010' }) }),
		[],
	);
});

t.test('tax-id-format checks a number by its type and never repeats it', async (t) => {
	const at = '/billingProvider/taxId';
	for (const [type, value, help] of [
		['EIN', '00-000001', /^Write two digits/],
		['EIN', '219-09-9999', /^Write two digits/],
		['SSN', '666-09-9999', /use an EIN/],
		['ITIN', '900-66-0000', /starts with 9/],
	] as const) {
		const found = findings('tax-id-format', { [at]: { type, value } });
		t.match(found, [
			{ severity: 'error', pointer: `${at}/value`, message: new RegExp(`not a valid ${type}`) },
		]);
		t.notMatch(JSON.stringify(found), value, `${value} is not repeated`);
		t.match(found, [{ help }], 'the help fits the type');
	}
	for (const [type, value] of [
		['EIN', '000000001'],
		['SSN', '219099999'],
		['ITIN', '900-70-0000'],
	]) {
		t.strictSame(hits('tax-id-format', { [at]: { type, value } }), [], `${type} ${value}`);
	}
});

t.test('tax-id-is-ssn warns about a social security number only', async (t) => {
	const at = '/billingProvider/taxId';
	t.strictSame(hits('tax-id-is-ssn', { [at]: { type: 'SSN', value: '219-09-9999' } }), [
		`warning ${at}/type`,
	]);
	t.strictSame(hits('tax-id-is-ssn', { [at]: { type: 'ITIN', value: '900-70-0000' } }), []);
});

t.test('taxonomy-format checks every taxonomy code', async (t) => {
	const wrong = clinician({ taxonomy: '2084P0800' });
	t.strictSame(
		hits('taxonomy-format', {
			'/billingProvider/taxonomy': '261QM0801Y',
			'/renderingProvider/taxonomy': '2084-0800X',
			'/supervisingProvider': wrong,
			'/referringProvider': wrong,
			'/serviceLines/0/renderingProvider': wrong,
		}),
		[
			'warning /billingProvider/taxonomy',
			'warning /renderingProvider/taxonomy',
			'warning /supervisingProvider/taxonomy',
			'warning /referringProvider/taxonomy',
			'warning /serviceLines/0/renderingProvider/taxonomy',
		],
	);
	t.strictSame(
		hits('taxonomy-format', {
			'/billingProvider/taxonomy': '261QM0801X',
			'/referringProvider': clinician({ taxonomy: '363LP0808X' }),
		}),
		[],
	);
});

t.test('the help for a lowercase taxonomy code is its capitals', async (t) => {
	const found = (value: string) => findings('taxonomy-format', { '/billingProvider/taxonomy': value });
	t.match(found('261qm0801x'), [{ message: /"261qm0801x"/, help: 'Write it in capitals: 261QM0801X.' }]);
	t.match(found('261qm0801'), [{ help: /^Write ten capital letters/ }]);
});

t.test('a number with the hyphen of an EIN is not taken for a social security number', async (t) => {
	const taxId = { '/billingProvider/taxId': { type: 'SSN', value: '21-9099999' } };
	t.strictSame(hits('tax-id-is-ssn', taxId), []);
	t.match(findings('tax-id-format', taxId), [
		{ severity: 'error', help: 'It has the form of an EIN: set "type" to "EIN".' },
	]);
	t.strictSame(hits('tax-id-is-ssn', { '/billingProvider/taxId': { type: 'EIN', value: '219099999' } }), []);
	t.strictSame(hits('ssn-in-text', { '/billingProvider/taxId': { type: 'EIN', value: '219099999' } }), []);
});
