import t from 'tap';
import {
	type PatientPage,
	patientSearch,
	patientsIn,
} from '../../../../src/browser/front-desk/controls/patients.ts';

t.test('one line is read as a birth date, an account or a name', async (t) => {
	const today = '2026-10-06';
	t.strictSame(patientSearch('2/29/1984', today), { birthDate: '1984-02-29' });
	t.strictSame(patientSearch(' 1984-02-29 ', today), { birthDate: '1984-02-29' });
	t.strictSame(patientSearch('FICT-0101', today), { accountNumber: 'FICT-0101' });
	t.strictSame(patientSearch('2/30/1984', today), { accountNumber: '2/30/1984' }, 'no such day');
	t.strictSame(patientSearch('Fakenham,  mar', today), { name: 'Fakenham mar' });
	t.strictSame(patientSearch('fa', today), undefined);
	t.strictSame(patientSearch(' , ', today), undefined);
});

const marlow = { firstName: 'Marlow', lastName: 'Fakenham', birthDate: '1984-02-29', accountNumber: 'A-1' };

function row(
	number: string,
	patient: PatientPage['items'][number]['patient'],
	more: Partial<PatientPage['items'][number]> = {},
) {
	return { id: `id-${number}`, number, status: 'issued' as const, patient, serviceTo: '2026-10-06', ...more };
}

t.test('each patient is listed once, with the newest superbill that counts', async (t) => {
	const patients = patientsIn({
		items: [
			row('5', marlow, { status: 'void' }),
			row('4', { ...marlow, lastName: 'FAKENHAM' }, { serviceTo: '2026-09-01' }),
			row('3', marlow),
			row('2', { ...marlow, birthDate: '2010-01-01', accountNumber: null }, { status: 'replaced' }),
			row('1', null, { serviceTo: null }),
		],
		nextCursor: null,
	});
	t.strictSame(
		patients.map(({ superbill, patient, lastVisit }) => [superbill.number, patient.birthDate, lastVisit]),
		[
			['4', '1984-02-29', '2026-09-01'],
			['2', '2010-01-01', '2026-10-06'],
		],
	);
});
