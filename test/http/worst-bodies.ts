import { EXAMPLES } from '../../src/http/examples/index.ts';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';

/** The largest body that most operations take, in bytes. */
const MIB = 1024 * 1024;

/** A body that is meant to take as much processor time as its size allows. */
export interface WorstBody {
	readonly name: string;
	readonly method: 'POST' | 'PUT';
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body: string;
}

const RENDER = '/v1/superbills/render';
const VALIDATE = '/v1/superbills/validate';
const ISSUE = '/v1/superbills';
const SEARCH = '/v1/superbills/search';
const PRACTICE = '/v1/practices/pretend-harbor';
const KEYS = '/v1/api-keys';

const [example] = Object.values(EXAMPLES);
const superbill = example?.value as unknown as Record<string, unknown> & { serviceLines: object[] };
const profile = PRACTICE_EXAMPLES['ketamine-clinic'].value;

/** An ordinary request, for comparison. */
export const PLAIN_BODY: WorstBody = {
	name: 'an ordinary superbill',
	method: 'POST',
	url: VALIDATE,
	body: JSON.stringify(superbill),
};

/** Lists something `count` times. */
const times = <T>(count: number, make: (i: number) => T): T[] =>
	Array.from({ length: count }, (_, i) => make(i));
const members = (count: number, name: (i: number) => string, value: unknown) =>
	Object.fromEntries(times(count, (i) => [name(i), value]));
/** Fills a mebibyte with a repeated text, between two others. */
const filled = (start: string, unit: string, end: string) =>
	start + unit.repeat(Math.floor((MIB - start.length - end.length) / Buffer.byteLength(unit))) + end;

const address = (letter: string) => ({
	line1: letter.repeat(200),
	line2: letter.repeat(200),
	city: letter.repeat(200),
	state: 'CO',
	postalCode: '99999',
});
const clinician = (letter: string) => ({
	firstName: letter.repeat(200),
	middleName: letter.repeat(200),
	lastName: letter.repeat(200),
	suffix: letter.repeat(20),
	credentials: 'MD',
	npi: '2000000010',
	taxonomy: '2084P0800X',
	license: { state: 'CO', number: letter.repeat(20) },
});

/** A superbill that has everything, as often and as long as it may be. */
export function fullestSuperbill(letter: string, lines = 200): Record<string, unknown> {
	const rows = (count: number) =>
		times(count, () => ({ date: '2026-10-06', amount: '1.00', method: 'card', reason: letter.repeat(200) }));
	return {
		...superbill,
		diagnoses: times(12, (i) => ({ code: `F${30 + i}.1`, description: letter.repeat(300) })),
		serviceLines: times(lines, () => ({
			date: '2026-10-06',
			placeOfService: '11',
			code: '96365',
			modifiers: ['25', '59', '76', '77'],
			description: letter.repeat(300),
			diagnosisPointers: ['A', 'B', 'C', 'D'],
			units: 1,
			charge: '100.00',
			minutes: 60,
			startTime: '10:00',
			endTime: '11:00',
			telehealth: { modality: 'video', patientState: 'CO' },
			renderingProvider: clinician(letter),
			drug: {
				ndc: '0000-1234-05',
				quantity: '1',
				unit: 'ML',
				name: letter.repeat(200),
				strength: letter.repeat(100),
				dose: letter.repeat(100),
				route: letter.repeat(50),
				wasted: letter.repeat(50),
			},
		})),
		payments: times(200, () => ({
			date: '2026-10-06',
			amount: '1.00',
			method: 'card',
			reference: letter.repeat(30),
			note: letter.repeat(200),
		})),
		adjustments: times(50, () => ({ date: '2026-10-06', amount: '1.00', reason: letter.repeat(200) })),
		refunds: rows(50),
	};
}

function fullestPractice(letter: string): object {
	return {
		...profile,
		billingProvider: { ...profile.billingProvider, address: address(letter) },
		providers: times(200, (i) => ({ id: `clinician-${i}`, clinician: clinician(letter) })),
	};
}

const wrongLines = (line: object) => ({ ...superbill, serviceLines: times(200, () => line) });

/** Bodies that any operation may get. */
const ANY: Readonly<Record<string, string>> = {
	'opening brackets': filled('', '[', ''),
	'brackets inside each other': `${'['.repeat(MIB / 2)}${']'.repeat(MIB / 2)}`,
	'objects inside each other': filled('', '{"a":', ''),
	'empty lists': filled('{"serviceLines":[', '[],', '[]]}'),
	zeros: filled('{"serviceLines":[', '0,', '0]}'),
	'unknown names': `{${times(75_000, (i) => `"${i.toString(36)}x":1`).join()}}`,
	'as many unknown names as are read': JSON.stringify(members(11_900, (i) => `name${i}`, 0)),
	'long unknown names': JSON.stringify(members(1_040, (i) => `${i}/~`.padEnd(1_000, '~'), 0)),
	'one long name': `{"${'~'.repeat(MIB - 10)}":1}`,
	'names that nearly ask for an authorization': JSON.stringify(
		members(1_000, (i) => `${'prior_'.repeat(170)}${i}`, 0),
	),
	'unknown objects with unknown names': JSON.stringify(
		members(
			100,
			(i) => `n${i}`,
			members(100, (j) => `m${j}`, {}),
		),
	),
	'a repeated name at the end': JSON.stringify(members(11_900, (i) => `name${i}`, 0)).replace(
		/}$/,
		',"name7":1}',
	),
	'a mistake after many lines': filled('{', '\n', '!'),
	'a mistake after a long text of escapes': filled('{"note":"', '\\u0041', '"!'),
	'a mistake after a long number': filled('[', '1', '!'),
	'a long number': filled('[', '1', ']'),
	spaces: filled('{', ' ', '}'),
};

const CHECKED: Readonly<Record<string, object>> = {
	'the fullest superbill': fullestSuperbill('m'),
	'the fullest superbill in Cyrillic': fullestSuperbill('\u0436', 100),
	'a mistake in every field': wrongLines(
		Object.fromEntries(
			Object.keys((fullestSuperbill('m', 1)['serviceLines'] as object[])[0] as object).map((name) => [
				name,
				[],
			]),
		),
	),
	'a wrong text in every field': wrongLines(
		Object.fromEntries(
			Object.keys((fullestSuperbill('m', 1)['serviceLines'] as object[])[0] as object).map((name) => [
				name,
				'?',
			]),
		),
	),
	'unknown names in every line': wrongLines(members(55, (i) => `name${i}`, 0)),
	'missing fields in every line': wrongLines({}),
	'one long text': { ...superbill, note: 'x'.repeat(MIB - 10_000) },
	'many long texts': wrongLines({ ...superbill.serviceLines[0], description: 'x'.repeat(3_999) }),
	'texts of spaces': wrongLines({ ...superbill.serviceLines[0], description: ' '.repeat(3_999) }),
	'texts like social security numbers': wrongLines({
		...superbill.serviceLines[0],
		description: 'SSN '.repeat(75).trim(),
	}),
	'texts of half a number': wrongLines({ ...superbill.serviceLines[0], description: '123-45-'.repeat(42) }),
	'references that lead nowhere': {
		...superbill,
		billingProvider: { practice: 'nobody' },
		serviceLines: times(200, () => ({ ...superbill.serviceLines[0], renderingProvider: { provider: 'x' } })),
	},
};

export const WORST_BODIES: readonly WorstBody[] = [
	...Object.entries(ANY).flatMap(([name, body]): WorstBody[] => [
		{ name, method: 'POST', url: VALIDATE, body },
		{ name, method: 'POST', url: ISSUE, headers: { 'idempotency-key': name.replaceAll(' ', '-') }, body },
		{ name, method: 'POST', url: SEARCH, body },
		{ name, method: 'PUT', url: PRACTICE, body },
		{ name, method: 'POST', url: KEYS, body },
	]),
	...Object.entries(CHECKED).flatMap(([name, value]): WorstBody[] => {
		const body = JSON.stringify(value);
		return [
			{ name, method: 'POST', url: VALIDATE, body },
			{ name, method: 'POST', url: RENDER, body },
			{ name, method: 'POST', url: ISSUE, headers: { 'idempotency-key': name.replaceAll(' ', '-') }, body },
		];
	}),
	...Object.entries({
		'the fullest practice': fullestPractice('m'),
		'unknown rules': { ...profile, rules: members(11_800, (i) => `rule-${i}`, 'off') },
		'unknown rules with unknown severities': {
			...profile,
			rules: members(11_800, (i) => `rule-${i}`, 'loud'),
		},
		'long unknown rules': {
			...profile,
			rules: members(1_000, (i) => `timely-filin${i}`.padEnd(1_000, 'g'), 'off'),
		},
		'wrong clinicians': { ...profile, providers: times(200, () => ({ id: '', clinician: {} })) },
		'a long numbering': { ...profile, numbering: '{seq:9}'.repeat(140_000) },
	}).map(([name, value]): WorstBody => ({ name, method: 'PUT', url: PRACTICE, body: JSON.stringify(value) })),
	...Object.entries({
		'many scopes': { label: 'x', scopes: times(11_900, () => 'admin') },
		'a long label': { label: 'x'.repeat(MIB - 100), scopes: ['admin'] },
		'a long expiry': {
			label: 'x',
			scopes: ['admin'],
			expiresAt: '2026-11-30T00:00:00.'.padEnd(MIB - 100, '0'),
		},
	}).map(([name, value]): WorstBody => ({ name, method: 'POST', url: KEYS, body: JSON.stringify(value) })),
	...Object.entries({
		'a long last name': { lastName: 'x'.repeat(MIB - 100) },
		'names of words': { lastName: 'x '.repeat(50).trim(), firstName: 'y '.repeat(50).trim() },
		'a long cursor': { cursor: 'x'.repeat(MIB - 100) },
		'a long service range': { serviceFrom: '0001-01-01', serviceTo: '9999-12-31' },
	}).map(([name, value]): WorstBody => ({ name, method: 'POST', url: SEARCH, body: JSON.stringify(value) })),
];
