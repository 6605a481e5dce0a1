import { z } from 'zod';
import { SuperbillRequest } from '../../src/superbill/request.ts';
import { everything } from '../fixtures/payloads.ts';

/** The parts of JSON Schema that the request's schema uses. */
interface Schema {
	readonly $ref?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly maxItems?: number;
	readonly maxLength?: number;
	readonly examples?: readonly unknown[];
}

const { $defs, ...REQUEST } = z.toJSONSchema(SuperbillRequest, { io: 'input' }) as Schema & {
	readonly $defs: Readonly<Record<string, Schema>>;
};

/** Makes a text of a given length in UTF-16 units. */
export type Filling = (length: number) => string;

/** A filling that repeats a text. */
export const repeated =
	(text: string): Filling =>
	(length) =>
		text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** Texts that are hard to break, measure or draw, to be repeated. All of them pass the checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	words: 'Long words about a condition ',
	'one long word': 'x',
	'wide letters': 'W',
	'narrow words': 'i ',
	hyphens: 'xa-b/',
	addresses: '@a.b',
	'marks above and below': 'a\u0301\u0316',
	'as many marks as allowed': `a${'\u0301\u0316'.repeat(15)}`,
	'marks on letters with dots': 'i\u0323\u0301',
	'marks on spaces': 'a \u0301',
	joiners: 'a\u200d',
	'joiners alone': '\u200d',
	'alternating scripts': 'αaдbệ',
	brackets: '()',
};

/** Texts for a font with Hebrew letters. */
export const HEBREW_TEXTS: Readonly<Record<string, string>> = {
	'right to left': 'א',
	'alternating directions': 'אa',
	'brackets in both directions': '(א)a',
	'brackets without end': '((((א',
	'numbers from right to left': 'א1',
	'marks from right to left': 'א\u05b8',
};

/** Fields whose text other fields or a rule decides. */
const FIXED = new Set([
	'template',
	'number',
	'code',
	'state',
	'postalCode',
	'ndc',
	'value',
	'modifiers',
	'notices',
	'payerProfile',
]);

/**
 * A request with every list and every free text as long as the schema allows, or with shorter lists. Other fields are
 * those of `everything`.
 */
export function filledRequest(filling: Filling, mostEntries = Number.POSITIVE_INFINITY): object {
	const fill = (schema: Schema, like: unknown): unknown => {
		if (schema.$ref) return fill($defs[schema.$ref.slice('#/$defs/'.length)] as Schema, like);
		if (schema.properties) {
			const sample = (like ?? {}) as Record<string, unknown>;
			return Object.fromEntries(
				Object.entries(schema.properties).flatMap(([name, inner]) => {
					// A party has the name of a person or of an organization.
					if (name === 'name' && schema.properties?.['firstName']) return [];
					const known = sample[name] ?? exampleOf(inner);
					return [[name, FIXED.has(name) && known !== undefined ? known : fill(inner, sample[name])]];
				}),
			);
		}
		if (schema.items) {
			const length = Math.min(schema.maxItems ?? 1, mostEntries);
			const [sample] = (like ?? []) as unknown[];
			return Array.from({ length }, () => fill(schema.items as Schema, sample));
		}
		if (schema.maxLength !== undefined) return filling(schema.maxLength);
		return like ?? exampleOf(schema);
	};
	return fill(REQUEST, everything) as object;
}

const exampleOf = ({ examples }: Schema): unknown => examples?.[0];

/** A body of a request, and what is bad about it. */
export interface WorstBody {
	readonly name: string;
	/** To send, as JSON or as a PNG or JPEG file. */
	readonly body: Buffer;
}

const BODY_LIMIT = 1 << 20;

const bodyOf = (name: string, value: object): WorstBody => ({
	name,
	body: Buffer.from(JSON.stringify(value)),
});

/** Fills a list to the limit of a body. */
function filledList(entry: unknown): unknown[] {
	const length = Buffer.byteLength(JSON.stringify(entry)) + 1;
	return Array.from({ length: Math.floor((BODY_LIMIT - 10_000) / length) }, () => entry);
}

const filledText = (text: string): string =>
	text.repeat(Math.floor((BODY_LIMIT - 10_000) / Buffer.byteLength(text)));

/** Bodies for the routes that render and validate superbills, none above the limit of 1 MiB. */
export function worstSuperbills(): WorstBody[] {
	const [line] = everything.serviceLines;
	const [payment] = everything.payments ?? [];
	const filled = [...Object.entries(TEXTS), ...Object.entries(HEBREW_TEXTS)].map(([name, text]) =>
		bodyOf(`every text: ${name}`, filledRequest(repeated(text))),
	);
	const distinct = String.fromCodePoint(...Array.from({ length: 500 }, (_, i) => 0x4e00 + i));
	return [
		...filled,
		bodyOf('every text: many characters without a glyph', filledRequest(repeated(distinct))),
		bodyOf('one text of plain letters', { ...everything, note: filledText('x') }),
		bodyOf('one text of line breaks', { ...everything, note: filledText('x\n') }),
		bodyOf('one text of spaces', { ...everything, note: `x${filledText(' ')}x` }),
		bodyOf('one text of marks', { ...everything, note: filledText('\u0301\u0316') }),
		bodyOf('one text of as many marks as allowed', {
			...everything,
			note: filledText(TEXTS['as many marks as allowed'] as string),
		}),
		bodyOf('hundreds of texts of marks', {
			...everything,
			payments: filledList({ ...payment, note: '\u0301\u0316'.repeat(900) }).slice(0, 200),
		}),
		bodyOf('an email address', {
			...everything,
			patient: { ...everything.patient, email: filledText('a@') },
		}),
		bodyOf('an NPI', {
			...everything,
			billingProvider: { ...everything.billingProvider, npi: filledText('1') },
		}),
		bodyOf('empty service lines', { ...everything, serviceLines: filledList({}) }),
		bodyOf('whole service lines', { ...everything, serviceLines: filledList(line) }),
		bodyOf('references to clinicians', {
			...everything,
			serviceLines: filledList({ renderingProvider: { provider: 'x' } }),
		}),
		bodyOf('modifiers', { ...everything, serviceLines: [{ ...line, modifiers: filledList('25') }] }),
	].filter(({ body }) => body.length <= BODY_LIMIT);
}

/** Bodies for the route that stores a practice. */
export function worstPractices(): WorstBody[] {
	const { billingProvider, renderingProvider: clinician } = everything;
	const rules = Object.fromEntries(Array.from({ length: 64_000 }, (_, i) => [`r${i}`, 'off']));
	const providers = Array.from({ length: 200 }, (_, i) => ({ id: `p${i}`, clinician }));
	return [
		bodyOf('names of rules', { billingProvider, rules }),
		bodyOf('empty clinicians', { billingProvider, providers: filledList({}) }),
		bodyOf('two hundred clinicians', { billingProvider, providers }),
		bodyOf('a numbering pattern', { billingProvider, numbering: filledText('{seq:6}') }),
	];
}
