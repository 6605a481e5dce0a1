import { hasTooManyMarks } from '../../superbill/fields.ts';

/**
 * The practice, patient and month of a visit. The account number identifies a patient of a practice or, without one,
 * name and birth date; without these, a visit is not grouped. Read before the shape is checked, because even an invalid
 * visit must block the superbill that it belongs to.
 */
export interface VisitIdentity {
	readonly practice: string;
	/** A key of practice and patient; `undefined` if the patient cannot be identified. */
	readonly patient: string | undefined;
	/** A key of practice, name and birth date, if all are given. */
	readonly byName: string | undefined;
	/** The values that must agree in all visits of a patient. */
	readonly person: Readonly<Record<PersonField, string | undefined>>;
	/** The month of the first service: `YYYY-MM`. */
	readonly month: string | undefined;
	/** The superbill's number, if the sender gave one. */
	readonly number: string | undefined;
	/** A key of the provider of each service line. */
	readonly providers: readonly string[];
	/** The id or name of the payer who reimburses first; empty without a coverage. */
	readonly payer: string;
}

export const PERSON_FIELDS = ['firstName', 'lastName', 'birthDate'] as const;
export type PersonField = (typeof PERSON_FIELDS)[number];

export function identify(body: unknown): VisitIdentity {
	const patient = at(body, 'patient');
	const practice = idOf(at(body, 'billingProvider'), 'practice') ?? '';
	const person = Object.fromEntries(
		PERSON_FIELDS.map((field) => [field, folded(at(patient, field))]),
	) as VisitIdentity['person'];
	const { firstName, lastName, birthDate } = person;
	const account = folded(at(patient, 'accountNumber'));
	const byName =
		firstName !== undefined && lastName !== undefined && birthDate !== undefined
			? compositeKey(practice, 'name', firstName, lastName, birthDate)
			: undefined;
	const day = at(serviceLinesOf(body)[0], 'date');
	return {
		practice,
		patient: account === undefined ? byName : compositeKey(practice, 'account', account),
		byName,
		person,
		month: typeof day === 'string' ? /^\s*(\d{4}-\d\d)-\d\d\s*$/.exec(day)?.[1] : undefined,
		number: folded(at(body, 'number'))?.toUpperCase(),
		providers: lineProviders(body),
		payer: firstPayer(body),
	};
}

function lineProviders(body: unknown): readonly string[] {
	const ofVisit = providerKey(at(body, 'renderingProvider'));
	return serviceLinesOf(body).map((line) => {
		const own = at(line, 'renderingProvider');
		return own === undefined ? ofVisit : providerKey(own);
	});
}

function providerKey(provider: unknown): string {
	return idOf(provider, 'provider') ?? '';
}

function firstPayer(body: unknown): string {
	const coverages = at(body, 'coverages');
	return payerOf(Array.isArray(coverages) ? coverages[0] : undefined);
}

export function payerOf(coverage: unknown): string {
	return folded(at(coverage, 'payerId')) ?? folded(at(coverage, 'payerName')) ?? '';
}

/** A key of a practice or provider: its id if on file, else its NPI. */
function idOf(party: unknown, reference: 'practice' | 'provider'): string | undefined {
	const id = folded(at(party, reference));
	if (id !== undefined) return compositeKey('id', id);
	const npi = folded(at(party, 'npi'));
	return npi === undefined ? undefined : compositeKey('npi', npi);
}

function serviceLinesOf(body: unknown): readonly unknown[] {
	const lines = at(body, 'serviceLines');
	return Array.isArray(lines) ? lines : [];
}

/** Folds case, spaces and Unicode forms, so that spellings of the same text compare equal. */
export function folded(value: unknown): string | undefined {
	if (typeof value !== 'string' || hasTooManyMarks(value)) return undefined;
	const text = value.trim().replace(/\s+/g, ' ').normalize('NFC').toLowerCase();
	return text === '' ? undefined : text;
}

export function compositeKey(...parts: readonly string[]): string {
	return JSON.stringify(parts);
}

function at(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
		? (value as Readonly<Record<string, unknown>>)[name]
		: undefined;
}
