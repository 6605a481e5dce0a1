/** The facts that a file name may contain. None identifies a patient. */
export interface NamedItem {
	/** From 1. */
	readonly position: number;
	/** Undefined for a rendered document without a number. */
	readonly number?: string | undefined;
	/** `YYYY-MM-DD` */
	readonly issuedOn: string;
}

export const DEFAULT_NAMES = '{number}';

const MOST_CHARACTERS = 80;
const PLACEHOLDER = /\{(number|position|issuedOn|batch)\}/g;

/**
 * Checks a pattern for file names: text with `{number}`, `{position}`, `{issuedOn}` and `{batch}`, without `.pdf`.
 * @returns the mistake, as a sentence without its subject; undefined if there is none
 */
export function namesMistake(pattern: string): string | undefined {
	const rest = pattern.replace(PLACEHOLDER, '');
	if (/[{}]/.test(rest)) return 'may contain only {number}, {position}, {issuedOn} and {batch} in braces';
	if (!/^[A-Za-z0-9 ._-]*$/.test(rest)) {
		return 'may contain only letters without accents, digits, spaces, periods, hyphens, underscores, {number}, {position}, {issuedOn} and {batch}';
	}
	if (!/\{(?:number|position)\}/.test(pattern)) {
		return 'must contain {number} or {position}, which make each file name different';
	}
	if (/\.pdf$/i.test(pattern)) return 'must not end with .pdf, which is added anyway';
	return pattern.length > MOST_CHARACTERS
		? `must have at most ${MOST_CHARACTERS} characters; this one has ${pattern.length}`
		: undefined;
}

/**
 * Names the files of a batch, without extension. A superbill without a number becomes `item-00017`. A repeated name gets
 * `-2`, `-3` and so on; names that differ only in case count as repeated, because file systems may ignore case.
 * @param pattern a pattern without mistakes
 * @param batch the id of the batch
 */
export function fileNames(pattern: string, batch: string): (item: NamedItem) => string {
	const given = new Set<string>();
	return ({ position, number, issuedOn }) => {
		const place = String(position).padStart(5, '0');
		const parts: Readonly<Record<string, string>> = {
			number: number ?? `item-${place}`,
			position: place,
			issuedOn,
			batch,
		};
		const name = safe(pattern.replace(PLACEHOLDER, (_, part: string) => parts[part] as string));
		let unique = name;
		for (let again = 2; given.has(unique.toLowerCase()); again++) unique = `${name}-${again}`;
		given.add(unique.toLowerCase());
		return unique;
	};
}

/** Names that Windows reserves for devices, with or without an extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Makes a name that every system accepts, in no folder and not hidden. */
function safe(name: string): string {
	return name
		.replace(/[^A-Za-z0-9 ._-]/g, '-')
		.replace(/^[. ]+/, '_')
		.replace(DEVICE, '_$&');
}
