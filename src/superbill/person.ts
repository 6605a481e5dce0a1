import type { Address } from './fields.ts';
import type { Clinician, Party } from './parties.ts';

/** `Ada Quill Makebelieve Jr`, or the name of an organization. */
export function fullName({ name, firstName, middleName, lastName, suffix }: Party): string {
	return name ?? [firstName, middleName, lastName, suffix].filter((part) => part !== undefined).join(' ');
}

/** `Testa Samplewell, DNP, PMHNP-BC`. */
export function clinicianName(clinician: Party & Pick<Clinician, 'credentials'>): string {
	const { credentials } = clinician;
	return credentials === undefined ? fullName(clinician) : `${fullName(clinician)}, ${credentials}`;
}

/** Lays an address out as on an envelope. The country is left out in the US. */
export function addressLines(address: Address): string[] {
	const region = [address.state, address.postalCode].filter((part) => part !== undefined).join(' ');
	return [
		address.line1,
		...(address.line2 === undefined ? [] : [address.line2]),
		region === '' ? address.city : `${address.city}, ${region}`,
		...(address.country === 'US' ? [] : [address.country]),
	];
}
