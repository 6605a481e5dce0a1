import { z } from 'zod';
import { isTimeZone } from './dates.ts';
import { MONEY_PATTERN } from './money.ts';
import { NPI_PATTERN } from './npi.ts';

/**
 * The kinds of field that a request is made of. Each says what it takes in words that front-desk staff understand:
 * the text behind `error` completes a sentence that starts with the property's name.
 */

/** No line breaks of any kind, no other control characters, no halves of a surrogate pair. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;

/** What the API's reader is told of a field. */
interface Docs {
	readonly description: string;
	readonly example: unknown;
}

/** For a kind of field whose usual example will do. */
type DocsOfKind = Omit<Docs, 'example'> & Partial<Docs>;

function meta({ description, example }: Docs) {
	return { description, examples: [example] };
}

/** Free text of 1 to `max` characters: trimmed, in Unicode normal form C. */
export function text(max: number, docs: Docs) {
	return cleanText()
		.min(1, 'must not be empty')
		.max(max, `must have at most ${max} characters`)
		.meta(meta(docs));
}

/**
 * More than any field takes. Normalising a megabyte of stacked accents costs seconds (it is quadratic in their
 * number), so what is longer is refused unread.
 */
const UNREAD_LENGTH = 4_000;

function cleanText() {
	return z
		.string()
		.refine((value) => value.length <= UNREAD_LENGTH, {
			error: `must have far fewer than ${UNREAD_LENGTH} characters`,
			abort: true,
		})
		.trim()
		.normalize('NFC')
		.regex(PRINTABLE, 'must not contain line breaks, tabs, other control characters or broken ones');
}

/** Text that must match a pattern; `form` completes "must be …". */
export function pattern(expression: RegExp, form: string, docs: Docs) {
	return cleanText().regex(expression, `must be ${form}`).meta(meta(docs));
}

/** What something is named by in requests: a template, a notice, a practice. */
export function identifier(description: string, example: string) {
	return pattern(/^[a-z0-9][a-z0-9-]{0,49}$/, 'small letters, digits and hyphens', { description, example });
}

export function money(docs: DocsOfKind) {
	return z
		.string({
			error: ({ input }) =>
				typeof input === 'number'
					? 'must be text like "150.00", not a number: cents get lost in numbers'
					: undefined,
		})
		.trim()
		.regex(
			MONEY_PATTERN,
			'must be text like "150.00": dollars, a point and two digits of cents, no sign, comma or currency symbol',
		)
		.meta(meta({ example: '150.00', ...docs }));
}

export function date(docs: DocsOfKind) {
	const form = 'must be a day that exists, as YYYY-MM-DD, like "2026-10-06"';
	return z
		.string(form)
		.trim()
		.check(z.iso.date(form))
		.meta(meta({ example: '2026-10-06', ...docs }));
}

export function time(docs: DocsOfKind) {
	return pattern(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM from 00:00 to 23:59, like "10:00"', {
		example: '10:00',
		...docs,
	});
}

export function npi(docs: DocsOfKind) {
	return pattern(
		NPI_PATTERN,
		'a National Provider Identifier: ten digits, the first 1 or 2, like "2000000010"',
		{
			example: '2000000010',
			...docs,
		},
	);
}

/** A two-letter US state or territory. */
export function state(docs: DocsOfKind) {
	return pattern(US_STATE, US_STATE_FORM, { example: 'CO', ...docs });
}

const US_STATE = /^[A-Z]{2}$/;
const US_STATE_FORM = 'two capital letters of a US state, like "CO"';
const US_POSTAL_CODE = /^\d{5}(?:-\d{4})?$/;

export function timeZone(docs: DocsOfKind) {
	return cleanText()
		.refine(isTimeZone, 'must be an IANA time zone name, like "America/Denver"')
		.meta(meta({ example: 'America/Denver', ...docs }));
}

/** One of a few fixed words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T, docs: Docs) {
	return z
		.enum(values, { error: () => `must be one of ${values.map((value) => `"${value}"`).join(', ')}` })
		.meta(meta(docs));
}

/** Lets a check of a whole object run although a field of it is wrong, so that every mistake is told at once. */
const onAnyObject = {
	when: ({ value }: { readonly value: unknown }) =>
		typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** An address whose fields may each be wrong. */
type RawAddress = { readonly country?: unknown; readonly state?: unknown; readonly postalCode?: unknown };

function usFieldFits(address: RawAddress, field: 'state' | 'postalCode', form: RegExp): boolean {
	const { country = 'US', [field]: value } = address;
	if (country !== 'US') return true;
	// A value that is no text is refused as such.
	return typeof value === 'string' ? form.test(value) : value !== undefined;
}

/**
 * A postal address. In the US the state has two letters and the postal code five digits, or five and four; elsewhere
 * both are free and optional.
 */
export const Address = z
	.strictObject({
		line1: text(200, { description: 'Street and number, or post office box.', example: '12 Imaginary Ct' }),
		line2: text(200, { description: 'Apartment, suite, floor.', example: 'Suite 200' }).optional(),
		city: text(200, { description: 'City or town.', example: 'Exampleville' }),
		state: text(100, {
			description: 'US: two letters, required. Elsewhere: a province or region as written there, optional.',
			example: 'CO',
		}).optional(),
		postalCode: text(20, {
			description: 'US: 5 digits, or 5-4, required. Elsewhere: as written there, optional.',
			example: '99999',
		}).optional(),
		country: pattern(/^[A-Z]{2}$/, 'two capital letters of ISO 3166-1, like "US"', {
			description: 'ISO 3166-1 alpha-2 country code.',
			example: 'US',
		}).default('US'),
	})
	.refine((address) => usFieldFits(address, 'state', US_STATE), {
		path: ['state'],
		error: ({ input }) =>
			(input as RawAddress).state === undefined
				? 'is required in a US address: two letters, like "CO"'
				: `must be ${US_STATE_FORM}`,
		...onAnyObject,
	})
	.refine((address) => usFieldFits(address, 'postalCode', US_POSTAL_CODE), {
		path: ['postalCode'],
		error: ({ input }) =>
			(input as RawAddress).postalCode === undefined
				? 'is required in a US address: five digits, like "99999"'
				: 'must be a US postal code: five digits, or five and four like "99999-0000"',
		...onAnyObject,
	})
	.meta({ id: 'Address', description: 'A postal address.' });

export type Address = z.output<typeof Address>;

/** The parts of a person's name; other shapes spread them. */
export const personFields = {
	firstName: text(200, { description: 'Given name, as on the insurance record.', example: 'Marlow' }),
	middleName: text(200, { description: 'Middle name or initial.', example: 'Quill' }).optional(),
	lastName: text(200, { description: 'Family name, as on the insurance record.', example: 'Fakenham' }),
	suffix: text(20, { description: 'Generation suffix.', example: 'Jr' }).optional(),
};

export const phone = (description: string) => text(40, { description, example: '555-0101' });

export const email = (description: string) =>
	pattern(/^[^\s@]{1,64}@[^\s@]{1,189}$/u, 'an e-mail address like "billing@clinic.example.com"', {
		description,
		example: 'billing@pretend-harbor.example.com',
	});
