import type { Address } from './fields.ts';
import type { Person } from './parties.ts';

/** `Ada Quill Makebelieve Jr`. */
export function fullName({ firstName, middleName, lastName, suffix }: Person): string {
	return [firstName, middleName, lastName, suffix].filter((part) => part !== undefined).join(' ');
}

/** `Testa Samplewell, DNP, PMHNP-BC`. */
export function clinicianName(clinician: Person & { readonly credentials: string }): string {
	return `${fullName(clinician)}, ${clinician.credentials}`;
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
