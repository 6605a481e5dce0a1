/**
 * Whose a visit is. A patient of a practice is known by the account number; without one, by name and birth date;
 * without these, a visit stands alone. It is asked of what was sent, before its shape is known, because a visit that
 * cannot be used must still keep the superbill from being made that it would be on.
 */
export interface VisitIdentity {
	readonly practice: string;
	/** Practice and patient; `undefined` where the patient cannot be told. */
	readonly patient: string | undefined;
	/** Practice, name and birth date, where all are given. */
	readonly byName: string | undefined;
	/** What must be the same in all visits of a patient. */
	readonly person: Readonly<Record<PersonField, string | undefined>>;
	/** `YYYY-MM` of the first service. */
	readonly month: string | undefined;
	/** The superbill's number, where the sender gave one. */
	readonly number: string | undefined;
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
	};
}

/** Who provided each line of a visit, as a key. */
export function lineProviders(body: unknown): readonly string[] {
	const ofVisit = providerKey(at(body, 'renderingProvider'));
	return serviceLinesOf(body).map((line) => {
		const own = at(line, 'renderingProvider');
		return own === undefined ? ofVisit : providerKey(own);
	});
}

function providerKey(provider: unknown): string {
	return idOf(provider, 'provider') ?? '';
}

/** Who is to reimburse first: the payer's id, or its name; empty without a coverage. */
export function firstPayer(body: unknown): string {
	const coverages = at(body, 'coverages');
	return payerOf(Array.isArray(coverages) ? coverages[0] : undefined);
}

export function payerOf(coverage: unknown): string {
	return folded(at(coverage, 'payerId')) ?? folded(at(coverage, 'payerName')) ?? '';
}

/** Of what stands on file the id, of what is spelled out the NPI. */
function idOf(party: unknown, reference: 'practice' | 'provider'): string | undefined {
	const id = folded(at(party, reference));
	if (id !== undefined) return compositeKey('id', id);
	const npi = folded(at(party, 'npi'));
	return npi === undefined ? undefined : compositeKey('npi', npi);
}

export function serviceLinesOf(body: unknown): readonly unknown[] {
	const lines = at(body, 'serviceLines');
	return Array.isArray(lines) ? lines : [];
}

/** No field takes more; normalising what is far longer takes time without end. */
const LONGEST = 4_000;

/** Text as it is compared: without what a hand may write one way or the other. */
export function folded(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > LONGEST) return undefined;
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
