import { type Context, ForTag, Liquid, type LiquidError, type Template } from 'liquidjs';
import { isMark, marksFor, withNumber } from '../page/number-marks.ts';
import { noSuch, quoted } from '../text/nearest.ts';
import { once } from '../text/once.ts';
import { uniformVariables, VARIABLE_PATHS } from './variables.ts';

/**
 * The texts of a template are Liquid with a reduced set of tags and filters. They cannot read files, and their output
 * is never markup. Work is limited by steps, not by time, so that a superbill always gets the same text.
 */

export const TAGS = [
	'if',
	'unless',
	'case',
	'for',
	'break',
	'continue',
	'assign',
	'comment',
	'raw',
	'#',
] as const;

/** Tags that are only allowed inside others. */
const INNER_TAGS = /^(?:else|elsif|when|end\w+)$/;

export const FILTERS = [
	'append',
	'capitalize',
	'default',
	'downcase',
	'prepend',
	'remove',
	'replace',
	'size',
	'slice',
	'strip',
	'truncate',
	'truncatewords',
	'upcase',
] as const;

/** The most characters that a filled text may have: a few pages. */
export const MOST_CHARACTERS = 20_000;

/** The most characters and steps that filling a text may use. */
const BUDGET = 200_000;
/** The cost of one turn of a loop. */
const TURN = 20;

/** Counts turns of loops, which Liquidjs does not count towards its limit. */
class CountedFor extends ForTag {
	constructor(...parts: ConstructorParameters<typeof ForTag>) {
		super(...parts);
		const { token } = this;
		this.templates.unshift({
			token,
			render({ memoryLimit }: Context) {
				memoryLimit.use(TURN);
			},
		} as unknown as Template);
	}
}

const engine = makeEngine();

function makeEngine(): Liquid {
	const made = new Liquid({
		strictFilters: true,
		ownPropertyOnly: true,
		catchAllErrors: true,
		memoryLimit: BUDGET,
		// Without this, Liquidjs would look for partials on disk.
		templates: {},
	});
	for (const name of Object.keys(made.tags)) {
		if (!(TAGS as readonly string[]).includes(name)) delete made.tags[name];
	}
	for (const name of Object.keys(made.filters)) {
		if (!(FILTERS as readonly string[]).includes(name)) delete made.filters[name];
	}
	made.registerTag('for', CountedFor);
	return made;
}

/** Fills a text with the variables of a superbill. It never throws. */
export type Fill = (variables: object) => string;

export interface TextMistake {
	/** Index of the character in the text. */
	readonly index: number;
	readonly message: string;
}

export type ReadText = { readonly fill: Fill } | { readonly mistakes: readonly TextMistake[] };

/** Reads a text without Liquid. */
export function readPlainText(source: string, hasGlyph: (codePoint: number) => boolean): ReadText {
	const unprintable = unprintableIn(source, hasGlyph);
	if (unprintable) return { mistakes: [unprintable] };
	const index = source.search(LIQUID);
	if (index < 0) return { fill: () => source };
	const message = 'a title or a label takes no Liquid; write plain words, or move it to the text of a notice';
	return { mistakes: [{ index, message }] };
}

const LIQUID = /\{[{%]/;

/** Longer than any name or address can be. */
const LONGEST = uniformVariables('W'.repeat(500));
const EMPTY = uniformVariables('');

/**
 * Parses a text and tries it with the variables of a sample, with empty ones and with very long ones. If it still exceeds
 * its limits for some superbill, or makes a character that no font has, it is printed as if the variables were empty: no
 * request may fail because of a template, and the template's own words are never lost.
 */
export function readText(
	source: string,
	sample: object | undefined,
	hasGlyph: (codePoint: number) => boolean,
): ReadText {
	if (!LIQUID.test(source)) return readPlainText(source, hasGlyph);
	const unprintable = unprintableIn(source, hasGlyph);
	const parsed = parse(source);
	const mistakes = [
		...(unprintable ? [unprintable] : []),
		...('mistakes' in parsed ? parsed.mistakes : unknownVariables(parsed.templates, source)),
	];
	if ('mistakes' in parsed || mistakes.length > 0) return { mistakes };
	const render = rendering(parsed.templates);
	try {
		for (const variables of [sample, EMPTY, LONGEST]) {
			if (!variables) continue;
			const made = unprintableIn(render(variables, true), hasGlyph);
			if (made) return { mistakes: [{ ...made, index: 0 }] };
		}
		if (usesNumberOtherwise(render)) return { mistakes: [NUMBER_IS_LATE] };
	} catch (error) {
		return { mistakes: error instanceof RangeError ? [TOO_LONG] : liquidMistakes(error, source) };
	}
	return { fill: filling(render, hasGlyph) };
}

/** A number, and one that a layout may have used in its place. */
const [NUMBER, STAND_IN] = ['SB-2026-000101', 'SB-2026-9999999'];

const NUMBER_IS_LATE: TextMistake = {
	index: 0,
	message:
		'number is only known after the pages are laid out; print it as {{ number }}, or compare it with "", but do not change it with a filter',
};

/** Checks whether a text comes out differently if the number replaces its marks afterwards. */
function usesNumberOtherwise(render: Render): boolean {
	return [EMPTY, LONGEST].some((others) => {
		const withText = (number: string) => render({ ...others, number });
		return withNumber(withText(marksFor(STAND_IN)), STAND_IN.length, NUMBER) !== withText(NUMBER);
	});
}

/** Reads a text without trying it, because another thread already has. */
export function readAcceptedText(source: string, hasGlyph: (codePoint: number) => boolean): Fill {
	if (!LIQUID.test(source)) return () => source;
	const { templates } = parse(source) as { readonly templates: Template[] };
	return filling(rendering(templates), hasGlyph);
}

/** @throws RangeError, LiquidErrors */
type Render = (variables: object, strictVariables?: boolean) => string;

function rendering(templates: Template[]): Render {
	return (variables, strictVariables = false) => {
		const text: string = engine.renderSync(templates, variables, { strictVariables });
		if (text.length > MOST_CHARACTERS) throw new RangeError('too long');
		return text.normalize('NFC');
	};
}

function filling(render: Render, hasGlyph: (codePoint: number) => boolean): Fill {
	const empty = once(() => render(EMPTY));
	return (variables) => {
		try {
			const text = render(variables);
			return unprintableIn(text, (codePoint) => isMark(codePoint) || hasGlyph(codePoint)) ? empty() : text;
		} catch {
			return empty();
		}
	};
}

const TOO_LONG: TextMistake = {
	index: 0,
	message: `the filled text gets longer than ${MOST_CHARACTERS} characters, or takes too many steps; use shorter loops`,
};

function parse(
	source: string,
): { readonly templates: Template[] } | { readonly mistakes: readonly TextMistake[] } {
	try {
		return { templates: engine.parse(source) };
	} catch (error) {
		return { mistakes: liquidMistakes(error, source) };
	}
}

function liquidMistakes(error: unknown, source: string): TextMistake[] {
	const mistakes = singleErrors(error as LiquidError).map((each) => liquidMistake(each, source));
	// If the first tag of a block is wrong, its closing tags are reported only because of that.
	const causes = mistakes.filter(({ message }) => !message.startsWith(STRAY));
	return causes.length > 0 ? causes : mistakes;
}

/** Flattens the error that Liquidjs throws, which may be a collection of collections. */
function singleErrors(error: LiquidError & { readonly errors?: readonly LiquidError[] }): LiquidError[] {
	return error.errors ? error.errors.flatMap(singleErrors) : [error];
}

const STRAY = 'there is no block open for ';

function liquidMistake({ message, token: { begin, input } }: LiquidError, source: string): TextMistake {
	const [, filter] = /^undefined filter: ([^\s,]+)/.exec(message) ?? [];
	if (filter !== undefined) {
		return { index: input.indexOf(filter, begin), message: noSuch('filter', filter, FILTERS) };
	}
	const [, tag] = /^tag "(.*)" not found/.exec(message) ?? [];
	if (tag !== undefined) {
		return {
			index: begin,
			message: INNER_TAGS.test(tag) ? `${STRAY}${quoted(tag)}` : noSuch('tag', tag, TAGS),
		};
	}
	const [, variable] = /^undefined variable: ([^\s,]+)/.exec(message) ?? [];
	if (variable !== undefined) {
		return { index: begin, message: `${quoted(variable)} has no value here; assign it in every branch` };
	}
	if (/memory|string length/.test(message)) return TOO_LONG;
	return { index: Math.min(begin, source.length), message: message.replace(/, line:\d+, col:\d+$/, '') };
}

/** Finds the variables that no superbill has. */
function unknownVariables(templates: Template[], source: string): TextMistake[] {
	const lines = source.split('\n').map((line) => line.length + 1);
	const { globals } = engine.analyzeSync(templates, { partials: false });
	return Object.values(globals).flatMap((uses) =>
		uses.flatMap(({ segments, location: { row, col } }) => {
			const path = segments.join('.');
			if (VARIABLE_PATHS.includes(path)) return [];
			const index = lines.slice(0, row - 1).reduce((sum, length) => sum + length, 0) + col - 1;
			return [{ index, message: unknownVariable(path) }];
		}),
	);
}

function unknownVariable(path: string): string {
	const inside = VARIABLE_PATHS.filter((known) => known.startsWith(`${path}.`));
	if (inside.length > 0) return `${quoted(path)} is a group of variables; name one of ${inside.join(', ')}`;
	return noSuch('variable', path, VARIABLE_PATHS);
}

const MOST_NAMED = 5;

/** Finds characters that no font has, such as control characters. Line breaks are allowed. */
function unprintableIn(text: string, hasGlyph: (codePoint: number) => boolean): TextMistake | undefined {
	const unprintable = new Set<string>();
	for (const character of text) {
		if (character !== '\n' && !hasGlyph(character.codePointAt(0) as number)) unprintable.add(character);
	}
	const [first] = unprintable;
	if (first === undefined) return undefined;
	const named = Array.from(unprintable, codePointName);
	const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '';
	return {
		index: text.indexOf(first),
		message: `no font has ${named.slice(0, MOST_NAMED).join(', ')}${more}; replace the character, or add a font under fonts.fallback`,
	};
}

function codePointName(character: string): string {
	return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}
