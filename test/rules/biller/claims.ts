import {
	ADDRESS,
	type BillerCase,
	COLLEAGUE,
	DAY,
	GUARANTOR,
	insured,
	line,
	PATIENT,
	visit,
} from './visit.ts';

/**
 * Payloads with what public 837P claims of office visits contain: each segment and element that says something to a
 * payer, in a place of its own. Nothing is in them that such a claim does not have, except descriptions and payments.
 */

const practice = visit(['99213']).billingProvider as object;
const ORGANIZATION = { name: 'Pretend Harbor Ketamine & Wellness PLLC', npi: '2000000028' };
const SUBSCRIBER = { firstName: 'Ambrose', lastName: 'Fictoria' };

export const CLAIMS: readonly BillerCase[] = [
	{
		why: 'counseling at a second site, with the ids of a clearinghouse and of the line',
		sends: visit(
			[line('H0004', { id: 'L-142671', modifiers: ['HF'], description: undefined })],
			{
				billingProvider: {
					...practice,
					payToAddress: { ...ADDRESS, line1: 'PO Box 12', postalCode: '999990000' },
				} as never,
				serviceFacility: { ...ORGANIZATION, address: { ...ADDRESS, line2: 'Suite A1' } },
				acceptAssignment: true,
				assignmentOfBenefits: 'practice',
				releaseOfInformation: true,
				metadata: { clearinghouseClaim: '7349065509' },
			},
			['F11.20'],
		),
	},
	{
		why: 'a note on a line of group psychotherapy',
		sends: visit([line('90853', { note: 'Group of five' })], {}, ['F25.1']),
	},
	{
		why: 'an emergency after an auto accident, for the insurer of another driver',
		sends: visit(
			[line('99213', { emergency: true }), line('12001', { emergency: true })],
			{
				...insured('Fictional Auto Insurance', {
					claimNumber: 'FICT-323232',
					relationship: 'other',
					subscriber: SUBSCRIBER,
				}),
				conditionRelatedTo: { autoAccident: { state: 'CO' } },
				accidentDate: DAY,
				otherDates: [{ date: DAY, of: 'firstVisit' }],
			},
			['S01.81XA'],
		),
		warnings: ['subscriber-birth-date'],
	},
	{
		why: 'a drug, and sales tax that is part of its charge',
		sends: visit(
			[
				line('96372', { description: 'Injection' }),
				line('J3301', {
					units: 4,
					description: undefined,
					note: 'Charge includes sales tax of 3.37',
					drug: { ndc: '00000-1234-05', quantity: '1', unit: 'ML' },
				}),
			],
			{},
			['M25.561'],
		),
	},
	{
		why: 'a child, and a group that names no clinician',
		sends: visit(
			[line('99213'), line('87070'), line('99214', { date: '2026-11-17' })],
			{
				renderingProvider: ORGANIZATION,
				patient: { ...PATIENT, birthDate: '2012-05-01' },
				guarantor: GUARANTOR,
				...insured('X', { groupNumber: '2222-SJ', relationship: 'child', subscriber: SUBSCRIBER }),
			},
			['J02.9'],
		),
		warnings: ['subscriber-birth-date'],
	},
	{
		why: 'two insurances, the second of the patient, and a referrer without an NPI',
		sends: visit([line('99203')], {
			coverages: [
				{ payerName: 'X', memberId: 'FICT1', relationship: 'spouse', subscriber: SUBSCRIBER },
				{ payerName: 'Y', memberId: 'FICT2', groupNumber: '56567', relationship: 'self' },
			],
			referringProvider: { firstName: 'Ada', lastName: 'Makebelieve' },
		}),
		warnings: ['referring-npi', 'subscriber-birth-date'],
	},
	{
		why: 'several dates in the course of what a chiropractor treats',
		sends: visit(
			[line('98940')],
			{
				onset: { date: '2026-10-01', of: 'onset' },
				otherDates: [
					{ date: '2026-10-15', of: 'initialTreatment' },
					{ date: '2026-10-10', of: 'acuteManifestation' },
					{ date: '2026-10-13', of: 'lastXRay' },
				],
			},
			['M99.03'],
		),
	},
	{
		why: 'anesthesia by the minute, in a hospital',
		sends: visit(
			[line('00142', { placeOfService: '22', modifiers: ['QK', 'QS', 'P1'], minutes: 61 })],
			{
				renderingProvider: COLLEAGUE,
				serviceFacility: { name: 'Invented General Hospital', npi: '2000000036', address: ADDRESS },
			},
			['H25.11'],
		),
	},
	{
		why: "a test in the practice's own laboratory",
		sends: visit([line('80305', { modifiers: ['QW'] })], {
			billingProvider: { ...practice, clia: '00D0000000' } as never,
		}),
	},
];
