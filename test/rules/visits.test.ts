import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createCodeSets, createPlaceOfService } from '../../src/codes/create-code-sets.ts';
import { loadLibrary } from '../../src/codes/library/load.ts';
import { ROOT } from '../../src/version.ts';
import { examine } from '../fixtures/examine.ts';
import { PLAIN, TODAY } from '../fixtures/plain.ts';

/**
 * Whole days as clinics bill them, with the errors and warnings that a biller expects, checked with the code sets that come with
 * the program. A service is written as CODE-MODIFIER*UNITS@MINUTES, with its place after a slash and another clinician as an
 * exclamation mark: `99214-25/10`, `96366*2`, `90837@55`, `90837@10:00-10:55`, `99213!`.
 */
const DAYS: readonly (readonly [what: string, services: string, ...finds: string[]])[] = [
	['ketamine by infusion with a visit', '99213-25 96365@100 96366 J3490'],
	['the same with times', '99213-25 96365@10:00-11:40 96366 J3490'],
	['an hour on each line', '96365@60 96366@40 J3490'],
	['ketamine by injection', '99214-25 96372 J3490'],
	['two drugs by infusion', '96365@45 96367@30 J3490'],
	['a drug, and water for an hour', '96374 96361 J3490'],
	['a push, and two more', '96374 96375*2 J3490'],
	['two accesses', '96365@60 96374-59 J3490'],
	['an infusion at home', '96365@60/12 J3490/12'],
	['an infusion of 90 minutes as two hours', '96365@90 96366', 'warning time-units'],
	['an infusion of 12 minutes', '96365@12', 'warning time-units'],
	['an infusion and hydration, both first', '96365@60 96360@60', 'warning bundled-service'],
	['an infusion in a hospital', '96365@60/22', 'warning bundled-service'],
	['a nurse visit with an injection', '99211-25 96372', 'warning bundled-service'],
	['a visit without 25', '99213 96372', 'warning modifier-25'],
	['a visit by another clinician', '99213! 96372'],
	['oximetry with an infusion', '96365@60 94760', 'warning bundled-service'],
	['blood drawn with an infusion', '96365@60 36415'],
	['a further hour alone', '96366', 'error addon-without-primary'],
	['esketamine, all in one', 'G2082'],
	['esketamine and a visit, one by one', 'J0013*84 99215@135 99417*6'],
	['esketamine twice', 'G2083 J0013*84', 'warning bundled-service'],
	['esketamine and its visit', 'G2082 99213-25', 'warning bundled-service'],
	['esketamine and psychotherapy', 'G2083 90837@55'],
	['support of a treatment, two hours', '0820T*2@95 0821T!@60'],
	['support of a treatment by video', '0820T@60/10', 'warning telehealth-mismatch'],
	['therapy', '90837@55'],
	['therapy of 40 minutes as 53', '90837@40', 'warning time-units'],
	['therapy of 40 minutes as 53, by its times', '90837@10:00-10:40', 'warning time-units'],
	['therapy of 10 minutes', '90832@10', 'warning time-units'],
	['therapy twice as two units', '90834*2', 'warning time-units'],
	['two sessions of a day', '90834@45 90834-76@45'],
	['a visit with therapy', '99214 90833@20'],
	['a visit with therapy, by their times', '99214@10:00-10:50 90833@10:00-10:50'],
	['a phone visit with therapy', '98012/10 90833@20/10'],
	['a clinic visit with therapy', 'G0463/22 90836@40/22'],
	['therapy with a visit, but no visit', '90833@20', 'error addon-without-primary'],
	['therapy with 25', '99214 90833-25@20', 'warning modifier-25'],
	['an evaluation', '90791'],
	['an evaluation with interactive complexity', '90791 90785'],
	['an evaluation and questionnaires', '90792 96127*2'],
	['an evaluation and therapy', '90791 90837@60', 'warning bundled-service'],
	['an evaluation in the morning and therapy in the evening', '90791 90837-59@60'],
	['an evaluation and a visit', '90792 99214-25', 'warning bundled-service'],
	['two evaluations by two clinicians', '90791 90792!'],
	['a crisis of 80 minutes', '90839@80 90840'],
	['a crisis of 70 minutes as 75', '90839@70 90840', 'warning time-units'],
	['a crisis and therapy', '90839@60 90834@45', 'warning bundled-service'],
	['a family of 50 minutes', '90847@50'],
	['a family of 20 minutes', '90847@20', 'warning time-units'],
	['individual therapy and a group', '90834@45 90853-59'],
	['therapy by video', '90837-95@55/10'],
	['therapy by video, Medicare', '90837@55/10'],
	['therapy by phone', '90834-93@45/10'],
	['therapy by video in an office', '90837-95@55', 'warning telehealth-mismatch'],
	['therapy looked at later', '90837-GQ@55/10', 'warning telehealth-mismatch'],
	['therapy by video and phone', '90837-95-93@55/10', 'warning telehealth-mismatch'],
	['a hospital clinician by video', '99214-95/22'],
	['a visit by video', '98006/10'],
	['a long visit by phone', '98015@60/10 99417/10'],
	['a long visit that was not', '99215@50 99417', 'warning time-units'],
	['a long visit without minutes', '99215 99417*2'],
	['a visit with a continuing relationship', '99214 G2211'],
	['a continuing relationship alone', 'G2211', 'warning addon-without-primary'],
	['a visit with 59', '99213-59 96127', 'warning modifier-25'],
	['a code of 2020', '99201', 'error procedure-not-valid-on-date'],
	['a consultation of 2022', '99241', 'error procedure-not-valid-on-date'],
	['a phone visit of 2024', '99442/10', 'error procedure-not-valid-on-date'],
	['a phone call of 2024', 'G2012/10', 'error procedure-not-valid-on-date'],
	['a consultation', '99243'],
	['tests over two hours and a half', '96130@60 96131*2@120 96136@30 96137*3@90'],
	['a test of ten minutes', '96136@10', 'warning time-units'],
	['further tests alone', '96137', 'error addon-without-primary'],
	['stimulation', '90868'],
	['stimulation and a visit', '90868 99213-25'],
	['stimulation and a visit without 25', '90868 99213', 'warning modifier-25'],
	['a first stimulation twice', '90867 90868', 'warning bundled-service'],
	['physical therapy', '97161-GP 97110-GP*2@30 97140-GP@15'],
	['physical therapy counted together', '97110-GP*2@20 97140-GP@20'],
	['physical therapy counted too high', '97110-GP*3@30', 'warning time-units'],
	['physical therapy without GP', '97110@15', 'warning therapy-modifier'],
	['therapy of two professions', '97110-GP-GO@15', 'warning modifier-mismatch'],
	['acupuncture and a visit', '97810 97811*2 99203-25'],
	['acupuncture with and without current', '97810 97813', 'warning bundled-service'],
	['more needles alone', '97811', 'error addon-without-primary'],
	['an adjustment and a visit', '98941-AT 99213-25'],
	['two adjustments', '98940 98941', 'warning bundled-service'],
	['a knee', '20610-RT 99213-25 J3301*4'],
	['a knee without 25', '20610-RT 99213', 'warning modifier-25'],
	['a check-up with two vaccines', '99396-25 90471 90472 90707 90633'],
	['a second vaccine alone', '90472', 'error addon-without-primary'],
	['a visit with a vaccine', '99213 90471', 'warning modifier-25'],
	['a birth', '59400'],
	['a birth and its parts', '59400 59430', 'warning bundled-service'],
	['a visit after surgery', '99024 96127'],
	['a measure', '99213 1036F'],
	['never covered and unlikely', '99213-GY-GZ', 'warning modifier-mismatch'],
	['rented and bought', 'E0601-NU-RR', 'warning modifier-mismatch'],
	['some waste and none', 'J3301-JW-JZ', 'warning modifier-mismatch'],
	['an unlisted service', '90899', 'warning unlisted-description'],
	['a dental code', 'D0120'],
];

const library = await loadLibrary('nowhere', fileURLToPath(new URL('codes/', ROOT)));
const known = { codes: createCodeSets(() => library), placeOfService: createPlaceOfService(() => library) };

const DRUG = {
	ndc: '0000-1234-05',
	quantity: '0.8',
	unit: 'ML',
	name: 'ketamine HCl (fictitious product)',
	strength: '50 mg/mL',
	dose: '40 mg',
	route: 'IV',
};
const OTHER = { firstName: 'Ada', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000036' };

function lineOf(service: string): object {
	const [, code, modifiers = '', units, other, time = '', place = '11'] =
		/^(\w+)((?:-\w\w)*)(?:\*(\d+))?(!)?(?:@([\d:-]+))?(?:\/(\d\d))?$/.exec(service) ?? [];
	const [startTime, endTime] = time.includes(':') ? time.split('-') : [];
	return {
		...PLAIN.serviceLines[0],
		code,
		description: 'Service',
		modifiers: modifiers.split('-').filter(Boolean),
		placeOfService: place,
		...(code === '99024' || code === '1036F' ? { charge: '0.00' } : {}),
		...(units && { units: Number(units) }),
		...(other && { renderingProvider: OTHER }),
		...(startTime ? { startTime, endTime } : time && { minutes: Number(time) }),
		...(code === 'J3490' && { drug: DRUG }),
	};
}

for (const [what, services, ...finds] of DAYS) {
	t.test(`${what}: ${services}`, async (t) => {
		const request = { ...PLAIN, serviceLines: services.split(' ').map(lineOf) };
		const found = examine(request, TODAY, known).filter(({ severity }) => severity !== 'info');
		t.strictSame(
			found.map(({ severity, rule }) => `${severity} ${rule}`),
			finds,
			found.map(({ message }) => message).join(' '),
		);
	});
}
