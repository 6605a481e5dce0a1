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
