/** A search as `searchSuperbills` takes it. */
export interface SearchBody {
	readonly name?: string;
	readonly number?: string;
	readonly accountNumber?: string;
	readonly birthDate?: string;
	readonly serviceFrom?: string;
	readonly serviceTo?: string;
	readonly status?: string;
	readonly practice?: string;
}

/** Everything that a person typed on the Find screen. Dates are YYYY-MM-DD. */
export interface SearchTyped {
	readonly text: string;
	readonly birthDate: string;
	readonly from: string;
	readonly to: string;
	readonly status: string;
}

export const NOTHING_ASKED: SearchTyped = { text: '', birthDate: '', from: '', to: '', status: '' };

/**
 * The searches that answer what was typed, the likeliest first: letters are a name; a text with digits is a superbill's number, or
 * else a patient's account.
 */
export function searchesFor(
	{ text, birthDate, from, to, status }: SearchTyped,
	practice: string | undefined,
): SearchBody[] {
	const others: SearchBody = {
		...(birthDate !== '' && { birthDate }),
		...(from !== '' && { serviceFrom: from }),
		...(to !== '' && { serviceTo: to }),
		...(status !== '' && { status }),
		...(practice !== undefined && { practice }),
	};
	const plain = text.trim();
	if (plain === '') return [others];
	if (!/\d/.test(plain)) return [{ ...others, name: plain }];
	return [
		{ ...others, number: plain.toUpperCase() },
		{ ...others, accountNumber: plain },
	];
}

/** The letters of a name that a search needs at least. */
export const FEWEST_LETTERS = 3;

export function isTooShort({ text }: SearchTyped): boolean {
	const plain = text.trim();
	return (
		plain !== '' && !/\d/.test(plain) && !plain.split(/\s+/).some((word) => word.length >= FEWEST_LETTERS)
	);
}

/** True unless a name is too short, or a date is not typed to its end. Until then, a search would only complain. */
export function canSearch(typed: SearchTyped): boolean {
	const dates = [typed.birthDate, typed.from, typed.to];
	return !isTooShort(typed) && dates.every((date) => date === '' || /^\d{4}-\d{2}-\d{2}$/.test(date));
}
