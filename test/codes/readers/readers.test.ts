import t from 'tap';
import { OperatorError } from '../../../src/calls/operator-error.ts';
import { FORMATS } from '../../../src/codes/readers/detect.ts';
import { editionOf, type Given, HCPCS, readFixture, readText } from '../../fixtures/code-files.ts';

/** Returns the reason why a text is refused. */
function refusal(name: string, text: string, given: Given = {}): string {
	try {
		readText(name, text, given);
		return '';
	} catch (error) {
		if (error instanceof OperatorError) return error.message;
		throw error;
	}
}

t.test(
	'an order file gives the code, the billable flag and the long title, else the short one, else none',
	async (t) => {
		const { rows, ...dates } = editionOf('icd10cm', 'icd10cm-order-2027.txt');
		t.strictSame(dates, { edition: '2027', from: '2026-10-01', to: '2027-09-30' });
		const row = (code: string) => rows.find(([each]) => each === code);
		t.strictSame(row('F33'), ['F33', '0', 'Major depressive disorder, recurrent', '', '']);
		t.match(row('F332'), ['F332', '1', /^Major depressive disorder, recurrent severe without/]);
		t.strictSame(row('F649'), ['F649', '1', 'Gender identity disorder in short', '', '']);
		t.strictSame(row('F64A'), ['F64A', '1', '', '', ''], 'a placeholder is no title');
	},
);

t.test(
	'the edition of an order file is its fiscal year, mid-year from 1 April, or as the operator says',
	async (t) => {
		const dates = (name: string, given: Given = {}) => {
			const { edition, from, to } = readText(name, '00001 F33     0 Title\n', given).get('icd10cm') ?? {};
			return [edition, from, to];
		};
		t.strictSame(dates('icd10cm_order_2026.txt'), ['2026', '2025-10-01', '2026-09-30']);
		t.strictSame(dates('icd10cm-order-April-2025.txt'), ['2025-04', '2025-04-01', '2025-09-30']);
		t.strictSame(dates('order.txt', { from: '2026-04-01' }), ['2026-04', '2026-04-01', '2026-09-30']);
		t.strictSame(dates('order.txt', { from: '2026-10-01' }), ['2027', '2026-10-01', '2027-09-30']);
		t.match(refusal('order.txt', '00001 F33     0 Title\n'), /fiscal year.*--from YYYY-MM-DD/);
	},
);

t.test('a broken line of an order file is named', async (t) => {
	const good = '00001 F33     0 Title\n\n';
	for (const bad of [
		'00002 F332    2 Title',
		'00002 F332   1  Title',
		'F332 Title',
		'00002 f332    1 Title',
	]) {
		t.match(
			refusal('icd10cm-order-2026.txt', `${good}${bad}\n`),
			/^line 3: this is not a line of an order file/,
			bad,
		);
	}
});

t.test('the tabular list gives notes by code and marks manifestations', async (t) => {
	const { rows, ...dates } = editionOf('icd10cm-tabular', 'icd10cm-tabular-2026.xml');
	t.strictSame(dates, { edition: '2026', from: '2025-10-01', to: '2026-09-30' });
	t.strictSame(
		rows.filter(([code]) => ['F33', 'F3181', 'G63'].includes(code as string)).map((row) => row.slice(0, 2)),
		[
			['F3181', 'inclusionTerm'],
			['F33', 'excludes1'],
			['F33', 'excludes1'],
			['F33', 'excludes2'],
			['G63', 'manifestation'],
			['G63', 'codeFirst'],
			['G63', 'codeFirst'],
			['G63', 'codeFirst'],
			['G63', 'codeFirst'],
		],
	);
	t.notOk(
		rows.some(([, , text]) => text === 'disorders of psychological development'),
		'no note of a chapter',
	);
});

t.test('a tabular list that is cut off or empty is refused', async (t) => {
	const head = '<ICD10CM.tabular><version>2026</version>\n';
	t.match(refusal('x.xml', `${head}<diag><name>A00</nam>\n`), /^line \d+: the file is not well-formed XML/);
	t.match(refusal('x.xml', `${head}<diag>`), /not well-formed/);
	t.match(refusal('x.xml', `${head}</ICD10CM.tabular>`), /lists no code/);
	t.match(refusal('x.xml', '<ICD10CM.tabular>'), /fiscal year/);
});

t.test('HCPCS text gives codes and modifiers with multi-line titles and dates', async (t) => {
	const codes = editionOf('hcpcs', HCPCS);
	t.match(codes, { edition: '2026-04-01', from: '2026-04-01', to: null });
	t.strictSame(codes.rows.at(0), ['J0013', '1', 'Esketamine, nasal spray', '2026-01-01', '']);
	t.match(codes.rows.at(-1), [
		'S0013',
		'1',
		/^Esketamine, nasal spray, two-way . for tests$/,
		'2021-01-01',
		'2025-12-31',
	]);
	t.strictSame(editionOf('modifiers', HCPCS).rows, [
		['GT', '1', 'Via interactive audio and video', '1999-01-01', ''],
		['QB', '1', 'Ended modifier, first line and second', '1999-01-01', '2005-12-31'],
	]);
	const shifted = `   A1001007${'Title'.padEnd(257)}2002070120020701`;
	t.strictSame(readText(HCPCS, shifted).get('modifiers')?.rows, [['A1', '1', 'Title', '2002-07-01', '']]);
});

t.test('a broken HCPCS line is named', async (t) => {
	const good = `J0013001003${'Title'.padEnd(257)}2026010120260101        A\n\n`;
	t.match(
		refusal(HCPCS, `${good}J0013 no record`),
		/^line 3: this is not a line of CMS's fixed-width HCPCS file/,
	);
	t.match(refusal(HCPCS, `${good}J0014002004 goes on`), /^line 3: this line continues J0014/);
	t.match(refusal(HCPCS, `${good}J0013002008 goes on`), /^line 3: this line continues J0013/);
	t.match(refusal(HCPCS, good.replace('20260101', '20261301')), /^line 1: "20261301" is not a date/);
	t.match(refusal('hcpcs.txt', good), /the quarter/);
	t.equal(readText('hcpcs.txt', good, { from: '2026-07-01' }).get('hcpcs')?.edition, '2026-07-01');
});

t.test('an HCPCS sheet is read by its column names', async (t) => {
	const sheet = (row: string) => `HCPC\tRECID\tLONG DESCRIPTION\tADD DT\tTERM DT\n${row}\n`;
	const read = readText(
		'HCPC2025_OCT.xlsx',
		sheet('   GT\t7\tTele\t19990101\t\nJ0013\t3\tSpray\t20260101\t20261231'),
	);
	t.strictSame(read.get('modifiers')?.rows, [['GT', '1', 'Tele', '1999-01-01', '']]);
	t.strictSame(read.get('hcpcs')?.rows, [['J0013', '1', 'Spray', '2026-01-01', '2026-12-31']]);
	t.equal(read.get('hcpcs')?.from, '2025-10-01');
	t.match(
		refusal('HCPC2025_OCT.xlsx', sheet('J0013\t9\tx\t\t')),
		/^line 2: the record type must be 3 or 7, not "9"/,
	);
	t.match(refusal('HCPC2025_OCT.xlsx', sheet('99213\t3\tx\t\t')), /^line 2: "99213" is not an HCPCS/);
});

t.test('places of service keep two digits and the first day from their note', async (t) => {
	const { rows, ...dates } = editionOf('place-of-service', 'places.tsv');
	t.strictSame(dates, { edition: 'current', from: null, to: null });
	t.strictSame(rows, [
		['10', '1', 'Telehealth at home', '2022-01-01', ''],
		['98', '1', 'Made-up place', '2027-03-15', ''],
		['11', '1', 'Office', '', ''],
	]);
	const official = 'Place of Service Code(s),Place of Service Name,Place of Service Description\n';
	t.strictSame(
		readText('x.csv', `${official}1,Pharmacy,(Effective Foo 1, 2003)\n`).get('place-of-service')?.rows,
		[['01', '1', 'Pharmacy', '', '']],
	);
	t.match(refusal('x.csv', `${official}A1,Pharmacy,-\n`), /^line 2: "A1" is not a place of service/);
	t.equal(readFixture('places.tsv', { from: '2026-01-01' }).get('place-of-service')?.edition, '2026-01-01');
});

t.test(
	'the taxonomy takes its date from the release in the name, and quoted text may span lines',
	async (t) => {
		const { rows, edition } = editionOf('taxonomy', 'nucc_taxonomy_251.csv');
		t.equal(edition, '2025-10-01');
		t.strictSame(rows, [
			['363LP0808X', '1', 'Nurse Practitioner, Psychiatric, Mental Health', '', ''],
			['103T00000X', '1', 'Psychologist', '', ''],
		]);
		const head = 'Code,Grouping,Classification,Specialization\n';
		const edition0 = (name: string, given: Given = {}) =>
			readText(name, `${head}103T00000X,a,b,\n`, given).get('taxonomy')?.edition;
		t.equal(edition0('nucc_taxonomy_260.csv'), '2026-04-01');
		t.equal(edition0('list.csv'), 'current');
		t.equal(edition0('list.csv', { from: '2024-01-01' }), '2024-01-01');
		t.match(refusal('x.csv', `${head}103T,a,b,\n`), /^line 2: "103T" is not a taxonomy code/);
	},
);

t.test('a plain list takes its set from the operator and its dates from its columns', async (t) => {
	const { rows, edition } = editionOf('clinic', 'clinic-codes.csv', { set: 'clinic' });
	t.equal(edition, 'current');
	t.strictSame(rows, [
		['KET1', '1', 'Ketamine visit', '2025-01-01', ''],
		['KET2', '1', 'Long ketamine visit', '2025-01-01', '2025-12-31'],
	]);
	const list = (rows: string) => `code,description,from,to,billable\n${rows}\n`;
	const given = { set: 'clinic' };
	t.strictSame(readText('2026Q2.csv', list('a.1,"x, ""y""",2999-12-31,*,no'), given).get('clinic'), {
		edition: '2026-04-01',
		from: '2026-04-01',
		to: null,
		rows: [['A1', '0', 'x, "y"', '', '']],
	});
	t.match(refusal('x.csv', list('A1,x,,,')), /--set NAME/);
	t.match(refusal('x.csv', list('A_1,x,,,'), given), /^line 2: "A_1" is not a code/);
	t.match(refusal('x.csv', list('A1,x,soon,,'), given), /^line 2: "soon" is not a date/);
	t.match(refusal('x.csv', list('A1,x,2026-02-30,,'), given), /^line 2: "2026-02-30" is not a date/);
	t.match(
		refusal('x.csv', list('A1,x,2026-02-03,2026-02-02,'), given),
		/^line 2: the last day, 2026-02-02, is before the first/,
	);
	t.match(refusal('x.csv', list('A1,"x,,,'), given), /^line 2: this row has an opening quotation mark/);
	t.match(refusal('x.csv', list(''), given), /no rows/);
	t.match(refusal('x.csv', list(' , ,,,'), given), /is not a code/);
	t.match(refusal('x.csv', list(',,,,'), given), /no rows/);
});

t.test('a procedure-pair file is read below its header, with its quarter and part', async (t) => {
	const { rows, ...dates } = editionOf('ncci-ptp', 'ccipra-v313r0-f1.txt');
	t.strictSame(dates, { edition: '2025-10-01-f1', from: '2025-10-01', to: null });
	t.strictSame(rows[0], ['99001', '99002', '2020-01-01', '', '1']);
	t.strictSame(rows[1], ['99001', '99003', '2020-01-01', '2020-12-31', '0']);
	t.equal(rows.length, 4);
	const file = (row: string) => `"Column 1","Column 2",x\n${row}\n`;
	t.equal(
		readText('ptp-2026Q1.csv', file('99001,99002,,20200101,*,1,x')).get('ncci-ptp')?.edition,
		'2026-01-01',
	);
	t.equal(
		readText('x', file('99001,99002,,,,1\n'), { from: '2026-07-01' }).get('ncci-ptp')?.edition,
		'2026-07-01',
	);
	t.match(refusal('x-v311.csv', file('99001,99002,,20200101,*,2')), /^line 2: the modifier indicator/);
	t.match(
		refusal('x-v311.csv', file('99001,99002,,20200101,*,1\n9900,99002,,20200101,*,1')),
		/^line 3: "9900" is no/,
	);
	t.match(refusal('x-v311.csv', file('')), /no rows/);
	t.match(refusal('x.csv', file('')), /the quarter/);
});

t.test('unit limits and add-on codes are read by their column names', async (t) => {
	const limits = editionOf('ncci-mue', 'MCR_MUE_PractitionerServices_Eff_01-01-2026.csv');
	t.equal(limits.edition, '2026-01-01');
	t.strictSame(limits.rows[0], ['99001', '4', '3 Date of Service Edit: Clinical', 'Made up, of course']);
	const mue = 'HCPCS/CPT Code,MUE Value,MUE Adjudication Indicator,MUE Rationale\n';
	t.match(refusal('2026Q1.csv', `${mue}99001,many,1,x\n`), /^line 2: the value must be a whole number/);
	t.match(refusal('x.csv', `${mue}99001,1,1,x\n`), /the quarter/);
	const addOns = editionOf('ncci-add-on', 'AOC_V2026Q1-MCR.txt');
	t.strictSame(addOns.rows, [
		['99006', '99001', '2020-01-01', ''],
		['99006', '99002', '2020-01-01', ''],
		['99006', '99003', '2020-01-01', '2020-12-31'],
		['99007', '', '2020-01-01', ''],
	]);
	const bare = readText('x', 'AOC,Primary Code\n99006,99001\n', { from: '2026-01-01' }).get('ncci-add-on');
	t.strictSame(bare?.rows, [['99006', '99001', '', '']]);
});

t.test('text that is not a code set is refused, as is a table without a header', async (t) => {
	t.match(refusal('x', 'once upon a time\n'), /layout is unknown/);
	const format = FORMATS.find(({ name }) => name.startsWith('NCCI medically'));
	const reader = format?.open(() => {}, { name: 'x', head: [] });
	t.throws(() => {
		for (let line = 0; line < 40; line++) reader?.line('notice');
	}, /^Error: |no header was found/);
});
