/** Words of a template's file. Apart from its schema: who composes pages needs them, and no validator. */

export const SECTIONS = ['correction', 'parties', 'diagnoses', 'services', 'totals', 'signature'] as const;

/** Columns that payers want for every line; a template may move them, never leave them out. */
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

/** Columns that stand only where some line has something to say in them. */
export const OPTIONAL_COLUMNS = ['start', 'end', 'minutes', 'modality'] as const;

/** When a notice is printed by itself; `on-request` waits for a request to name it. */
export const CONDITIONS = [
	'always',
	'on-request',
	'paid-in-full',
	'balance-due',
	'telehealth',
	'corrected',
] as const;

/** Points, where a template does not say. */
export const LOGO_HEIGHT = 40;
