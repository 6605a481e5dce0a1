import t from 'tap';
import { atSource } from '../../../src/intake/at-source.ts';
import type { Item } from '../../../src/intake/item.ts';
import { sampleTable } from '../../../src/intake/table/sample.ts';
import type { SplitBy } from '../../../src/intake/visits/split-by.ts';
import { PLAIN } from '../../fixtures/plain.ts';
import { rowsOf, type SampleRow, tableText } from '../../fixtures/table.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { csv, itemsOf, read, refusal, said } from '../uploads.ts';

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

/** The body of an item that is not refused. */
// biome-ignore lint/suspicious/noExplicitAny: the tests check the shape.
const bodyOf = (item: Item | undefined): any => (item && !item.refused ? item.body : undefined);

t.test('each sample makes three superbills that are paid in full', async (t) => {
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

t.test('rows with the same patient, day and clinician are one visit, wherever they are', async (t) => {
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

t.test('rows of one day with different clinicians, practices or numbers are several visits', async (t) => {
	for (const name of ['rendering_provider_npi', 'billing_provider_npi', 'superbill_number']) {
		const one = { ...plain, [name]: name === 'superbill_number' ? 'SB-1' : '2000000036' };
		const other = { ...plain, [name]: name === 'superbill_number' ? 'SB-2' : '2000000093' };
		const { understood } = await read(csv(tableText([one, other, one])));
		t.equal(understood.visits, 2, name);
	}
});

t.test('a row without a clinician belongs to the visit above it', async (t) => {
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

t.test('the column visit groups rows, and later rows may leave the rest blank', async (t) => {
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

t.test('a different clinician in a row of a visit is the provider of that line', async (t) => {
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

t.test('a later row of a visit must not have a different value', async (t) => {
	const [item] = await made([
		plain,
		{ ...plain, patient_phone: '555-0111' },
		{ ...plain, patient_phone: '555-0112', patient_city: 'Elsewhere' },
	]);
	t.strictSame(item && said(item), [
		'4/patient_city Row 4, column patient_city: row 2 of the same visit has a different value.',
		'4/patient_phone Row 4, column patient_phone: row 3 of the same visit has a different value.',
	]);
});

t.test('a row without a service adds its payments to the visit', async (t) => {
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
	'a payment that is repeated in the rows of a visit is refused if the payments exceed the charges',
	async (t) => {
		const twice = (amount: string, extra: SampleRow = {}) => [
			{ ...plain, ...payment, paid_amount: amount },
			{ ...plain, ...payment, paid_amount: amount, procedure_code: '96365', ...extra },
		];
		const [refused] = await made(twice('300.00'));
		t.strictSame(refused && said(refused), [
			"3/paid_amount Row 3, column paid_amount: this repeats a payment of the same visit, and the payments exceed the visit's charges.",
		]);
		t.strictSame((await made(twice('150.00'))).flatMap(said), []);
		t.strictSame((await made(twice('300.00', { paid_reference: 'again' }))).flatMap(said), []);
		t.match(
			(await made(twice('3E+2'))).flatMap(said),
			[/1\.23E\+09/, /1\.23E\+09/],
			'a value that is not an amount does not count',
		);
	},
);

t.test('a row may name a service on file, whose price is not known yet', async (t) => {
	const { place_of_service: _1, procedure_code: _2, charge: _3, description: _4, ...short } = plain;
	const row = { ...short, ...payment, service: 'Ketamine infusion, 90 min' } as SampleRow;
	const [item] = await made([row, row]);
	t.strictSame(item && said(item), []);
	const { id: _, units: _5, ...rest } = bodyOf(item).serviceLines[1];
	t.match(rest, { service: 'Ketamine infusion, 90 min' });
	t.notOk('code' in rest || 'modifiers' in rest || 'charge' in rest);
	const [incomplete] = await made([row, { ...row, service: '', minutes: '60' }]);
	t.match(incomplete && said(incomplete).join(), /code is missing/);
});

t.test('the diagnoses of a row are those of its columns, and its pointers use their letters', async (t) => {
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

t.test('a diagnosis with an invalid code is still recognised in another row', async (t) => {
	const rows = ['sad', 'SAD', 'F3'].map((code) => ({ ...plain, diagnosis_1: code }));
	t.strictSame(bodyOf((await made(rows))[0]).diagnoses, [{ code: 'SAD' }, { code: 'F3' }]);
});

t.test('wrong diagnosis pointers are reported', async (t) => {
	const of = async (cells: SampleRow) => (await made([{ ...plain, ...cells }])).flatMap(said);
	const five = { diagnosis_2: 'F41.1', diagnosis_3: 'I10', diagnosis_4: 'E03.9', diagnosis_5: 'M79.7' };
	t.strictSame(await of({ ...five, diagnosis_pointers: 'A B,C;D' }), []);
	t.strictSame(await of(five), ['2 Row 2: a service can point to at most 4 diagnoses.']);
	t.strictSame(await of({ diagnosis_pointers: 'AC' }), [
		'2/diagnosis_pointers Row 2, column diagnosis_pointers: one of the letters has no diagnosis in this row.',
	]);
	for (const text of ['1', 'A-B', 'A1', ',A']) {
		t.strictSame(
			await of({ diagnosis_pointers: text }),
			['2/diagnosis_pointers Row 2, column diagnosis_pointers: these are not diagnosis letters.'],
			text,
		);
	}
	t.match(await of({ diagnosis_1: '' }), [
		/List of diagnoses is missing/,
		/list of diagnosis pointers is missing/,
	]);
	t.match(await of({ diagnosis_1: '', diagnosis_1_description: 'Depression' }), [
		/Diagnosis A: code is missing/,
	]);
	t.strictSame(await of({ diagnosis_1: '#N/A' }), [
		'2/diagnosis_1 Row 2, column diagnosis_1: the spreadsheet shows an error here.',
	]);
	const [other] = await made([
		{ ...plain, diagnosis_1_description: 'One' },
		{ ...plain, diagnosis_1_description: 'Two' },
	]);
	t.equal(bodyOf(other).diagnoses.length, 2, 'two descriptions are left for the rules to refuse');
});

t.test('notices are listed once, insurances keep their order, and a missing one is reported', async (t) => {
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
	const reported = (await made([second])).flatMap(said);
	t.match(reported, [/^2 Coverage 1: payer name is missing/, /member ID/, /relationship/]);
	t.equal(reported.length, 3);
});

t.test('an invalid cell refuses the whole superbill and is reported once, without its value', async (t) => {
	const rows = [
		{ ...plain, date_of_service: '2026-10-01' },
		{ ...plain, charge: '1,5', minutes: 'an hour', patient_birth_date: '30741' },
		{ ...plain, account_number: 'PT-2' },
	];
	const [item, fine] = await made(rows);
	t.equal(fine?.refused, false);
	t.strictSame(item && said(item), [
		'3/patient_birth_date Row 3, column patient_birth_date: this is a number, not a date.',
		'3/charge Row 3, column charge: this is not an amount in dollars and cents.',
		'3/minutes Row 3, column minutes: this is not a number.',
		'info  No superbill is made of row 2 either, because it would look complete without the other visits.',
	]);
	t.notMatch(JSON.stringify(item), /30741|an hour|1,5/);
});

t.test('an invalid date refuses all superbills of its patient', async (t) => {
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
		[/^3 This superbill is not made, because row 3 of the same patient has no valid date/],
		[/^3\/date_of_service Row 3, column date_of_service: this could be month\/day\/year or day\/month\/year/],
		[],
		[/^5\/date_of_service Row 5, column date_of_service: this is a number/],
	]);
});

t.test('slashed dates are read if the table proves their order', async (t) => {
	const { items, understood } = await read(
		csv(tableText([{ ...plain, date_of_service: '10/6/2026', patient_birth_date: '2/29/1984' }])),
	);
	t.match(bodyOf(items[0]), { patient: { birthDate: '1984-02-29' }, serviceLines: [{ date: '2026-10-06' }] });
	t.equal(understood.table?.dates, 'M/D/YYYY');
});

t.test('rows without visit and patient stay alone', async (t) => {
	const nobody: SampleRow = { date_of_service: '2026-10-06', charge: '5' };
	const { items, understood } = await read(csv(tableText([plain, nobody, nobody])));
	t.strictSame(
		items.map(({ refused }) => refused),
		[false, true, true],
	);
	t.equal(understood.patients, 3);
});

t.test('findings about a superbill are traced to row and column', async (t) => {
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
	const sourceOf = (pointer: string) => atSource([{ ...finding, pointer }], origins)[0]?.source;
	t.strictSame(sourceOf('/serviceLines/1/charge'), { row: 3, column: 'charge' });
	t.strictSame(sourceOf('/serviceLines/1/drug/ndc'), { row: 3, column: 'ndc' });
	t.strictSame(sourceOf('/serviceLines/0/modifiers/1'), { row: 2, column: 'modifier_2' });
	t.strictSame(sourceOf('/serviceLines/0/modifiers'), { row: 2 });
	t.strictSame(sourceOf('/serviceLines/2'), { row: 4 });
	t.strictSame(sourceOf('/serviceLines/2/renderingProvider/npi'), {
		row: 3,
		column: 'rendering_provider_npi',
	});
	t.strictSame(sourceOf('/renderingProvider/npi'), { row: 2, column: 'rendering_provider_npi' });
	t.strictSame(sourceOf('/diagnoses/0/code'), { row: 2, column: 'diagnosis_1' });
	t.strictSame(sourceOf('/diagnoses/1/code'), { row: 3, column: 'diagnosis_1' });
	t.strictSame(sourceOf('/payments/0/amount'), { row: 2, column: 'paid_amount' });
	t.strictSame(sourceOf('/patient/phone'), { row: 4, column: 'patient_phone' });
	t.strictSame(sourceOf('/patient/birthDate'), { row: 3, column: 'patient_birth_date' });
	t.strictSame(sourceOf('/coverages/0/memberId'), { row: 3, column: 'member_id' });
	t.strictSame(sourceOf('/billingProvider/address/city'), { row: 2, column: 'billing_provider_city' });
	t.strictSame(sourceOf(''), undefined, 'from several visits');
	t.strictSame(atSource([{ ...finding, pointer: '/x' }], undefined)[0]?.source, undefined);
});

t.test('a visit of more than 1,000 rows is refused, and no row beyond them is kept', async (t) => {
	const [item] = await made(Array(1_200).fill({ ...plain, ...payment }));
	t.equal(item?.refused, true);
	t.equal(item?.rows?.[1], 1_201);
	t.match(item?.findings[0], { message: 'Row 1002: the visit has more than 1,000 rows.', pointer: '' });
});

t.test('many visits that look like one are refused, because every row is compared with them', async (t) => {
	const rows = Array.from({ length: 501 }, (_, i) => ({ ...plain, superbill_number: `SB-${i}` }));
	t.equal(await refusal(csv(tableText(rows.slice(1)))), 'it was read');
	t.match(
		await refusal(csv(tableText(rows))),
		/^bad-table: Row 502: more than 500 visits look like the same one/,
	);
});

t.test('diagnoses that no superbill can hold are not compared with each other', async (t) => {
	const rows = Array.from({ length: 40 }, (_, i) => ({ ...plain, diagnosis_1: `F${10 + (i % 30)}.1` }));
	const [item] = await made(rows);
	t.equal(item?.refused, true);
	t.match(
		item?.findings.map(({ message }) => message).join(),
		/Diagnoses? .*has more than|List of diagnoses has more than/,
	);
});

t.test('of very many mistakes, each visit keeps its first', async (t) => {
	const wrong = { ...plain, charge: 'x', minutes: 'x', start_time: '=1', end_time: '=1' };
	const rows = Array.from({ length: 30 }, (_, i) => ({ ...wrong, account_number: `PT-${i}` }));
	const { items } = await read(csv(tableText(rows)), { findings: 50 });
	const counts = items.map(({ findings }) => findings.length);
	t.ok(Math.max(...counts) >= 4 && counts.at(-1) === 2, `${counts}`);
	t.ok(items.every(({ refused }) => refused));
	t.match(items.at(-1)?.findings[1]?.message, /^This visit has \d+ more mistakes\./);
});
