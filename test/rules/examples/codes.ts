import { add, addLine, makeLine, type RuleExamples, remove, replace, values } from './example.ts';

const SECOND = '/diagnoses/-';
const MODIFIERS = '/serviceLines/0/modifiers';
const OTHER_PROVIDER = { firstName: 'Ada', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000036' };

const both = [replace('/serviceLines/0/diagnosisPointers', ['A', 'B'])];
const INFUSION = [...makeLine('96365', 'Infusion, first hour'), add('/serviceLines/0/minutes', 100)];

/** Examples of the rules on diagnoses, procedures, modifiers, pointers and places. */
export const CODES: RuleExamples = {
	'description-missing': {
		fails: [remove('/serviceLines/0/description')],
		passes: [replace('/serviceLines/0/code', 'G2212'), remove('/serviceLines/0/description')],
	},
	'diagnosis-format': values('/diagnoses/0/code', 'f33.2', 'F33.2'),
	'diagnosis-unknown': values('/diagnoses/0/code', 'F33.7', 'F332'),
	'diagnosis-not-billable': values('/diagnoses/0/code', 'F33', 'F33.1'),
	'diagnosis-not-valid-on-date': {
		fails: [replace('/diagnoses/0/code', 'F64.A'), replace('/serviceLines/0/date', '2026-09-30')],
		passes: [replace('/diagnoses/0/code', 'F64.A'), replace('/serviceLines/0/date', '2026-10-01')],
	},
	'diagnosis-duplicate': {
		fails: [add(SECOND, { code: 'F332' }), ...both],
		passes: [add(SECOND, { code: 'F41.1' }), ...both],
	},
	'diagnosis-unreferenced': {
		fails: [add(SECOND, { code: 'I10' })],
		passes: [add(SECOND, { code: 'I10' }), ...both],
	},
	'diagnosis-excludes1': {
		fails: [add(SECOND, { code: 'F31.81' }), ...both],
		passes: [add(SECOND, { code: 'F41.1' }), ...both],
	},
	'diagnosis-sequence': {
		fails: [replace('/diagnoses', [{ code: 'W19.XXXA' }, { code: 'S06.0X0A' }]), ...both],
		passes: [replace('/diagnoses', [{ code: 'S06.0X0A' }, { code: 'W19.XXXA' }]), ...both],
	},
	'diagnosis-additional-code': {
		fails: [replace('/diagnoses/0/code', 'I12.9')],
		passes: [replace('/diagnoses', [{ code: 'I12.9' }, { code: 'N18.31' }]), ...both],
	},
	'diagnosis-age': {
		fails: [replace('/diagnoses/0/code', 'P07.30')],
		passes: [replace('/diagnoses/0/code', 'P07.30'), replace('/patient/birthDate', '2026-10-01')],
	},
	'procedure-format': values('/serviceLines/0/code', '9921', '99213'),
	'unlisted-description': {
		fails: makeLine('99199', 'Other service'),
		passes: makeLine('99199', 'Group for family members, 90 minutes'),
	},
	'procedure-unknown': values('/serviceLines/0/code', 'J9876', 'J3490'),
	'procedure-not-valid-on-date': values('/serviceLines/0/code', 'S0013', 'J0013'),
	'modifier-format': { fails: [add(MODIFIERS, ['2'])], passes: [add(MODIFIERS, ['25'])] },
	'modifier-duplicate': { fails: [add(MODIFIERS, ['25', '25'])], passes: [add(MODIFIERS, ['25', '59'])] },
	'modifier-unknown': { fails: [add(MODIFIERS, ['QQ'])], passes: [add(MODIFIERS, ['XE', '59'])] },
	'modifier-mismatch': { fails: [add(MODIFIERS, ['GY', 'GZ'])], passes: [add(MODIFIERS, ['GY'])] },
	'therapy-modifier': {
		fails: makeLine('97110', 'Exercises'),
		passes: [...makeLine('97110', 'Exercises'), add(MODIFIERS, ['GP'])],
	},
	'pointer-out-of-range': values('/serviceLines/0/diagnosisPointers', ['A', 'B'], ['A']),
	'pointer-duplicate': values('/serviceLines/0/diagnosisPointers', ['A', 'A'], ['A']),
	'place-of-service-unknown': values('/serviceLines/0/placeOfService', '28', '27'),
	'telehealth-mismatch': {
		fails: [add(MODIFIERS, ['95'])],
		passes: [add(MODIFIERS, ['95']), replace('/serviceLines/0/placeOfService', '10')],
	},
	'audio-only': {
		fails: [replace('/serviceLines/0/placeOfService', '10'), add(MODIFIERS, ['93'])],
		passes: [replace('/serviceLines/0/placeOfService', '10'), add(MODIFIERS, ['95'])],
	},
	'duplicate-line': {
		fails: [addLine('99213', 'Office visit')],
		passes: [addLine('99213', 'Office visit', { renderingProvider: OTHER_PROVIDER })],
	},
	'addon-without-primary': {
		fails: [addLine('96366', 'Infusion, further hour')],
		passes: [...makeLine('96365', 'Infusion, first hour'), addLine('96366', 'Infusion, further hour')],
	},
	'time-units': {
		fails: [...INFUSION, addLine('96366', 'Infusion, further hour', { units: 2 })],
		passes: [...INFUSION, addLine('96366', 'Infusion, further hour', { units: 1 })],
	},
	'modifier-25': {
		fails: [addLine('96365', 'Infusion, first hour')],
		passes: [add(MODIFIERS, ['25']), addLine('96365', 'Infusion, first hour')],
	},
	'bundled-service': {
		fails: [addLine('G2083', 'Esketamine visit')],
		passes: [addLine('96127', 'Questionnaire')],
	},
	'category-iii': values('/serviceLines/0/code', '0820T', '99214'),
	'code-pair': {
		fails: [...makeLine('96365', 'Infusion, first hour'), addLine('96360', 'Hydration')],
		passes: [
			...makeLine('96365', 'Infusion, first hour'),
			addLine('96360', 'Hydration', { modifiers: ['59'] }),
		],
	},
	'units-limit': {
		fails: [...makeLine('J0013', 'Esketamine, 1 mg'), add('/serviceLines/0/units', 85)],
		passes: [...makeLine('J0013', 'Esketamine, 1 mg'), add('/serviceLines/0/units', 84)],
	},
	'many-visits': {
		fails: [addLine('99214', 'Office visit', { date: '2026-10-05' })],
		passes: [addLine('99214', 'Office visit')],
	},
	'code-set-missing': values('/serviceLines/0/date', '2020-12-31', '2026-10-05'),
};
