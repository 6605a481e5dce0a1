import fc from 'fast-check';
import t from 'tap';
import { z } from 'zod';
import { readRequest, readShape, shapeFinding, withoutNulls } from '../../src/superbill/read.ts';
import { CASES } from '../fixtures/cases.ts';
import { resolves } from '../fixtures/json.ts';
import { type Changes, PLAIN, plainWith } from '../fixtures/plain.ts';
import { assertProperty } from '../fixtures/property.ts';

/** Lists findings as `/pointer message`. */
function said(sent: unknown): string[] {
	return (readRequest(sent).findings ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
}

const saidOf = (changes: Changes): string[] => said(plainWith(changes));

const ADDRESS = '/patient/address';
const LINE = '/serviceLines/0';

t.test('a valid request gets its defaults, and its text is trimmed and in normal form C', async (t) => {
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

t.test('a letter has at most thirty combining marks', async (t) => {
	const note = (marks: number) => `a${'\u0323\u0301'.repeat(marks).slice(0, marks)}`;
	t.strictSame(saidOf({ '/note': note(30).repeat(5) }), []);
	t.strictSame(saidOf({ '/note': note(31) }), ['/note Note has more than 30 combining marks on one letter.']);
});

t.test('anything but an object is refused as a whole', async (t) => {
	for (const body of [null, [], [PLAIN], 'x', 5, true]) {
		t.strictSame(readRequest(body).findings, [
			{
				rule: 'shape',
				severity: 'error',
				pointer: '',
				message: 'The request is not a JSON object.',
				help: 'Put its fields in curly brackets.',
			},
		]);
	}
});

t.test('a missing field is reported at its parent', async (t) => {
	t.strictSame(said({}), [
		' Billing provider is missing.',
		' Rendering provider is missing.',
		' Patient is missing.',
		' List of diagnoses is missing.',
		' List of service lines is missing.',
	]);
	t.strictSame(saidOf({ [`${LINE}/charge`]: undefined }), [`${LINE} Service line 1: charge is missing.`]);
	t.match(readRequest(plainWith({ [`${LINE}/charge`]: undefined })).findings, [
		{ help: 'Add "charge". Put it in quotes.' },
	]);
	t.match(readRequest(plainWith({ [`${LINE}/date`]: undefined })).findings, [
		{ help: 'Add "date". Write it as year-month-day: "2026-10-06".' },
	]);
});

t.test('one answer has every mistake, each at its place', async (t) => {
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
			'/issuedOn Issue date is not a date.',
			'/patient/firstName Patient: first name is empty.',
			'/patient/sex Patient: sex is not one of the choices.',
			'/patient/address/line1 Patient: address line 1 is not text.',
			'/patient/address/state Patient: address state is not a US state.',
			'/serviceLines/0/diagnosisPointers/0 Service line 1: diagnosis pointer 1 is not a diagnosis letter.',
			'/serviceLines/0/charge Service line 1: charge is a number, which can lose cents.',
			'/serviceLines/0/endDate Service line 1: "endDate" is not a known field.',
		],
	);
});

t.test('a field has one finding with everything that is wrong with it', async (t) => {
	t.strictSame(saidOf({ [`${LINE}/units`]: 12_345.67 }), [
		`${LINE}/units Service line 1: units is more than 9999.9 and has more than one decimal.`,
	]);
	t.match(readRequest(plainWith({ [`${LINE}/units`]: 12_345.67 })).findings, [
		{ help: 'Write a smaller number. Round it to one decimal.' },
	]);
	t.strictSame(saidOf({ [`${ADDRESS}/state`]: ' ' }), [`${ADDRESS}/state Patient: address state is empty.`]);
});

t.test('the help says what to type', async (t) => {
	const help = (field: string, value: unknown) =>
		readRequest(plainWith({ [`${LINE}/${field}`]: value })).findings?.[0]?.help;
	t.equal(help('date', '10/06/2026'), 'Write it as year-month-day: "2026-10-06".');
	t.equal(help('startTime', '2pm'), 'Write hours and minutes, from "00:00" to "23:59".');
	t.equal(help('placeOfService', 'office'), 'Write two digits in quotes, like "11" for an office.');
	t.equal(
		help('drug', { ndc: '0000-1234-05', quantity: '1', unit: 'mg' }),
		'Write "ML", "GR", "ME", "UN", or "F2".',
	);
});

t.test('a mistyped NPI is reported with its number of digits', async (t) => {
	const said = (npi: string) => readRequest(plainWith({ '/billingProvider/npi': npi })).findings?.[0];
	t.match(said('200000002'), {
		message: 'Billing provider: NPI has 9 digits; an NPI has 10.',
		help: 'Copy it from npiregistry.cms.hhs.gov.',
	});
	t.match(said('2'), { message: /has 1 digit; an NPI has 10\./ });
	for (const npi of ['3000000028', '20000000-28']) {
		t.match(said(npi), {
			message: 'Billing provider: NPI is not an NPI.',
			help: 'Write its 10 digits; the first is 1 or 2.',
		});
	}
});

t.test('an amount has the form of dollars and cents', async (t) => {
	const said = (value: unknown) => readRequest(plainWith({ [`${LINE}/charge`]: value })).findings;
	for (const value of ['150', '150.0', '-1.00', '$1.00', '1,000.00', '12345678.00']) {
		t.match(
			said(value),
			[
				{
					message: 'Service line 1: charge is not an amount in dollars and cents.',
					help: 'Write it like "150.00", without a dollar sign or comma.',
				},
			],
			value,
		);
	}
	t.match(said(''), [{ message: 'Service line 1: charge is empty.' }]);
	for (const [value, written] of [
		[150, '150.00'],
		[99.5, '99.50'],
		[-1, '150.00'],
		[1e9, '150.00'],
	] as const) {
		t.match(said(value), [{ help: `Write dollars and cents in quotes: "${written}".` }]);
	}
	for (const value of [[], {}, true]) {
		t.strictSame(saidOf({ [`${LINE}/charge`]: value }), [
			`${LINE}/charge Service line 1: charge is not text.`,
		]);
	}
});

t.test('null in an optional field means that there is no value', async (t) => {
	t.strictSame(
		saidOf({
			'/patient': null,
			'/note': null,
			[`${LINE}/units`]: null,
			'/payments/0': null,
			'/coverages': null,
		}),
		['/patient Patient is null.', '/payments/0 Payment 1 is null.'],
	);
	const body = plainWith({ '/note': null, '/patient/middleName': null, [`${LINE}/units`]: null });
	const { request } = readRequest(body);
	t.notOk('note' in (request ?? {}) || 'middleName' in (request?.patient ?? {}));
	t.equal(request?.serviceLines[0]?.units, 1);
	t.ok(JSON.stringify(body).includes('"note":null'), 'what was sent stays as it is');
	t.match(readRequest(plainWith({ '/patient': null })).findings, [{ help: /^Fill it in, or leave it out/ }]);
	t.match(readRequest(plainWith({ '/note': ' ' })).findings, [{ help: /^Fill it in, or leave it out/ }]);
	t.match(readRequest(plainWith({ '/note': 5 })).findings, [{ help: 'Put it in quotes.' }]);
});

t.test('a value of the wrong JSON type is explained in plain words', async (t) => {
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
			'/billingProvider/npi Billing provider: NPI is not text.',
			'/patient Patient is not an object.',
			'/diagnoses List of diagnoses is not a list.',
			'/serviceLines/0/date Service line 1: date is not a date.',
			'/serviceLines/0/modifiers Service line 1: list of modifiers is not a list.',
			'/serviceLines/0/units Service line 1: units is not a number.',
			'/serviceLines/0/minutes Service line 1: minutes is not a whole number.',
		],
	);
});

t.test('a US address needs a state and a ZIP code, any other address neither', async (t) => {
	const at = (address: unknown) => saidOf({ [ADDRESS]: address });
	const street = { line1: '1 A', city: 'B' };
	t.strictSame(at({}), [
		`${ADDRESS} Patient: address line 1 is missing.`,
		`${ADDRESS} Patient: address city is missing.`,
		`${ADDRESS} Patient: address state is missing, and a US address needs one.`,
		`${ADDRESS} Patient: address postal code is missing, and a US address needs one.`,
	]);
	t.match(readRequest(plainWith({ [ADDRESS]: { ...street, state: 'CO' } })).findings, [
		{ help: 'Add "postalCode". Write a ZIP code, like "99999".' },
	]);
	t.strictSame(at({ ...street, state: 'CO', postalCode: '99999-0000' }), []);
	t.strictSame(at({ ...street, state: 'CO', postalCode: '9999', country: ' US ' }), [
		`${ADDRESS}/postalCode Patient: address postal code is not a ZIP code; a leading zero was probably lost.`,
	]);
	t.strictSame(at({ ...street, country: 'DE' }), []);
	t.strictSame(at({ ...street, state: 'Île-de-France', postalCode: '00000 CEDEX', country: 'FR' }), []);
	t.strictSame(at({ ...street, country: 'Germany' }), [
		`${ADDRESS}/country Patient: address country is not a country code.`,
	]);
	t.strictSame(at({ ...street, state: null, postalCode: 99_999 }), [
		`${ADDRESS}/postalCode Patient: address postal code is not text.`,
		`${ADDRESS}/state Patient: address state is null.`,
	]);
});

t.test('an address of the wrong type has one finding', async (t) => {
	t.strictSame(saidOf({ [ADDRESS]: undefined }), ['/patient Patient: address is missing.']);
	t.strictSame(saidOf({ [ADDRESS]: null }), [`${ADDRESS} Patient: address is null.`]);
	for (const value of [[], 'x', 5]) {
		t.strictSame(saidOf({ [ADDRESS]: value }), [`${ADDRESS} Patient: address is not an object.`]);
	}
});

t.test('text has no control characters, line breaks or half characters, and is not too long', async (t) => {
	const broken = 'Note contains a line break, a tab or another control character.';
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
		'a character outside the basic plane counts once',
	);
	t.strictSame(saidOf({ '/note': 'x'.repeat(501) }), ['/note Note has more than 500 characters.']);
});

t.test('lists have limits', async (t) => {
	t.strictSame(saidOf({ '/diagnoses': Array(13).fill({ code: 'F33.2' }) }), [
		'/diagnoses List of diagnoses has more than 12 entries.',
	]);
	t.strictSame(saidOf({ '/serviceLines': Array(201).fill(PLAIN.serviceLines[0]) }), [
		'/serviceLines List of service lines has more than 200 entries.',
	]);
	t.strictSame(saidOf({ '/serviceLines': [], '/diagnoses': [] }), [
		'/diagnoses List of diagnoses is empty.',
		'/serviceLines List of service lines is empty.',
	]);
	t.strictSame(
		saidOf({ [`${LINE}/modifiers`]: ['1', '2', '3', '4', '5'], [`${LINE}/diagnosisPointers`]: [] }),
		[
			`${LINE}/modifiers Service line 1: list of modifiers has more than 4 entries.`,
			`${LINE}/diagnosisPointers Service line 1: list of diagnosis pointers is empty.`,
		],
	);
	t.strictSame(saidOf({ '/serviceLines': Array(200).fill(PLAIN.serviceLines[0]) }), []);
});

t.test('units are more than 0, at most 9999.9, with one decimal', async (t) => {
	for (const units of [0.1, 0.3, 0.7, 1.1, 84, 9999.9]) {
		t.strictSame(saidOf({ [`${LINE}/units`]: units }), [], String(units));
	}
	for (const units of [0, -1, 0.05, 4.35, 1e4, 1e308]) {
		t.equal(saidOf({ [`${LINE}/units`]: units }).length, 1, String(units));
	}
});

t.test('dates are calendar dates, times are times of day, time zones have IANA names', async (t) => {
	for (const date of ['2026-02-30', '2026-13-01', '2025-02-29', '10/06/2026', '2026-10-6', '']) {
		t.equal(saidOf({ [`${LINE}/date`]: date }).length, 1, date);
	}
	t.strictSame(saidOf({ '/patient/birthDate': '2024-02-29', [`${LINE}/startTime`]: '23:59' }), []);
	t.equal(saidOf({ [`${LINE}/startTime`]: '24:00' }).length, 1);
	t.match(saidOf({ '/billingProvider/timeZone': 'Mars/Base' }), [/time zone is not a time zone\.$/]);
	t.strictSame(saidOf({ '/billingProvider/timeZone': 'America/Denver' }), []);
});

t.test('unknown fields are refused at every level', async (t) => {
	const strange = JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "a/b~c": 1, "a b": 1, "": 1}');
	const sent = JSON.parse(JSON.stringify(PLAIN));
	t.strictSame(said({ ...sent, note2: 1, patient: { ...sent.patient, nickname: 'x' } }), [
		'/patient/nickname Patient: "nickname" is not a known field.',
		'/note2 "note2" is not a known field.',
	]);
	t.strictSame(
		said(strange).filter((text) => !text.startsWith(' ')),
		[
			'/__proto__ "__proto__" is not a known field.',
			'/constructor "constructor" is not a known field.',
			'/a~1b~0c "a/b~c" is not a known field.',
			'/a b "a b" is not a known field.',
			'/ "" is not a known field.',
		],
	);
	t.notOk('x' in {}, 'no prototype changes');
});

const REFUSAL =
	'is refused, because this service does not do prior authorization, pre-certification or referral authorization.';

t.test('prior authorization is refused in one sentence, wherever it is', async (t) => {
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
		t.strictSame(saidOf({ [`/${name}`]: 'A1' }), [`/${name} "${name}" ${REFUSAL}`]);
		t.strictSame(saidOf({ [`${LINE}/${name}`]: { number: 'A1' } }), [
			`${LINE}/${name} Service line 1: "${name}" ${REFUSAL}`,
		]);
	}
	t.strictSame(
		saidOf({ '/claim': [1, null, { notes: 'x', box23: [{ priorAuthorization: 'A1' }] }] }),
		[`/claim "claim" ${REFUSAL}`],
		'inside an unknown field',
	);
	for (const name of ['author', 'prioritise', 'referralNote', 'prepaid']) {
		t.strictSame(saidOf({ [`/${name}`]: { number: 'A1' } }), [`/${name} "${name}" is not a known field.`]);
	}
});

t.test('an unknown field may be deep or long', async (t) => {
	const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
	t.match(said({ ...PLAIN, deep }), ['/deep "deep" is not a known field.']);
	t.match(said({ ...PLAIN, wide: Array(300_000).fill(0) }), [/^\/wide /]);
});

t.test('shapeFinding makes a finding of rule shape', async (t) => {
	t.strictSame(shapeFinding(['notices', 0], 'm', 'h'), {
		rule: 'shape',
		severity: 'error',
		pointer: '/notices/0',
		message: 'm',
		help: 'h',
	});
});

/** Lists pointers to every place in parsed JSON. */
function places(value: unknown, at = ''): string[] {
	if (typeof value !== 'object' || value === null) return [at];
	return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, `${at}/${key}`))];
}

t.test('with any value at any place, every pointer resolves and no value is repeated', async (t) => {
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

t.test('a missing field that takes any value is a finding', async (t) => {
	const { findings } = readShape(z.strictObject({ superbill: z.unknown() }), {});
	t.match(findings, [{ pointer: '', message: 'Superbill is missing.', help: 'Add "superbill".' }]);
});

/** Copies parsed JSON with another value at a pointer. `undefined` removes the value. */
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

t.test('a list of findings ends with the number of others', async (t) => {
	const many = Object.fromEntries(Array.from({ length: 2_100 }, (_, i) => [`k${i}`, 1]));
	const { findings = [] } = readRequest({ ...(plainWith({}) as object), ...many });
	t.equal(findings.length, 2_001);
	t.match(findings.at(-1), { pointer: '', message: 'The request has 100 more mistakes.' });
});

t.test('a body without mistakes is returned as it is', async (t) => {
	const body = { one: 'a' };
	t.equal(withoutNulls(z.strictObject({ one: z.string() }), body), body);
});
