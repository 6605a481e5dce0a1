/**
 * Words and limits of a template file. They are not in the schema's module, because drawing threads need them and should
 * not load a validator.
 */

export const PAGE_SIZES = ['LETTER', 'A4'] as const;

export const SECTIONS = ['correction', 'parties', 'diagnoses', 'services', 'totals', 'signature'] as const;

/** Columns that payers want for every line. A template can move them but not leave them out. */
export const REQUIRED_COLUMNS = [
	'date',
	'pos',
	'code',
	'modifiers',
	'pointers',
	'description',
	'units',
	'charge',
] as const;

/** Columns that are printed only if some line has a value for them. */
export const OPTIONAL_COLUMNS = ['start', 'end', 'minutes', 'modality', 'state', 'paid'] as const;

/** Conditions under which a notice is printed; `on-request` means that the request must name it. */
export const CONDITIONS = [
	'always',
	'on-request',
	'paid-in-full',
	'balance-due',
	'telehealth',
	'corrected',
] as const;

/** Default height of a logo in points. */
export const LOGO_HEIGHT = 40;

/** Contrast that ordinary text needs (WCAG 2.2, 1.4.3). */
export const LEAST_CONTRAST = 4.5;

const KIB = 1024;

/** The size limits of files that a template names. */
export const MOST_BYTES = { logo: 512 * KIB, font: 20 * KIB * KIB, preview: KIB * KIB } as const;

export function sizeText(bytes: number): string {
	return bytes < KIB * KIB ? `${bytes / KIB} KiB` : `${bytes / KIB / KIB} MiB`;
}

/** The notice that a template prints if somebody asks for the page on how to submit. */
export const HOW_TO_SUBMIT = 'how-to-submit';
