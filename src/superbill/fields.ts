import { z } from 'zod';
import { isTimeZone } from './dates.ts';
import { MONEY_PATTERN } from './money.ts';
import { NPI_PATTERN } from './npi.ts';

/**
 * Kinds of fields. An error text continues a sentence that starts with the field ("… is not a date") and goes on to say
 * what to type ("Write it as year-month-day: 2026-10-06"). The last sentence has no period. `read.ts` makes the first
 * sentence the message of a finding, and the rest its help.
 */

/** No control characters, no line breaks of any kind, no unpaired surrogates. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;

/** Documentation of a field in the OpenAPI document. */
const docs = (description: string, example: string) => ({ description, examples: [example] });

/** An object without other properties, with its name and description in the OpenAPI document. */
export function object<S extends z.ZodRawShape>(id: string, description: string, shape: S) {
	return z.strictObject(shape).meta({ id, description });
}

/** A limit of a text's length. Without this, zod reads the `length` of any value, and fails if that cannot be compared. */
export function ofText(error: string) {
	return { error, when: ({ value }: { readonly value: unknown }) => typeof value === 'string' };
}

/** A limit of a list's length, like `ofText`. */
export function ofList(error: string) {
	return { error, when: ({ value }: { readonly value: unknown }) => Array.isArray(value) };
}

/** Free text of 1 to `max` characters, trimmed, in Unicode normal form C. */
export function text(max: number, description: string, example: string) {
	return cleanText()
		.min(1, ofText('is empty. Fill it in, or leave it out if it is optional'))
		.max(max, ofText(`has more than ${max} characters. Shorten it`))
		.meta(docs(description, example));
}

/**
 * The most combining marks in a row. No language needs more (UAX #15, "Stream-Safe Text Format"), and normalizing takes
 * quadratic time in their number.
 */
const MAX_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(`(?<!\\p{M})\\p{M}{${MAX_MARKS + 1}}`, 'u');

/** Checks for a letter with more marks than can be normalized in a time that is linear in the text. */
export const hasTooManyMarks = (text: string): boolean => TOO_MANY_MARKS.test(text);

/** Soft hyphens and characters without width, which come with copied text. They mark where a line may or may not end. */
const BREAKS = /[\u00ad\u200b\u2060\ufeff]/g;
/** Marks of direction, which have no effect without right-to-left letters. */
const DIRECTIONS = /[\u200e\u200f]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]/;
const LEFT_OUT = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/;

function withoutInvisible(text: string): string {
	if (!LEFT_OUT.test(text)) return text;
	const shown = text.replace(BREAKS, '');
	return RIGHT_TO_LEFT.test(shown) ? shown : shown.replace(DIRECTIONS, '');
}

/** A text that begins with an accent would put it on whatever is printed before it. */
const LONE_MARK = /^\p{M}/u;

function cleanText(missing?: string) {
	return z
		.string({ error: ({ input }) => (input === undefined ? missing : undefined) })
		.refine((value) => !hasTooManyMarks(value), {
			error: `has more than ${MAX_MARKS} combining marks on one letter. Remove the accents that do not belong there`,
			abort: true,
		})
		.overwrite(withoutInvisible)
		.trim()
		.normalize('NFC')
		.refine(
			(value) => !LONE_MARK.test(value),
			'begins with an accent that has no letter. Type the text again',
		)
		.regex(PRINTABLE, 'contains a line break, a tab or another control character. Remove it');
}

export function pattern(
	expression: RegExp,
	error: string | ((value: string) => string),
	description: string,
	example: string,
	missing?: string,
) {
	const message =
		typeof error === 'string' ? error : ({ input }: { input?: unknown }) => error(String(input));
	return cleanText(missing).regex(expression, { error: message }).meta(docs(description, example));
}

export const IDENTIFIER = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** The id of a template, a notice or a practice. */
export function identifier(description: string, example: string) {
	const error = 'is not an id. Use lowercase letters, digits and hyphens, at most 50 characters';
	return pattern(IDENTIFIER, error, description, example);
}

export function money(description: string, example = '150.00') {
	return z
		.string({
			error: ({ input }) =>
				typeof input === 'number'
					? `is a number, which can lose cents. Write dollars and cents in quotes: "${inCents(input)}"`
					: undefined,
		})
		.trim()
		.regex(
			MONEY_PATTERN,
			'is not an amount in dollars and cents. Write it like "150.00", without a dollar sign or comma',
		)
		.meta(docs(description, example));
}

function inCents(amount: number): string {
	const text = amount.toFixed(2);
	return MONEY_PATTERN.test(text) ? text : '150.00';
}

export function date(description: string, example = '2026-10-06') {
	const error = 'is not a date. Write it as year-month-day: "2026-10-06"';
	return z.string(error).trim().check(z.iso.date(error)).meta(docs(description, example));
}

export function time(description: string, example = '10:00') {
	return pattern(
		/^(?:[01]\d|2[0-3]):[0-5]\d$/,
		'is not a time of day. Write hours and minutes, from "00:00" to "23:59"',
		description,
		example,
	);
}

/** @param missing says more than that the number is missing */
export function npi(description: string, example = '2000000010', missing?: string) {
	return pattern(
		NPI_PATTERN,
		(value) =>
			/^\d+$/.test(value) && value.length !== 10
				? `has ${value.length} ${value.length === 1 ? 'digit' : 'digits'}; an NPI has 10. Copy it from npiregistry.cms.hhs.gov`
				: 'is not an NPI. Write its 10 digits; the first is 1 or 2',
		description,
		example,
		missing,
	);
}

/** A US state or territory. */
export function state(description: string, example = 'CO') {
	return pattern(US_STATE, US_STATE_ERROR, description, example);
}

const US_STATE = /^[A-Z]{2}$/;
const US_STATE_ERROR = 'is not a US state. Write its two capital letters, like "CO"';
/** X12 N403 has no hyphen, so it may be left out. It is printed. */
const US_POSTAL_CODE = /^\d{5}(?:-?\d{4})?$/;

export function timeZone(description: string, example = 'America/Denver') {
	return cleanText()
		.refine(isTimeZone, 'is not a time zone. Write its IANA name, like "America/Denver"')
		.meta(docs(description, example));
}

/** One of a few fixed words. */
export function oneOf<const T extends readonly [string, ...string[]]>(
	values: T,
	description: string,
	example: T[number],
) {
	const choices = new Intl.ListFormat('en', { type: 'disjunction' }).format(
		values.map((value) => `"${value}"`),
	);
	return z
		.enum(values, { error: () => `is not one of the choices. Write ${choices}` })
		.meta(docs(description, example));
}

export function list<T extends z.ZodType>(item: T, max: number, description: string) {
	return z
		.array(item)
		.max(max, ofList(`has more than ${max} entries. Keep at most ${max}`))
		.describe(description);
}

/** Runs a check of a whole object even if one of its fields is wrong, so that one answer has every mistake. */
const onAnyObject = {
	when: ({ value }: { readonly value: unknown }) =>
		typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** An address whose fields may be wrong. */
type RawAddress = { readonly country?: unknown; readonly state?: unknown; readonly postalCode?: unknown };

function usFieldFits(address: RawAddress, field: 'state' | 'postalCode', form: RegExp): boolean {
	const { country = 'US', [field]: value } = address;
	if (country !== 'US') return true;
	// A value that is not text gets a separate error.
	return typeof value === 'string' ? form.test(value) : value !== undefined;
}

function postalCodeError(value: unknown): string {
	if (value === undefined) return 'is missing, and a US address needs one. Write a ZIP code, like "99999"';
	// Spreadsheets drop leading zeros: 01605 becomes 1605.
	const [, digits, rest = ''] = /^(\d{3,4})(-?\d{4})?$/.exec(String(value)) ?? [];
	if (digits === undefined) return 'is not a ZIP code. Write 5 digits, or 9 like "99999-0000"';
	return `is not a ZIP code; a leading zero was probably lost. Write it in quotes: "${digits.padStart(5, '0')}${rest}"`;
}

/** A postal address. A US address needs a state and a ZIP code; elsewhere both are free text and optional. */
export const Address = z
	.strictObject({
		line1: text(200, 'Street and number, or post office box.', '12 Imaginary Ct'),
		line2: text(200, 'Apartment, suite or floor.', 'Suite 200').optional(),
		city: text(200, 'City or town.', 'Exampleville'),
		state: text(
			100,
			'In the US, two capital letters, required. Elsewhere, a province or region, optional.',
			'CO',
		).optional(),
		postalCode: text(
			20,
			'In the US, a ZIP code of 5 or 5-4 digits, required. Elsewhere, free text, optional.',
			'99999',
		).optional(),
		country: pattern(
			/^[A-Z]{2}$/,
			'is not a country code. Write its two capital letters, like "US"',
			'Two-letter country code (ISO 3166-1).',
			'US',
		).default('US'),
	})
	.refine((address) => usFieldFits(address, 'state', US_STATE), {
		path: ['state'],
		error: ({ input }) =>
			(input as RawAddress).state === undefined
				? 'is missing, and a US address needs one. Write two capital letters, like "CO"'
				: US_STATE_ERROR,
		...onAnyObject,
	})
	.refine((address) => usFieldFits(address, 'postalCode', US_POSTAL_CODE), {
		path: ['postalCode'],
		error: ({ input }) => postalCodeError((input as RawAddress).postalCode),
		...onAnyObject,
	})
	.overwrite((address) => {
		const { country, postalCode } = address;
		if (country !== 'US' || !/^\d{9}$/.test(postalCode ?? '')) return address;
		return { ...address, postalCode: `${postalCode?.slice(0, 5)}-${postalCode?.slice(5)}` };
	})
	.meta({ id: 'Address', description: 'A postal address.' });

export type Address = z.output<typeof Address>;

/** Fields of a person's name, to spread into other schemas. */
export const personFields = {
	firstName: text(200, 'Given name, as on the insurance record.', 'Marlow'),
	middleName: text(200, 'Middle name or initial.', 'Quill').optional(),
	lastName: text(200, 'Family name, as on the insurance record.', 'Fakenham'),
	suffix: text(20, 'Suffix, such as Jr or III.', 'Jr').optional(),
};

/** Fields of a person's name or an organization's, to spread into other schemas. Use them with `oneName`. */
export const partyFields = {
	name: text(
		200,
		"Name of an organization, such as a laboratory. Leave the fields of a person's name out then.",
		'Invented Laboratory Inc',
	).optional(),
	...personFields,
	firstName: personFields.firstName.optional(),
	lastName: personFields.lastName.optional(),
};

type RawParty = { readonly name?: unknown; readonly firstName?: unknown; readonly lastName?: unknown };

/** Requires the name of an organization, or the first and last name of a person. */
export function oneName<T extends z.ZodType>(party: T): T {
	const needs = (field: 'firstName' | 'lastName') => ({
		path: [field],
		error: 'is missing. Write it, or give "name" for an organization',
		...onAnyObject,
	});
	return party
		.refine((value) => isNamed(value as RawParty, 'firstName'), needs('firstName'))
		.refine((value) => isNamed(value as RawParty, 'lastName'), needs('lastName'))
		.refine(
			(value) => {
				const { name, firstName, lastName } = value as RawParty;
				return name === undefined || (firstName === undefined && lastName === undefined);
			},
			{
				path: ['name'],
				error: 'is given as well as the name of a person. Keep one of them',
				...onAnyObject,
			},
		);
}

function isNamed(party: RawParty, field: 'firstName' | 'lastName'): boolean {
	return party.name !== undefined || party[field] !== undefined;
}

/** The caller's own id of an entry in a list. */
export function ownId(entry: string) {
	return text(
		50,
		`Your own id of the ${entry}. It is not printed, and findings about the ${entry} carry it.`,
		'L-1',
	);
}

export const phone = (description: string) => text(40, description, '555-0101');

export const email = (description: string) =>
	pattern(
		/^[^\s@]{1,64}@[^\s@]{1,189}$/u,
		'is not an email address. Write it like "billing@clinic.example.com"',
		description,
		'billing@pretend-harbor.example.com',
	);
