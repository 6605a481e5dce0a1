import fc from 'fast-check';
import t from 'tap';
import { readRequest, shapeFinding } from '../../src/superbill/read.ts';
import { CASES } from '../fixtures/cases.ts';
import { resolves } from '../fixtures/json.ts';
import { type Changes, PLAIN, plainWith } from '../fixtures/plain.ts';
import { assertProperty } from '../fixtures/property.ts';

/** `/pointer message`, finding by finding. */
function said(sent: unknown): string[] {
	return (readRequest(sent).findings ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
}

const saidOf = (changes: Changes): string[] => said(plainWith(changes));

const ADDRESS = '/patient/address';
const LINE = '/serviceLines/0';

t.test('a right request is taken with its defaults, its text trimmed and in normal form C', async (t) => {
	const { request } = readRequest(
		plainWith({
			'/patient/lastName': '  A\u030Angstro\u0308m\t',
			'/issuedOn': ' 2026-10-06 ',
			'/serviceLines/0/charge': ' 150.00 ',
			'/patient/address/state': ' CO ',
		}),
	);
	t.equal(request?.patient.lastName, 'Ångström');
	t.equal(request?.issuedOn, '2026-10-06');
	t.match(request?.serviceLines, [{ modifiers: [], units: 1, charge: '150.00' }]);
	t.match(request?.patient.address, { country: 'US', state: 'CO' });
});

t.test('what is not an object is refused as a whole', async (t) => {
	for (const body of [null, [], [PLAIN], 'x', 5, true]) {
		t.strictSame(readRequest(body).findings, [
			{
				rule: 'shape',
				severity: 'error',
				pointer: '',
				message: 'The request must be an object in curly brackets.',
				help: 'Send one JSON object.',
			},
		]);
	}
});

t.test('what is missing is reported at the object that lacks it', async (t) => {
	t.strictSame(said({}), [
		' billingProvider is required.',
		' renderingProvider is required.',
		' patient is required.',
		' diagnoses is required.',
		' serviceLines is required.',
	]);
	t.strictSame(saidOf({ [`${LINE}/charge`]: undefined }), [`${LINE} serviceLines[0].charge is required.`]);
	t.match(readRequest(plainWith({ [`${LINE}/charge`]: undefined })).findings, [
		{ help: 'Add serviceLines[0].charge.' },
	]);
});

t.test('every mistake is told at once, each at its place', async (t) => {
	t.strictSame(
		saidOf({
			'/issuedOn': '2026-02-30',
			'/patient/sex': 'female',
			'/patient/firstName': '',
			[`${ADDRESS}/line1`]: 5,
			[`${ADDRESS}/state`]: 'Colorado',
			[`${LINE}/charge`]: 150,
			[`${LINE}/diagnosisPointers`]: ['a'],
			[`${LINE}/endDate`]: '2026-10-07',
		}),
		[
			'/issuedOn issuedOn must be a day that exists, as YYYY-MM-DD, like "2026-10-06".',
			'/patient/firstName patient.firstName must not be empty.',
			'/patient/sex patient.sex must be one of "F", "M", "U", "X".',
			'/patient/address/line1 patient.address.line1 must be text in quotes.',
			'/patient/address/state patient.address.state must be two capital letters of a US state, like "CO".',
			'/serviceLines/0/diagnosisPointers/0 serviceLines[0].diagnosisPointers[0] must be one capital letter of a diagnosis, like "A".',
			'/serviceLines/0/charge serviceLines[0].charge must be text like "150.00", not a number: cents get lost in numbers.',
			'/serviceLines/0/endDate serviceLines[0].endDate is not a property that a superbill request has.',
		],
	);
});

t.test('one field has one finding, with all that is wrong with it', async (t) => {
	t.strictSame(saidOf({ [`${LINE}/units`]: 12_345.67 }), [
		`${LINE}/units serviceLines[0].units must be at most 9999.9 and must have at most one decimal.`,
	]);
	t.strictSame(saidOf({ [`${ADDRESS}/state`]: ' ' }), [
		`${ADDRESS}/state patient.address.state must not be empty and must be two capital letters of a US state, like "CO".`,
	]);
});

t.test('money has words of its own', async (t) => {
	const form =
		'must be text like "150.00": dollars, a point and two digits of cents, no sign, comma or currency symbol.';
	for (const value of ['150', '150.0', '-1.00', '$1.00', '1,000.00', '12345678.00', '']) {
		t.strictSame(
			saidOf({ [`${LINE}/charge`]: value }),
			[`${LINE}/charge serviceLines[0].charge ${form}`],
			value,
		);
	}
	for (const value of [[], {}, true]) {
		t.strictSame(saidOf({ [`${LINE}/charge`]: value }), [
			`${LINE}/charge serviceLines[0].charge must be text in quotes.`,
		]);
	}
});

t.test('null is never a value', async (t) => {
	t.strictSame(
		saidOf({
			'/patient': null,
			'/note': null,
			[`${LINE}/units`]: null,
			'/payments/0': null,
			'/coverages': null,
		}),
		[
			'/patient patient must not be null.',
			'/coverages coverages must not be null.',
			'/serviceLines/0/units serviceLines[0].units must not be null.',
			'/payments/0 payments[0] must not be null.',
			'/note note must not be null.',
		],
	);
	t.match(readRequest(plainWith({ '/note': null })).findings, [{ help: /^Give it a value/ }]);
	t.match(readRequest(plainWith({ '/note': ' ' })).findings, [{ help: /^Give it a value/ }]);
	t.match(readRequest(plainWith({ '/note': 5 })).findings, [{ help: 'Correct note and send it again.' }]);
});

t.test('a value of the wrong JSON type is told in plain words', async (t) => {
	t.strictSame(
		saidOf({
			'/billingProvider/npi': 2_000_000_028,
			'/patient': [],
			'/diagnoses': {},
			[`${LINE}/units`]: '1',
			[`${LINE}/minutes`]: '60',
			[`${LINE}/date`]: 20_261_006,
			[`${LINE}/modifiers`]: '25',
		}),
		[
			'/billingProvider/npi billingProvider.npi must be text in quotes.',
			'/patient patient must be an object in curly brackets.',
			'/diagnoses diagnoses must be a list in square brackets.',
			'/serviceLines/0/date serviceLines[0].date must be a day that exists, as YYYY-MM-DD, like "2026-10-06".',
			'/serviceLines/0/modifiers serviceLines[0].modifiers must be a list in square brackets.',
			'/serviceLines/0/units serviceLines[0].units must be a number without quotes.',
			'/serviceLines/0/minutes serviceLines[0].minutes must be a whole number of minutes.',
		],
	);
});

t.test('a US address needs state and postal code, another one neither', async (t) => {
	const at = (address: unknown) => saidOf({ [ADDRESS]: address });
	const street = { line1: '1 A', city: 'B' };
	t.strictSame(at({}), [
		`${ADDRESS} patient.address.line1 is required.`,
		`${ADDRESS} patient.address.city is required.`,
		`${ADDRESS} patient.address.state is required in a US address: two letters, like "CO".`,
		`${ADDRESS} patient.address.postalCode is required in a US address: five digits, like "99999".`,
	]);
	t.strictSame(at({ ...street, state: 'CO', postalCode: '99999-0000' }), []);
	t.strictSame(at({ ...street, state: 'CO', postalCode: '9999', country: ' US ' }), [
		`${ADDRESS}/postalCode patient.address.postalCode must be a US postal code: five digits, or five and four like "99999-0000".`,
	]);
	t.strictSame(at({ ...street, country: 'DE' }), []);
	t.strictSame(at({ ...street, state: 'Île-de-France', postalCode: '00000 CEDEX', country: 'FR' }), []);
	t.strictSame(at({ ...street, country: 'Germany' }), [
		`${ADDRESS}/country patient.address.country must be two capital letters of ISO 3166-1, like "US".`,
	]);
	t.strictSame(at({ ...street, state: null, postalCode: 99_999 }), [
		`${ADDRESS}/state patient.address.state must not be null.`,
		`${ADDRESS}/postalCode patient.address.postalCode must be text in quotes.`,
	]);
});

t.test('an address that is none is told once', async (t) => {
	t.strictSame(saidOf({ [ADDRESS]: undefined }), ['/patient patient.address is required.']);
	t.strictSame(saidOf({ [ADDRESS]: null }), [`${ADDRESS} patient.address must not be null.`]);
	for (const value of [[], 'x', 5]) {
		t.strictSame(saidOf({ [ADDRESS]: value }), [
			`${ADDRESS} patient.address must be an object in curly brackets.`,
		]);
	}
});

t.test(
	'text has no control characters, no line breaks, no halves of characters, and is not too long',
	async (t) => {
		const broken = 'note must not contain line breaks, tabs, other control characters or broken ones.';
		for (const character of [
			'\u0000',
			'\n',
			'\t',
			'\u007F',
			'\u0085',
			'\u2028',
			'\u2029',
			'\uD800',
			'\uDC00',
		]) {
			t.strictSame(
				saidOf({ '/note': `a${character}b` }),
				[`/note ${broken}`],
				`U+${character.charCodeAt(0).toString(16)}`,
			);
		}
		t.strictSame(
			saidOf({ '/note': '\u{1F600}'.repeat(500) }),
			[],
			'characters are counted, not their halves',
		);
		t.strictSame(saidOf({ '/note': 'x'.repeat(501) }), ['/note note must have at most 500 characters.']);
	},
);

t.test('lists have their limits', async (t) => {
	t.strictSame(saidOf({ '/diagnoses': Array(13).fill({ code: 'F33.2' }) }), [
		'/diagnoses diagnoses must have at most 12 entries.',
	]);
	t.strictSame(saidOf({ '/serviceLines': Array(201).fill(PLAIN.serviceLines[0]) }), [
		'/serviceLines serviceLines must have at most 200 entries.',
	]);
	t.strictSame(saidOf({ '/serviceLines': [], '/diagnoses': [] }), [
		'/diagnoses diagnoses must have at least one entry.',
		'/serviceLines serviceLines must have at least one entry.',
	]);
	t.strictSame(
		saidOf({ [`${LINE}/modifiers`]: ['1', '2', '3', '4', '5'], [`${LINE}/diagnosisPointers`]: [] }),
		[
			`${LINE}/modifiers serviceLines[0].modifiers must have at most 4 entries.`,
			`${LINE}/diagnosisPointers serviceLines[0].diagnosisPointers must name at least one diagnosis, like ["A"].`,
		],
	);
	t.strictSame(saidOf({ '/serviceLines': Array(200).fill(PLAIN.serviceLines[0]) }), []);
});

t.test('units are above 0, at most 9999.9, with one decimal', async (t) => {
	for (const units of [0.1, 0.3, 0.7, 1.1, 84, 9999.9]) {
		t.strictSame(saidOf({ [`${LINE}/units`]: units }), [], String(units));
	}
	for (const units of [0, -1, 0.05, 4.35, 1e4, 1e308]) {
		t.equal(saidOf({ [`${LINE}/units`]: units }).length, 1, String(units));
	}
});

t.test('dates are days that exist, times are times of day, zones have IANA names', async (t) => {
	for (const date of ['2026-02-30', '2026-13-01', '2025-02-29', '10/06/2026', '2026-10-6', '']) {
		t.equal(saidOf({ [`${LINE}/date`]: date }).length, 1, date);
	}
	t.strictSame(saidOf({ '/patient/birthDate': '2024-02-29', [`${LINE}/startTime`]: '23:59' }), []);
	t.equal(saidOf({ [`${LINE}/startTime`]: '24:00' }).length, 1);
	t.match(saidOf({ '/billingProvider/timeZone': 'Mars/Base' }), [/must be an IANA time zone name/]);
	t.strictSame(saidOf({ '/billingProvider/timeZone': 'America/Denver' }), []);
});

t.test('unknown properties are refused at every level', async (t) => {
	const strange = JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "a/b~c": 1, "a b": 1, "": 1}');
	const sent = JSON.parse(JSON.stringify(PLAIN));
	t.strictSame(said({ ...sent, note2: 1, patient: { ...sent.patient, nickname: 'x' } }), [
		'/patient/nickname patient.nickname is not a property that a superbill request has.',
		'/note2 note2 is not a property that a superbill request has.',
	]);
	t.strictSame(
		said(strange).filter((text) => !text.startsWith(' ')),
		[
			'/__proto__ __proto__ is not a property that a superbill request has.',
			'/constructor constructor is not a property that a superbill request has.',
			'/a~1b~0c ["a/b~c"] is not a property that a superbill request has.',
			'/a b ["a b"] is not a property that a superbill request has.',
			'/ [""] is not a property that a superbill request has.',
		],
	);
	t.notOk('x' in {}, 'no prototype was touched');
});

const REFUSAL =
	'is refused: this service does not do prior authorization, pre-certification or referral authorization.';

t.test('prior authorization is refused in one sentence, wherever it is asked for', async (t) => {
	for (const name of [
		'priorAuthorization',
		'priorAuthorizationNumber',
		'preAuthRef',
		'prior_auth',
		'preauthorisation',
		'preCertification',
		'authorizationNumber',
		'authNo',
		'authorizations',
		'referralNumber',
		'PRIOR-APPROVAL',
	]) {
		t.strictSame(saidOf({ [`/${name}`]: 'A1' }), [`/${name} ${name} ${REFUSAL}`]);
		t.strictSame(saidOf({ [`${LINE}/${name}`]: { number: 'A1' } }), [
			`${LINE}/${name} serviceLines[0].${name} ${REFUSAL}`,
		]);
	}
	t.strictSame(
		saidOf({ '/claim': [1, null, { notes: 'x', box23: [{ priorAuthorization: 'A1' }] }] }),
		[`/claim claim ${REFUSAL}`],
		'inside an unknown property',
	);
	for (const name of ['author', 'prioritise', 'referralNote', 'prepaid']) {
		t.strictSame(saidOf({ [`/${name}`]: { number: 'A1' } }), [
			`/${name} ${name} is not a property that a superbill request has.`,
		]);
	}
});

t.test('an unknown property may be nested as deep or be as long as it likes', async (t) => {
	const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
	t.match(said({ ...PLAIN, deep }), ['/deep deep is not a property that a superbill request has.']);
	t.match(said({ ...PLAIN, wide: Array(300_000).fill(0) }), [/^\/wide /]);
});

t.test('a finding of the shape can be made by others', async (t) => {
	t.strictSame(shapeFinding(['notices', 0], 'm', 'h'), {
		rule: 'shape',
		severity: 'error',
		pointer: '/notices/0',
		message: 'm',
		help: 'h',
	});
});

/** Pointers to every place of parsed JSON. */
function places(value: unknown, at = ''): string[] {
	if (typeof value !== 'object' || value === null) return [at];
	return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, `${at}/${key}`))];
}

t.test('whatever stands at any one place, every pointer resolves and no value is repeated', async (t) => {
	const full = CASES.find(({ file }) => file === 'every-field.json')?.request;
	const somewhere = fc.constantFrom(...places(full).filter((pointer) => pointer !== ''));
	const secret = 'Marlow Fakenham';
	const anything = fc.oneof(
		fc.constantFrom(
			undefined,
			null,
			'',
			5,
			-1,
			true,
			[],
			{},
			[secret],
			{ [secret.slice(0, 0)]: secret },
			secret,
			`${secret}\n`,
		),
		fc.jsonValue(),
	);
	assertProperty(
		t,
		fc.property(somewhere, anything, (place, value) => {
			const sent = withValue(full, place, value);
			const { findings = [] } = readRequest(sent);
			return findings.every(
				({ pointer, message, help }) =>
					resolves(sent, pointer) && message.endsWith('.') && !`${message}${help}`.includes(secret),
			);
		}),
		500,
	);
});

/** A copy of parsed JSON with another value at a pointer; `undefined` removes. */
function withValue(document: unknown, pointer: string, value: unknown): unknown {
	const copy: unknown = structuredClone(document);
	const steps = pointer.slice(1).split('/');
	const last = steps.pop() as string;
	const holder = steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], copy);
	if (Array.isArray(holder) && value === undefined) holder.splice(Number(last), 1);
	else if (value === undefined) delete (holder as Record<string, unknown>)[last];
	else (holder as Record<string, unknown>)[last] = value;
	return copy;
}
