import { ADDRESS, type BillerCase, born, COLLEAGUE, insured, line, visit } from './visit.ts';

/** Payloads of visits, infusions, drugs, tests and therapies. */

const ketamine = (ndc = '0000-1234-05') => ({
	ndc,
	quantity: '0.8',
	unit: 'ML' as const,
	name: 'ketamine HCl (fictitious product)',
	strength: '50 mg/mL',
	dose: '40 mg',
	route: 'IV',
});
const drugLine = (more = {}) =>
	line('J3490', { description: 'Ketamine 40 mg IV', drug: ketamine(), ...more });
const infusion = line('96365', { minutes: 45 });
const with25 = line('99213', { modifiers: ['25'] });
const HOSPITAL = { name: 'Invented General Hospital', address: ADDRESS };

export const MEDICAL: readonly BillerCase[] = [
	// Visits
	{ why: 'a plain visit', sends: visit(['99213']) },
	{ why: 'a video visit of 2025 needs no modifier', sends: visit([line('98002', { placeOfService: '10' })]) },
	{ why: 'a brief check-in', sends: visit([line('98016', { placeOfService: '10' })]) },
	{ why: '99201 ended with 2020', sends: visit(['99201']), errors: ['procedure-not-valid-on-date'] },
	{ why: '99241 ended with 2022', sends: visit(['99241']), errors: ['procedure-not-valid-on-date'] },
	{ why: '99354 ended with 2022', sends: visit(['90837', '99354']), errors: ['procedure-not-valid-on-date'] },
	{
		why: '99441 ended with 2024',
		sends: visit([line('99441', { placeOfService: '10', modifiers: ['93'] })]),
		errors: ['procedure-not-valid-on-date'],
	},
	{
		why: '99441 in 2024',
		sends: visit([line('99441', { date: '2024-11-10', placeOfService: '10', modifiers: ['93'] })], {
			issuedOn: '2024-11-12',
		}),
	},
	{
		why: '99417 with 99215 and 75 minutes',
		sends: visit([line('99215', { minutes: 75 }), line('99417', { units: 1 })]),
	},
	{
		why: '99417 with 99215 and 50 minutes',
		sends: visit([line('99215', { minutes: 50 }), line('99417', { units: 1 })]),
		warnings: ['time-units'],
	},
	{ why: '99417 with 99213', sends: visit(['99213', '99417']), errors: ['addon-without-primary'] },
	{ why: '99417 with G0463', sends: visit(['G0463', '99417']) },
	{ why: 'G2212 with 99215 and 70 minutes', sends: visit([line('99215', { minutes: 70 }), 'G2212']) },
	{
		why: 'G2212 with 99215 and 60 minutes',
		sends: visit([line('99215', { minutes: 60 }), 'G2212']),
		warnings: ['time-units'],
	},
	{
		why: 'G2212 with 99483 in 2023',
		sends: visit([line('99483', { date: '2023-11-10' }), line('G2212', { date: '2023-11-10' })], {
			issuedOn: '2023-11-12',
		}),
	},
	{ why: 'G2211 with a visit', sends: visit(['99214', 'G2211']) },
	{ why: 'G2211 alone', sends: visit(['G2211']), warnings: ['addon-without-primary'] },
	{ why: '99415 alone', sends: visit(['99415']), errors: ['addon-without-primary'] },
	{ why: 'a postoperative visit is free', sends: visit(['99213', line('99024', { charge: '0.00' })]) },
	{ why: 'a Category II code is free', sends: visit(['99213', line('3008F', { charge: '0.00' })]) },
	{
		why: 'a free visit',
		sends: visit([line('99213', { charge: '0.00' })]),
		warnings: ['charge-zero', 'not-paid'],
	},
	{
		why: '59 does not belong on a visit',
		sends: visit([line('99213', { modifiers: ['59'] })]),
		warnings: ['modifier-25'],
	},
	{
		why: 'a visit with a joint injection',
		sends: visit(['99213', line('20610', { modifiers: ['RT'] })], {}, ['M17.11']),
		warnings: ['modifier-25'],
	},
	{
		why: 'a visit with 25 and a joint injection',
		sends: visit([with25, line('20610', { modifiers: ['RT'] })], {}, ['M17.11']),
	},
	{
		why: 'the right knee for a left diagnosis',
		sends: visit([line('20610', { modifiers: ['RT'] })], {}, ['M17.12']),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'the left knee for a right diagnosis',
		sends: visit([line('20610', { modifiers: ['LT'] })], {}, ['M17.11']),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'the right knee for both knees',
		sends: visit([line('20610', { modifiers: ['RT'] })], {}, ['M17.0']),
	},
	{
		why: 'a visit with an immunization',
		sends: visit(['99213', '90471', '90686'], {}, ['Z23']),
		warnings: ['modifier-25'],
	},
	{ why: 'an immunization alone', sends: visit(['90471', '90686'], {}, ['Z23']) },
	{
		why: 'a second vaccine without the first',
		sends: visit(['90472', '90686'], {}, ['Z23']),
		errors: ['addon-without-primary'],
	},
	// Infusion
	{ why: 'an infusion of ketamine', sends: visit([infusion, drugLine()]) },
	{
		why: 'an infusion with a visit',
		sends: visit(['99213', infusion, drugLine()]),
		warnings: ['modifier-25'],
	},
	{ why: 'an infusion with a visit with 25', sends: visit([with25, infusion, drugLine()]) },
	{
		why: 'two unlisted drugs',
		sends: visit([
			infusion,
			drugLine(),
			line('J3490', {
				description: 'Ondansetron 4 mg IV',
				drug: { ...ketamine('0000-4321-05'), name: 'ondansetron' },
			}),
		]),
	},
	{
		why: 'a further hour after 91 minutes',
		sends: visit([line('96365', { minutes: 91 }), '96366', drugLine()]),
	},
	{
		why: 'a further hour after 80 minutes',
		sends: visit([line('96365', { minutes: 80 }), '96366', drugLine()]),
		warnings: ['time-units'],
	},
	{ why: 'a further hour alone', sends: visit(['96366']), errors: ['addon-without-primary'] },
	{ why: 'hydration, second hour alone', sends: visit(['96361']), errors: ['addon-without-primary'] },
	{ why: 'a push after an infusion', sends: visit([infusion, '96375', drugLine()]) },
	{ why: 'a push of another drug alone', sends: visit(['96375']), errors: ['addon-without-primary'] },
	{ why: 'two initial codes', sends: visit([infusion, '96374', drugLine()]), warnings: ['bundled-service'] },
	{
		why: 'two initial codes, two sites',
		sends: visit([infusion, line('96374', { modifiers: ['59'] }), drugLine()]),
	},
	{
		why: 'two units of a first hour',
		sends: visit([line('96365', { units: 2, minutes: 45 }), drugLine()]),
		warnings: ['time-units'],
	},
	{
		why: 'ten minutes are a push',
		sends: visit([line('96365', { minutes: 10 }), drugLine()]),
		warnings: ['time-units'],
	},
	{
		why: 'a nurse visit with an infusion',
		sends: visit([line('99211', { modifiers: ['25'] }), infusion, drugLine()]),
		warnings: ['bundled-service'],
	},
	{
		why: 'oximetry with an infusion',
		sends: visit([infusion, '94760', drugLine()]),
		warnings: ['bundled-service'],
	},
	{
		why: 'a venous access with an infusion',
		sends: visit([infusion, '36000', drugLine()]),
		warnings: ['bundled-service'],
	},
	{
		why: 'an unlisted drug without details',
		sends: visit([infusion, line('J3490', { description: 'Ketamine' })]),
		warnings: ['unlisted-drug-details'],
	},
	{
		why: 'an NDC of nine digits',
		sends: visit([infusion, drugLine({ drug: ketamine('000012340') })]),
		errors: ['ndc-format'],
	},
	{
		why: 'an NDC with N4 in front',
		sends: visit([infusion, drugLine({ drug: ketamine('N400001234050') })]),
		errors: ['ndc-format'],
	},
	{
		why: 'nothing wasted, and JW',
		sends: visit([infusion, drugLine({ modifiers: ['JW', 'JZ'] })]),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'a waste with JZ',
		sends: visit([infusion, drugLine({ modifiers: ['JZ'], drug: { ...ketamine(), wasted: '10 mg' } })]),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'an infusion by a clinician in a hospital',
		sends: visit([line('96365', { placeOfService: '22', minutes: 45 })], { serviceFacility: HOSPITAL }),
		warnings: ['bundled-service'],
	},
	// Esketamine
	{ why: 'an esketamine visit with the drug in it', sends: visit(['G2083'], {}, ['F33.2']) },
	{
		why: 'an esketamine visit and a visit',
		sends: visit(['G2083', '99213'], {}, ['F33.2']),
		warnings: ['bundled-service'],
	},
	{
		why: 'both esketamine visits',
		sends: visit(['G2082', 'G2083'], {}, ['F33.2']),
		warnings: ['bundled-service'],
	},
	{
		why: 'an esketamine visit and the drug',
		sends: visit(['G2083', line('J0013', { units: 84 })], {}, ['F33.2']),
		warnings: ['bundled-service'],
	},
	{ why: 'the drug and a visit', sends: visit([line('J0013', { units: 84 }), '99215'], {}, ['F33.2']) },
	{
		why: 'S0013 ended with 2025',
		sends: visit([line('S0013', { units: 84 })], {}, ['F33.2']),
		errors: ['procedure-not-valid-on-date'],
	},
	{
		why: 'S0013 in 2025',
		sends: visit([line('S0013', { date: '2025-11-10', units: 84 })], { issuedOn: '2025-11-12' }, ['F33.2']),
	},
	{
		why: 'a visit for another problem by a colleague',
		sends: visit(
			['G2083', line('99213', { modifiers: ['25'], renderingProvider: COLLEAGUE, diagnosisPointers: ['B'] })],
			{},
			['F33.2', 'I10'],
		),
	},
	// Tests and therapies
	{
		why: 'test evaluation with its add-on',
		sends: visit([line('96130', { minutes: 60 }), line('96131', { minutes: 60 })], {}, ['F90.0']),
	},
	{
		why: 'the add-on of test evaluation alone',
		sends: visit(['96131'], {}, ['F90.0']),
		errors: ['addon-without-primary'],
	},
	{
		why: 'test administration of 10 minutes',
		sends: visit([line('96136', { minutes: 10 })], {}, ['F90.0']),
		warnings: ['time-units'],
	},
	{
		why: 'test evaluation of 20 minutes',
		sends: visit([line('96130', { minutes: 20 })], {}, ['F90.0']),
		warnings: ['time-units'],
	},
	{
		why: 'exercise with GP',
		sends: visit([line('97110', { modifiers: ['GP'], units: 2, minutes: 30 })], {}, ['M54.50']),
	},
	{
		why: 'exercise without a plan of care',
		sends: visit([line('97110', { units: 2, minutes: 30 })], {}, ['M54.50']),
		warnings: ['therapy-modifier'],
	},
	{
		why: 'three units of exercise in 20 minutes',
		sends: visit([line('97110', { modifiers: ['GP'], units: 3, minutes: 20 })], {}, ['M54.50']),
		warnings: ['time-units'],
	},
	{
		why: 'GP with GO',
		sends: visit([line('97110', { modifiers: ['GP', 'GO'], minutes: 15 })], {}, ['M54.50']),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'acupuncture with and without current',
		sends: visit(['97810', '97813'], {}, ['M54.50']),
		warnings: ['bundled-service'],
	},
	{ why: 'acupuncture and its add-on', sends: visit(['97810', '97811'], {}, ['M54.50']) },
	{
		why: 'the add-on of acupuncture alone',
		sends: visit(['97811'], {}, ['M54.50']),
		errors: ['addon-without-primary'],
	},
	{
		why: 'two manipulations of the spine',
		sends: visit(['98940', '98941'], {}, ['M99.03']),
		warnings: ['bundled-service'],
	},
	{
		why: 'a manipulation with a visit',
		sends: visit(['99213', '98941'], {}, ['M99.03']),
		warnings: ['modifier-25'],
	},
	{
		why: 'global maternity with its delivery',
		sends: visit(['59400', '59409'], {}, ['O80']),
		warnings: ['bundled-service'],
	},
	{ why: 'a dental code', sends: visit(['D0120'], {}, ['K02.9']) },
	{
		why: 'GY with GZ',
		sends: visit([line('99213', { modifiers: ['GY', 'GZ'] })]),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'a new and rented wheelchair',
		sends: visit([line('E0240', { modifiers: ['NU', 'RR'] })], {}, ['M54.50']),
		warnings: ['modifier-mismatch'],
	},
	{
		why: 'a HCPCS code of today that the edition cannot know',
		sends: visit([line('J9999', { description: 'Fictamab 10 mg IV', drug: ketamine() })]),
	},
	{ why: 'preventive visit at 42', sends: visit(['99396'], {}, ['Z00.00']) },
	{
		why: 'preventive visit at 42 with the code for 65',
		sends: visit(['99397'], {}, ['Z00.00']),
		warnings: ['procedure-age'],
	},
	{ why: 'preventive visit of a child of 8', sends: visit(['99393'], born('2018-03-01'), ['Z00.129']) },
	{
		why: 'preventive visit of a new patient of 8 with the code for 3',
		sends: visit(['99382'], born('2018-03-01'), ['Z00.129']),
		warnings: ['procedure-age'],
	},
	{
		why: 'Medicare does not take 99417',
		sends: visit([line('99215', { minutes: 60 }), '99417'], insured('Medicare')),
		warnings: ['payer-refuses'],
	},
	{
		why: 'Medicare does not take 98002',
		sends: visit([line('98002', { placeOfService: '10' })], insured('Medicare Part B')),
		warnings: ['payer-refuses'],
	},
	{
		why: 'Medicare takes 98016',
		sends: visit([line('98016', { placeOfService: '10' })], insured('Medicare Part B')),
	},
	{
		why: 'Medicare takes G2212',
		sends: visit([line('99215', { minutes: 70 }), 'G2212'], insured('Original Medicare')),
	},
	{
		why: 'a Medicare Advantage plan decides for itself',
		sends: visit([line('98002', { placeOfService: '10' })], insured('Fictional Medicare Advantage PPO')),
	},
];
