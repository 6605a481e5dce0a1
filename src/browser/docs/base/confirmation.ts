/** A question that a user answers before something is stored for good. */
export interface Question {
	readonly title: string;
	readonly text: string;
	/** The label of the button that goes on. */
	readonly confirm: string;
}

/** The parts of a superbill request that a question names. They come from a text area, so they may be anything. */
export interface AskedSuperbill {
	readonly number?: unknown;
	readonly patient?: { readonly firstName?: unknown; readonly lastName?: unknown };
}

/** The facts of an issued superbill that a question names. */
export interface IssuedSuperbill {
	readonly number: string;
	readonly payload?: AskedSuperbill;
	readonly totals?: { readonly totalCharges: string };
}

/** `1550.00` → `$1,550.00` */
export function dollars(amount: string): string {
	return `$${amount.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',')}`;
}

/** “ for Marlow Fakenham, $550.00”, with as much of it as is known. */
function forWhom(patient: AskedSuperbill['patient'], total: string | undefined): string {
	const name = [patient?.firstName, patient?.lastName].filter((part) => typeof part === 'string').join(' ');
	return `${name === '' ? '' : ` for ${name}`}${total === undefined ? '' : `, ${dollars(total)}`}`;
}

const numbered = (number: unknown): string =>
	typeof number === 'string' ? `gets the number ${number}` : 'gets the next number';

export function issueQuestion(superbill: AskedSuperbill, total: string | undefined): Question {
	return {
		title: `Issue a superbill${forWhom(superbill.patient, total)}?`,
		text: `It ${numbered(superbill.number)}, and it is stored.`,
		confirm: 'Issue',
	};
}

export function replaceQuestion(
	superbill: AskedSuperbill,
	total: string | undefined,
	original: string | undefined,
): Question {
	return {
		title: `Replace ${original ?? 'the superbill'} with a corrected superbill${forWhom(superbill.patient, total)}?`,
		text: `The corrected superbill ${numbered(superbill.number)}, and it is stored. The original does not count any more.`,
		confirm: 'Replace',
	};
}

export function voidQuestion(issued: IssuedSuperbill | undefined): Question {
	return {
		title: issued
			? `Void ${issued.number}${forWhom(issued.payload?.patient, issued.totals?.totalCharges)}?`
			: 'Void this superbill?',
		text: 'It does not count any more, and its PDF says VOID on every page. This cannot be undone.',
		confirm: 'Void',
	};
}

/**
 * @param count undefined if it is not known
 * @param refused undefined if they were not checked
 */
export function batchQuestion(count: number | undefined, refused?: number): Question {
	const what =
		count === undefined ? 'the superbills of this batch' : `${count} superbill${count === 1 ? '' : 's'}`;
	const leftOut =
		refused === undefined
			? ' Those with errors are left out.'
			: refused === 0
				? ''
				: ` ${refused} with errors ${refused === 1 ? 'is' : 'are'} left out.`;
	return {
		title: `Issue ${what}?`,
		text: `${count === 1 ? 'It gets the next number, and it is stored.' : 'Each gets the next number of its practice, and is stored.'}${leftOut}`,
		confirm: 'Issue',
	};
}
