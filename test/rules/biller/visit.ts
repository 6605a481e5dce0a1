import type { ServiceLineInput, SuperbillInput } from '../../../src/superbill/request.ts';
import { PLAIN } from '../examples/plain.ts';

/** The day of the services, unless a payload says otherwise. */
export const DAY = '2026-11-10';

/** A payload that a front desk could send, and what a biller expects of it. Infos are left out. */
export interface BillerCase {
	readonly why: string;
	readonly sends: SuperbillInput;
	readonly errors?: readonly string[];
	readonly warnings?: readonly string[];
}

type Line = Partial<ServiceLineInput> & { readonly code: string };

/** A service line of 100.00 in the office for the first diagnosis. */
export function line(code: string, more: Partial<ServiceLineInput> = {}): Line {
	return { code, ...more };
}

/** A superbill that is paid in full. */
export function visit(
	lines: readonly (string | Line)[],
	more: Partial<SuperbillInput> = {},
	diagnoses: readonly string[] = ['F33.1'],
): SuperbillInput {
	const serviceLines = lines.map((each) => ({
		date: DAY,
		placeOfService: '11',
		description: 'Service',
		diagnosisPointers: ['A'],
		charge: '100.00',
		...(typeof each === 'string' ? { code: each } : each),
	}));
	const cents = serviceLines.reduce((total, { charge }) => total + Math.round(Number(charge) * 100), 0);
	return {
		billingProvider: PLAIN.billingProvider,
		renderingProvider: PLAIN.renderingProvider,
		patient: PATIENT,
		coverages: [
			{ payerName: 'Fictional Mutual Health Plan', memberId: 'FICT000000101', relationship: 'self' },
		],
		diagnoses: diagnoses.map((code) => ({ code })),
		serviceLines,
		payments: [
			{
				date:
					serviceLines
						.map(({ date }) => date)
						.sort()
						.at(-1) ?? DAY,
				amount: (cents / 100).toFixed(2),
				method: 'card',
			},
		],
		...more,
	};
}

export const ADDRESS = { line1: '12 Imaginary Ct', city: 'Exampleville', state: 'CO', postalCode: '99999' };

export const PATIENT: SuperbillInput['patient'] = {
	firstName: 'Marlow',
	lastName: 'Fakenham',
	birthDate: '1984-02-29',
	sex: 'F',
	address: ADDRESS,
};

export const COLLEAGUE = { firstName: 'Ada', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000036' };

export const GUARANTOR = {
	firstName: 'Delphine',
	lastName: 'Fakenham',
	relationship: 'mother',
	address: ADDRESS,
};

/** The superbill of someone born on a day. */
export function born(birthDate: string): Partial<SuperbillInput> {
	return { patient: { ...PATIENT, birthDate }, guarantor: GUARANTOR };
}

/** A superbill for another payer. */
export function insured(payerName: string, more: object = {}): Partial<SuperbillInput> {
	return { coverages: [{ payerName, memberId: 'FICT000000101', relationship: 'self', ...more }] };
}
