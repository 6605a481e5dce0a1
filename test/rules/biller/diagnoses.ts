import { type BillerCase, born, DAY, line, PATIENT, visit } from './visit.ts';

/** Payloads about diagnoses: existence, dates, order and age. */

const AB = line('99213', { diagnosisPointers: ['A', 'B'] });
const ordered = (...codes: string[]) => visit([AB], {}, codes);
const man = { patient: { ...PATIENT, birthDate: '1984-02-29', sex: 'M' as const } };

export const DIAGNOSES: readonly BillerCase[] = [
	{ why: 'a billable code', sends: visit(['99213'], {}, ['F41.1']) },
	{ why: 'a category', sends: visit(['99213'], {}, ['F33']), errors: ['diagnosis-not-billable'] },
	{ why: 'a longer category', sends: visit(['99213'], {}, ['F43.1']), errors: ['diagnosis-not-billable'] },
	{ why: 'DSM-IV', sends: visit(['99213'], {}, ['296.33']), errors: ['diagnosis-format'] },
	{ why: 'lowercase', sends: visit(['99213'], {}, ['f33.1']), errors: ['diagnosis-format'] },
	{
		why: 'no such code in a complete edition',
		sends: visit([line('99213', { date: '2025-02-05' })], { issuedOn: '2025-02-06' }, ['F33.7']),
		errors: ['diagnosis-unknown'],
	},
	{ why: 'no such code in an edition that was rebuilt', sends: visit(['99213'], {}, ['F33.7']) },
	{
		why: 'the placeholder is missing',
		sends: visit([line('99213', { date: '2025-02-05' })], { issuedOn: '2025-02-06' }, ['T14.8A']),
		errors: ['diagnosis-unknown'],
	},
	{
		why: 'low back pain has had longer codes since 2021',
		sends: visit(['99213'], {}, ['M54.5']),
		errors: ['diagnosis-not-billable'],
	},
	{ why: 'a code of October 2026', sends: visit(['99213'], {}, ['F64.A']) },
	{
		why: 'a code of October 2026 in September',
		sends: visit([line('99213', { date: '2026-09-10' })], {}, ['F64.A']),
		errors: ['diagnosis-not-valid-on-date'],
	},
	{
		why: 'a code that ended in 2024',
		sends: visit(['99213'], {}, ['F50.01']),
		errors: ['diagnosis-not-billable'],
	},
	{ why: 'twice the same', sends: ordered('F33.1', 'F33.1'), errors: ['diagnosis-duplicate'] },
	{
		why: 'recurrent depression with bipolar disorder',
		sends: ordered('F33.1', 'F31.81'),
		warnings: ['diagnosis-excludes1'],
	},
	{ why: 'depression with anxiety', sends: ordered('F33.1', 'F41.1') },
	// Order
	{
		why: 'couples therapy for a problem of the couple alone',
		sends: visit([line('90847', { minutes: 50 })], {}, ['Z63.0']),
		warnings: ['diagnosis-sequence'],
	},
	{ why: 'a depression first, then the problem of the couple', sends: ordered('F33.1', 'Z63.0') },
	{ why: 'homelessness first', sends: ordered('Z59.00', 'F33.1'), warnings: ['diagnosis-sequence'] },
	{ why: 'a problem at school first', sends: ordered('Z55.3', 'F90.0'), warnings: ['diagnosis-sequence'] },
	{ why: 'the body mass index first', sends: ordered('Z68.41', 'E66.813'), warnings: ['diagnosis-sequence'] },
	{ why: 'obesity, then the body mass index', sends: ordered('E66.813', 'Z68.41') },
	{ why: 'the outcome of delivery first', sends: ordered('Z37.0', 'O80'), warnings: ['diagnosis-sequence'] },
	{ why: 'a delivery, then its outcome', sends: ordered('O80', 'Z37.0') },
	{
		why: 'the week of pregnancy first',
		sends: ordered('Z3A.20', 'O09.512'),
		warnings: ['diagnosis-sequence'],
	},
	{
		why: 'a pregnancy, then its week',
		sends: visit([AB], { patient: { ...PATIENT, birthDate: '1988-02-01' } }, ['O09.522', 'Z3A.20']),
	},
	{ why: 'the organism first', sends: ordered('B96.20', 'N39.0'), warnings: ['diagnosis-sequence'] },
	{ why: 'an infection, then the organism', sends: ordered('N39.0', 'B96.20') },
	{ why: 'a fall first', sends: ordered('W19.XXXA', 'S93.401A'), warnings: ['diagnosis-sequence'] },
	{ why: 'a sprain, then the fall', sends: ordered('S93.401A', 'W19.XXXA') },
	{
		why: 'dementia in another disease first',
		sends: visit(['99213'], {}, ['F02.80']),
		warnings: ['diagnosis-sequence'],
	},
	{
		why: 'psychological factors first',
		sends: visit(['99213'], {}, ['F54']),
		warnings: ['diagnosis-sequence'],
	},
	{ why: 'anemia in a tumor first', sends: ordered('D63.0', 'C50.911'), warnings: ['diagnosis-sequence'] },
	{
		why: 'anemia in kidney disease first',
		sends: ordered('D63.1', 'N18.31'),
		warnings: ['diagnosis-sequence'],
	},
	{ why: 'kidney disease, then its anemia', sends: ordered('N18.31', 'D63.1') },
	{
		why: 'diabetes due to another disease alone',
		sends: visit(['99213'], {}, ['E08.9']),
		warnings: ['diagnosis-sequence'],
	},
	{
		why: 'erectile dysfunction in another disease alone',
		sends: visit(['99213'], man, ['N52.1']),
		warnings: ['diagnosis-sequence'],
	},
	{ why: 'arthropathy after an infection alone', sends: visit(['99213'], {}, ['M02.30']) },
	{
		why: 'heart failure before its hypertension',
		sends: ordered('I50.9', 'I11.0'),
		warnings: ['diagnosis-sequence'],
	},
	{ why: 'hypertension, then heart failure', sends: ordered('I11.0', 'I50.9') },
	{ why: 'a vaccination is a first diagnosis in an office', sends: visit(['90471', '90686'], {}, ['Z23']) },
	{ why: 'a check-up is one too', sends: visit(['99396'], {}, ['Z00.00']) },
	{ why: 'so is care of a nursing mother', sends: visit(['99213'], {}, ['Z39.1']) },
	{ why: 'so is advice on food', sends: visit(['99213'], {}, ['Z71.3']) },
	{ why: 'so is a long-term drug', sends: visit(['99213'], {}, ['Z79.899']) },
	{ why: 'the stage of a kidney disease is only an info', sends: visit(['99213'], {}, ['I12.9']) },
	// Age
	{
		why: 'a newborn diagnosis of an adult',
		sends: visit(['99213'], {}, ['Z38.00']),
		warnings: ['diagnosis-age'],
	},
	{
		why: 'a well-child visit of an adult',
		sends: visit(['99396'], {}, ['Z00.129']),
		warnings: ['diagnosis-age'],
	},
	{ why: 'a well-child visit of a child', sends: visit(['99393'], born('2018-03-01'), ['Z00.129']) },
	{
		why: 'a check-up of an adult, for a child',
		sends: visit(['99393'], born('2018-03-01'), ['Z00.00']),
		warnings: ['diagnosis-age'],
	},
	{
		why: 'a pregnancy at 70',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '1956-01-01' } }, ['O09.512']),
		warnings: ['diagnosis-age'],
	},
	{
		why: 'a pregnancy at 30',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '1996-01-01' } }, ['O09.892']),
	},
	{ why: 'a newborn', sends: visit(['99213'], born('2026-11-01'), ['Z00.110']) },
	{
		why: 'a diagnosis of old age at 8',
		sends: visit(['99213'], born('2018-03-01'), ['H25.10']),
		warnings: ['diagnosis-age'],
	},
	{
		why: 'one diagnosis for two dates, valid on both',
		sends: visit([line('99213', { date: '2026-09-29' }), line('99213', { date: DAY })], {}, ['F33.1']),
	},
];
