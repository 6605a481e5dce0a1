import t from 'tap';
import { atSource } from '../../../src/intake/at-source.ts';
import type { Item } from '../../../src/intake/item.ts';
import { sampleTable } from '../../../src/intake/table/sample.ts';
import type { SplitBy } from '../../../src/intake/visits/split-by.ts';
import { PLAIN } from '../../fixtures/plain.ts';
import { rowsOf, type SampleRow, tableText } from '../../fixtures/table.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { csv, itemsOf, read, said } from '../uploads.ts';

const [
	{
		superbill_number: _n,
		issued_on: _issued,
		paid_date,
		paid_amount,
		paid_method,
		diagnosis_pointers: _p,
		...service
	},
] = rowsOf({
	...PLAIN,
	payments: PLAIN.payments?.slice(0, 1),
}) as [SampleRow];
const payment = { paid_date, paid_amount, paid_method } as SampleRow;
const plain: SampleRow = { ...service, account_number: 'PT-1' } as SampleRow;

const made = async (rows: readonly SampleRow[], splitBy: SplitBy = 'none') =>
	itemsOf(csv(tableText(rows), splitBy));

/** What an item's superbill says, for tests that know it is one. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what is tested.
const bodyOf = (item: Item | undefined): any => (item && !item.refused ? item.body : undefined);

t.test('the samples are what they seem: three superbills that pay their services', async (t) => {
	const { items, understood } = await read(csv(sampleTable('spelled out')));
	const service = serviceUnderTest();
	t.strictSame(
		items.map((item) => service.validate(bodyOf(item)).totals?.paymentStatus),
		Array(3).fill('paid-in-full'),
	);
	t.strictSame(
		items
			.flatMap((item) => [...item.findings, ...service.validate(bodyOf(item)).findings])
			.filter(({ severity }) => severity !== 'info'),
		[],
	);
	t.strictSame(
		items.map(({ rows }) => rows),
		[
			[2, 5],
			[6, 8],
			[9, 9],
		],
	);
	const { table, ...counts } = understood;
	t.strictSame(counts, { superbills: 3, refused: 0, visits: 4, patients: 3, rows: 8 });
	t.match(table, { delimiter: 'comma', dates: 'YYYY-MM-DD' });
	t.strictSame(table?.columns.at(0), { name: 'billing_provider_name', becomes: '/billingProvider/name' });
	const onFile = await itemsOf(csv(sampleTable('on file')));
	for (const [i, item] of onFile.entries()) {
		t.strictSame(bodyOf(item), {
			...bodyOf(items[i]),
			billingProvider: { practice: 'pretend-harbor' },
			renderingProvider: { provider: 'samplewell' },
		});
	}
});

t.test('rows of one patient, day and clinician are a visit, wherever they stand', async (t) => {
	const rows = [plain, { ...plain, account_number: 'PT-2' }, { ...plain, procedure_code: '96365' }];
	const { items, understood } = await read(csv(tableText(rows), 'visit'));
	t.equal(understood.visits, 2);
	t.strictSame(
		items.map((item) => bodyOf(item).serviceLines.map(({ code }: { code: string }) => code)),
		[['99213', '96365'], ['99213']],
	);
	t.strictSame(
		items.map(({ rows }) => rows),
		[
			[2, 4],
			[3, 3],
		],
	);
	const byName = rows.map(({ account_number: _, ...row }, i) => ({
		...row,
		patient_last_name: i === 1 ? 'Dummy' : 'Fakenham',
	}));
	t.equal((await made(byName, 'visit')).length, 2);
});

t.test('rows of one day that differ in clinician, practice or number are several visits', async (t) => {
	for (const name of ['rendering_provider_npi', 'billing_provider_npi', 'superbill_number']) {
		const one = { ...plain, [name]: name === 'superbill_number' ? 'SB-1' : '2000000036' };
		const other = { ...plain, [name]: name === 'superbill_number' ? 'SB-2' : '2000000093' };
		const { understood } = await read(csv(tableText([one, other, one])));
		t.equal(understood.visits, 2, name);
	}
});

t.test('a row that does not name its clinician is of the visit above it', async (t) => {
	const one = { ...plain, rendering_provider_npi: '2000000036' };
	const other = { ...plain, rendering_provider_npi: '2000000093' };
	const items = await made([one, other, { ...other, rendering_provider_npi: '' }], 'visit');
	t.strictSame(
		items.map(({ rows }) => rows),
		[
			[2, 2],
			[3, 4],
		],
	);
});

t.test('the column visit says which rows are one, and may leave the rest to the first of them', async (t) => {
	const later = {
		visit: 'v-1',
		date_of_service: plain['date_of_service'],
		place_of_service: '11',
		procedure_code: '96365',
		description: 'Infusion',
		charge: '300',
	} as SampleRow;
	const [item, ...others] = await made([{ ...plain, visit: 'V-1' }, later]);
	t.strictSame(others, []);
	t.strictSame(item?.findings, []);
	t.match(bodyOf(item).serviceLines, [
		{ code: '99213', diagnosisPointers: ['A'] },
		{ code: '96365', charge: '300.00', diagnosisPointers: ['A'] },
	]);
	const apart = await made(
		[
			{ ...plain, visit: 'V-1' },
			{ ...plain, visit: 'V-2' },
		],
		'visit',
	);
	t.equal(apart.length, 2);
});

t.test('a clinician of a row of a visit who is not its clinician is that of the line', async (t) => {
	const other = {
		...plain,
		rendering_provider_npi: '2000000093',
		rendering_provider_last_name: 'Makebelieve',
	};
	const { items, understood } = await read(
		csv(tableText([plain, other].map((row) => ({ ...row, visit: 'V-1' })))),
	);
	t.equal(understood.visits, 1);
	const [item] = items;
	const { renderingProvider, serviceLines } = bodyOf(item);
	t.equal(renderingProvider.npi, '2000000010');
	t.strictSame(serviceLines[0].renderingProvider, undefined);
	t.match(serviceLines[1].renderingProvider, { npi: '2000000093', lastName: 'Makebelieve' });
});

t.test('a later row of a visit must not say something else', async (t) => {
	const [item] = await made([
		plain,
		{ ...plain, patient_phone: '555-0111' },
		{ ...plain, patient_phone: '555-0112', patient_city: 'Elsewhere' },
	]);
	t.strictSame(item && said(item), [
		'4/patient_city Row 4, column patient_city, is not what row 2 says of the same visit.',
		'4/patient_phone Row 4, column patient_phone, is not what row 3 says of the same visit.',
	]);
});

t.test('a row without a service adds its money to the visit', async (t) => {
	const money: SampleRow = {
		account_number: 'PT-1',
		date_of_service: plain['date_of_service'] as string,
		...payment,
		paid_amount: '50',
		paid_method: 'HSA',
	};
	const more: SampleRow = {
		...money,
		paid_amount: '',
		paid_date: '',
		paid_method: '',
		adjustment_amount: '10',
		adjustment_reason: 'Prompt-pay discount',
		refund_date: '2026-10-06',
		refund_amount: '5',
		refund_method: 'card',
	};
	const [item, ...others] = await made([{ ...plain, ...payment, paid_amount: '100.00' }, money, more]);
	t.strictSame(others, []);
	const { serviceLines, payments, adjustments, refunds } = bodyOf(item);
	t.equal(serviceLines.length, 1);
	t.match(payments, [{ amount: '100.00' }, { amount: '50.00', method: 'hsa' }]);
	t.match([adjustments, refunds], [[{ amount: '10.00' }], [{ amount: '5.00' }]]);
});

t.test(
	'a payment that is repeated in the rows of a visit is refused once it exceeds the charges',
	async (t) => {
		const twice = (amount: string, extra: SampleRow = {}) => [
			{ ...plain, ...payment, paid_amount: amount },
			{ ...plain, ...payment, paid_amount: amount, procedure_code: '96365', ...extra },
		];
		const [refused] = await made(twice('300.00'));
		t.strictSame(refused && said(refused), [
			"3/paid_amount Row 3, column paid_amount, repeats a payment of the same visit, and together they are more than the visit's charges.",
		]);
		t.strictSame((await made(twice('150.00'))).flatMap(said), []);
		t.strictSame((await made(twice('300.00', { paid_reference: 'again' }))).flatMap(said), []);
		t.match(
			(await made(twice('3E+2'))).flatMap(said),
			[/1\.23E\+09/, /1\.23E\+09/],
			'what is no money is not counted',
		);
	},
);

t.test('diagnoses are those of each row, pointed to in the letters of its own columns', async (t) => {
	const row = (cells: SampleRow) => ({ ...plain, diagnosis_1: '', ...cells });
	const [item] = await made([
		row({ diagnosis_1: 'F33.2', diagnosis_2: 'f411' }),
		row({ diagnosis_1: 'F41.1', diagnosis_1_description: 'Anxiety', diagnosis_3: 'I10' }),
		row({
			diagnosis_1: 'I10',
			diagnosis_2: 'F33.2',
			diagnosis_3: 'E03.9',
			diagnosis_4: 'M79.7',
			diagnosis_5: 'G47.33',
			diagnosis_pointers: 'e, B',
		}),
		row({}),
		row({ diagnosis_pointers: 'A' }),
		row({}),
		row({ diagnosis_1: 'F41.1', diagnosis_2: 'I10' }),
	]);
	t.strictSame(item?.findings, []);
	t.strictSame(bodyOf(item).diagnoses, [
		{ code: 'F33.2' },
		{ code: 'F411', description: 'Anxiety' },
		{ code: 'I10' },
		{ code: 'E03.9' },
		{ code: 'M79.7' },
		{ code: 'G47.33' },
	]);
	t.strictSame(
		bodyOf(item).serviceLines.map(({ diagnosisPointers }: { diagnosisPointers: string[] }) =>
			diagnosisPointers.join(''),
		),
		['AB', 'BC', 'FA', 'FA', 'C', 'C', 'BC'],
	);
});

t.test('a diagnosis that is no code is still the same in two rows', async (t) => {
	const rows = ['sad', 'SAD', 'F3'].map((code) => ({ ...plain, diagnosis_1: code }));
	t.strictSame(bodyOf((await made(rows))[0]).diagnoses, [{ code: 'SAD' }, { code: 'F3' }]);
});

t.test('diagnoses that cannot be pointed to are told', async (t) => {
	const of = async (cells: SampleRow) => (await made([{ ...plain, ...cells }])).flatMap(said);
	const five = { diagnosis_2: 'F41.1', diagnosis_3: 'I10', diagnosis_4: 'E03.9', diagnosis_5: 'M79.7' };
	t.strictSame(await of({ ...five, diagnosis_pointers: 'A B,C;D' }), []);
	t.strictSame(await of(five), ['2 Row 2 has more than four diagnoses: a service is for no more than that.']);
	t.strictSame(await of({ diagnosis_pointers: 'AC' }), [
		'2/diagnosis_pointers Row 2, column diagnosis_pointers, names a diagnosis that the row does not have.',
	]);
	for (const text of ['1', 'A-B', 'A1', ',A']) {
		t.strictSame(
			await of({ diagnosis_pointers: text }),
			['2/diagnosis_pointers Row 2, column diagnosis_pointers, must be letters of diagnoses, like AB.'],
			text,
		);
	}
	t.match(await of({ diagnosis_1: '' }), [/diagnoses is required/, /diagnosisPointers is required/]);
	t.match(await of({ diagnosis_1: '', diagnosis_1_description: 'Depression' }), [
		/diagnoses\[0\]\.code is required/,
	]);
	t.strictSame(await of({ diagnosis_1: '#N/A' }), [
		'2/diagnosis_1 Row 2, column diagnosis_1, is an error of the spreadsheet.',
	]);
	const [other] = await made([
		{ ...plain, diagnosis_1_description: 'One' },
		{ ...plain, diagnosis_1_description: 'Two' },
	]);
	t.equal(bodyOf(other).diagnoses.length, 2, 'described in two ways: for the rules to refuse');
});

t.test('notices are named once, insurances keep their places, and empty ones are told', async (t) => {
	const [item] = await made([
		{ ...plain, notices: 'b,a' },
		{ ...plain, notices: 'a c' },
	]);
	t.strictSame(bodyOf(item).notices, ['b', 'a', 'c']);
	const { payer_name: _, member_id: _id, relationship_to_subscriber: _r, ...none } = plain;
	const second = {
		...none,
		secondary_payer_name: 'Payer',
		secondary_member_id: 'M',
		secondary_relationship_to_subscriber: 'Self',
	} as SampleRow;
	const told = (await made([second])).flatMap(said);
	t.match(told, [/^2 coverages\[0\]\.payerName is required/, /memberId/, /relationship/]);
	t.equal(told.length, 3);
});

t.test(
	'a cell that is not understood refuses the whole superbill, and is told once, without its value',
	async (t) => {
		const rows = [
			{ ...plain, date_of_service: '2026-10-01' },
			{ ...plain, charge: '1,5', minutes: 'an hour', patient_birth_date: '30741' },
			{ ...plain, account_number: 'PT-2' },
		];
		const [item, fine] = await made(rows);
		t.equal(fine?.refused, false);
		t.strictSame(item && said(item), [
			'3/patient_birth_date Row 3, column patient_birth_date, is a number where a day is asked for: spreadsheets count days in two ways.',
			'3/charge Row 3, column charge, must be an amount in dollars and cents, like 150.00.',
			'3/minutes Row 3, column minutes, must be a number like 1 or 2.5.',
			'info  Nothing is made of row 2 either: a superbill without the others would look complete.',
		]);
		t.notMatch(JSON.stringify(item), /30741|an hour|1,5/);
	},
);

t.test('a day that cannot be told keeps all superbills of its patient from being made', async (t) => {
	const items = await made([
		plain,
		{ ...plain, date_of_service: '1/2/2026' },
		{ ...plain, account_number: 'PT-2' },
		{ account_number: 'PT-1', date_of_service: '46349', ...payment },
	]);
	t.strictSame(
		items.map(({ refused }) => refused),
		[true, true, false, true],
	);
	t.match(items.map(said), [
		[/^3 Nothing is made, because row 3 is of the same patient and its month cannot be told/],
		[/^3\/date_of_service Row 3, column date_of_service, could be month\/day\/year or day\/month\/year/],
		[],
		[/^5\/date_of_service Row 5, column date_of_service, is a number/],
	]);
});

t.test('dates of a table that proves their order are understood', async (t) => {
	const { items, understood } = await read(
		csv(tableText([{ ...plain, date_of_service: '10/6/2026', patient_birth_date: '2/29/1984' }])),
	);
	t.match(bodyOf(items[0]), { patient: { birthDate: '1984-02-29' }, serviceLines: [{ date: '2026-10-06' }] });
	t.equal(understood.table?.dates, 'M/D/YYYY');
});

t.test('rows that say neither visit nor patient stand alone', async (t) => {
	const nobody: SampleRow = { date_of_service: '2026-10-06', charge: '5' };
	const { items, understood } = await read(csv(tableText([plain, nobody, nobody])));
	t.strictSame(
		items.map(({ refused }) => refused),
		[false, true, true],
	);
	t.equal(understood.patients, 3);
});

t.test('what is found in a superbill is led back to row and column', async (t) => {
	const rows: SampleRow[] = [
		{ ...plain, date_of_service: '2026-10-05', modifier_1: '25', modifier_2: '25', ...payment },
		{
			...plain,
			date_of_service: '2026-10-06',
			diagnosis_1: 'I10',
			diagnosis_2: 'F33.2',
			rendering_provider_npi: '2000000093',
			ndc: '1',
			drug_quantity: '1',
			drug_unit: 'ML',
		},
		{
			...plain,
			date_of_service: '2026-10-06',
			rendering_provider_npi: '2000000093',
			patient_phone: '555-0111',
		},
	];
	const [item] = await made(rows);
	const origins = item?.refused === false ? item.origins : undefined;
	const finding = { rule: 'x', severity: 'error', message: '', help: '' } as const;
	const led = (pointer: string) => atSource([{ ...finding, pointer }], origins)[0]?.source;
	t.strictSame(led('/serviceLines/1/charge'), { row: 3, column: 'charge' });
	t.strictSame(led('/serviceLines/1/drug/ndc'), { row: 3, column: 'ndc' });
	t.strictSame(led('/serviceLines/0/modifiers/1'), { row: 2, column: 'modifier_2' });
	t.strictSame(led('/serviceLines/0/modifiers'), { row: 2 });
	t.strictSame(led('/serviceLines/2'), { row: 4 });
	t.strictSame(led('/serviceLines/2/renderingProvider/npi'), { row: 3, column: 'rendering_provider_npi' });
	t.strictSame(led('/renderingProvider/npi'), { row: 2, column: 'rendering_provider_npi' });
	t.strictSame(led('/diagnoses/0/code'), { row: 2, column: 'diagnosis_1' });
	t.strictSame(led('/diagnoses/1/code'), { row: 3, column: 'diagnosis_1' });
	t.strictSame(led('/payments/0/amount'), { row: 2, column: 'paid_amount' });
	t.strictSame(led('/patient/phone'), { row: 4, column: 'patient_phone' });
	t.strictSame(led('/patient/birthDate'), { row: 3, column: 'patient_birth_date' });
	t.strictSame(led('/coverages/0/memberId'), { row: 3, column: 'member_id' });
	t.strictSame(led('/billingProvider/address/city'), { row: 2, column: 'billing_provider_city' });
	t.strictSame(led(''), undefined, 'of several visits');
	t.strictSame(atSource([{ ...finding, pointer: '/x' }], undefined)[0]?.source, undefined);
});
