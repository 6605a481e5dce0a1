/** What a file's name is made of: nothing that tells whose superbill it is. */
export interface Named {
	/** From 1. */
	readonly position: number;
	/** None on a draft. */
	readonly number?: string | undefined;
	/** `YYYY-MM-DD` */
	readonly issuedOn: string;
}

export const DEFAULT_NAMES = '{number}';

const MOST_CHARACTERS = 80;
const PLACEHOLDER = /\{(number|position|issuedOn|batch)\}/g;

/**
 * How the files of a batch are named: text of which `{number}`, `{position}`, `{issuedOn}` and `{batch}` stand for those
 * of the superbill, before `.pdf`.
 *
 * @returns what is wrong with it, completing a sentence that starts with its name; nothing where it can be used
 */
export function namesMistake(pattern: string): string | undefined {
	const rest = pattern.replace(PLACEHOLDER, '');
	if (/[{}]/.test(rest))
		return 'must have nothing in braces but {number}, {position}, {issuedOn} and {batch}';
	if (!/^[A-Za-z0-9 ._-]*$/.test(rest)) {
		return 'must have only letters without accents, digits, spaces, points, hyphens, underscores and {number}, {position}, {issuedOn}, {batch}';
	}
	if (!/\{(?:number|position)\}/.test(pattern)) {
		return 'must have {number} or {position}, which tell one file from another';
	}
	if (/\.pdf$/i.test(pattern)) return 'must not end with .pdf, which is added to it';
	return pattern.length > MOST_CHARACTERS ? `must have at most ${MOST_CHARACTERS} characters` : undefined;
}

/**
 * Names for the files of one batch, without what comes after the point. Each is another one, also where capitals do not
 * count: what has the name of one before it gets `-2`, `-3` and so on. A superbill without a number is `item-00017`.
 *
 * @param pattern one without a mistake
 * @param batch the batch's id
 */
export function fileNames(pattern: string, batch: string): (item: Named) => string {
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

/** Names that Windows keeps for itself, whatever comes after a point. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A name that every system takes, in no folder and not hidden. */
function safe(name: string): string {
	return name
		.replace(/[^A-Za-z0-9 ._-]/g, '-')
		.replace(/^[. ]+/, '_')
		.replace(DEVICE, '_$&');
}
