import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const coverage = (relationship: string, subscriber?: object) => ({
	payerName: 'Fictional Mutual Health Plan',
	memberId: 'FICT000000901',
	relationship,
	...(subscriber && { subscriber }),
});
const subscriber = { firstName: 'Ada', lastName: 'Makebelieve', birthDate: '1979-05-05' };

t.test('subscriber-missing points to the coverage without one', async (t) => {
	t.strictSame(
		hits('subscriber-missing', {
			'/coverages': [coverage('self'), coverage('spouse'), coverage('child', subscriber)],
		}),
		['error /coverages/1'],
	);
	for (const relationship of ['spouse', 'child', 'other']) {
		t.match(findings('subscriber-missing', { '/coverages': [coverage(relationship)] }), [
			{
				pointer: '/coverages/0',
				message: `Coverage 1 has relationship "${relationship}" but no subscriber.`,
			},
		]);
	}
	t.strictSame(hits('subscriber-missing', { '/coverages': undefined }), []);
});

t.test('minor-without-guarantor uses the age on the first date of service', async (t) => {
	const guarantor = {
		firstName: 'Ada',
		lastName: 'Makebelieve',
		relationship: 'mother',
		address: { line1: '1 A', city: 'B', country: 'DE' },
	};
	const line = (date: string, code: string) => ({
		date,
		placeOfService: '11',
		code,
		description: 'Visit',
		diagnosisPointers: ['A'],
		charge: '1.00',
	});
	const visits = { '/serviceLines': [line('2026-10-06', '99213'), line('2026-10-05', '99214')] };
	const born = (birthDate: string) => ({ ...visits, '/patient/birthDate': birthDate });
	t.strictSame(
		hits('minor-without-guarantor', born('2008-10-06')),
		['warning /patient'],
		'17 on the first day',
	);
	t.strictSame(hits('minor-without-guarantor', born('2008-10-05')), [], '18 on the first day');
	t.strictSame(hits('minor-without-guarantor', { ...born('2016-01-01'), '/guarantor': guarantor }), []);
	t.match(findings('minor-without-guarantor', born('2008-10-06')), [{ message: /2026-10-05/ }]);
});

t.test('coverage-missing points to the list if one was sent', async (t) => {
	t.strictSame(hits('coverage-missing', { '/coverages': undefined }), ['info ']);
	t.strictSame(hits('coverage-missing', { '/coverages': [] }), ['info /coverages']);
	t.strictSame(hits('coverage-missing', { '/coverages': [coverage('self')] }), []);
});

t.test('self-with-subscriber compares names and birth dates', async (t) => {
	const given = (subscriber: object) =>
		hits('self-with-subscriber', { '/coverages': [coverage('self', subscriber)] });
	const found = ['warning /coverages/0/subscriber'];
	const marlow = { firstName: 'MARLOW', lastName: 'Faken-ham' };
	t.strictSame(given(subscriber), found);
	t.strictSame(given({ name: 'Imaginary Widgets Inc' }), found);
	t.strictSame(given(marlow), []);
	t.strictSame(given({ ...marlow, lastName: 'Makebelieve' }), found);
	t.strictSame(given({ ...marlow, firstName: 'Mar', birthDate: '1984-02-29' }), [], 'a short name');
	t.strictSame(given({ ...marlow, lastName: 'Makebelieve', birthDate: '1984-02-29' }), [], 'a new name');
	t.strictSame(given({ ...marlow, birthDate: '1954-02-28' }), found, 'a parent of the same name');
	t.strictSame(hits('self-with-subscriber', { '/coverages': undefined }), []);
});

t.test('patient-age takes 124 years and no more', async (t) => {
	const at = (birthDate: string) => hits('patient-age', { '/patient/birthDate': birthDate });
	t.strictSame(at('1902-10-06'), []);
	t.strictSame(at('1901-10-06'), ['warning /patient/birthDate']);
});

t.test('procedure-age names the code for the age', async (t) => {
	const at = (code: string, birthDate: string) =>
		findings('procedure-age', { '/serviceLines/0/code': code, '/patient/birthDate': birthDate });
	t.match(at('99393', '2026-01-01'), [
		{
			message: '99393 is for patients of 5 to 11 years; the patient was 0 on 2026-10-06.',
			help: /^Use 99391,/,
		},
	]);
	t.match(at('99381', '1956-01-01'), [{ help: /^Use 99387,/ }]);
	for (const [code, birthDate] of [
		['99392', '2023-10-07'],
		['99394', '2008-10-07'],
		['99395', '2008-10-06'],
		['99397', '1926-01-01'],
		['99213', '1926-01-01'],
		['99393', '2026-10-07'],
		['99393', '1884-01-01'],
	] as const) {
		t.strictSame(at(code, birthDate), [], `${code} ${birthDate}`);
	}
});

t.test('facility-missing is found once for all lines in a facility', async (t) => {
	const line = (placeOfService: string) => ({
		date: '2026-10-06',
		placeOfService,
		code: '99213',
		description: 'Visit',
		diagnosisPointers: ['A'],
		charge: '1.00',
	});
	t.match(findings('facility-missing', { '/serviceLines': ['11', '23', '21', '23'].map(line) }), [
		{ pointer: '/serviceLines/1/placeOfService', message: /^Place of service 21, 23 is a facility/ },
	]);
	t.strictSame(hits('facility-missing', { '/serviceLines': ['11', '12', '10'].map(line) }), []);
});
