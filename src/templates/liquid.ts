import { type Context, ForTag, Liquid, type LiquidError, type Template } from 'liquidjs';
import { noSuch, quoted } from '../text/nearest.ts';
import { once } from '../text/once.ts';
import { uniformVariables, VARIABLE_PATHS } from './variables.ts';

/**
 * The texts of a template: Liquid, of which only what makes text of text is there. No file can be reached, nothing is
 * markup, and how much a text may do is counted in steps, never in time, so that the same superbill always reads the
 * same.
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

/** Tags that only stand inside of others. */
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

/** Characters that a filled text may have: some pages. */
export const MOST_CHARACTERS = 20_000;

/** Characters and steps that filling may touch. */
const BUDGET = 200_000;
/** What one turn of a loop costs of it. */
const TURN = 20;

/** Liquidjs counts what filters make and forgets the turns of loops. */
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
		// Whatever should look for a file looks in here.
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

/** Fills a text with the variables of a superbill. Never throws. */
export type Fill = (variables: object) => string;

export interface TextMistake {
	/** Which character of the text it is about. */
	readonly index: number;
	readonly message: string;
}

export type ReadText = { readonly fill: Fill } | { readonly mistakes: readonly TextMistake[] };

/** A text without Liquid. */
export function readPlainText(source: string, hasGlyph: (codePoint: number) => boolean): ReadText {
	const unprintable = unprintableIn(source, hasGlyph);
	return unprintable ? { mistakes: [unprintable] } : { fill: () => source };
}

/** What has none of it is printed as it stands. */
const LIQUID = /\{[{%]/;

/** As long as a clinic's name or an address can be, and longer. */
const LONGEST = uniformVariables('W'.repeat(500));
const EMPTY = uniformVariables('');

/**
 * Parses a text once and tries it: with a sample's variables, with empty and with very long ones. Should a text still
 * outgrow its bounds for some superbill, or make a character that no font has, it is printed as with empty variables:
 * its own words are never lost, and no request fails for a template's sake.
 */
export function readText(
	source: string,
	sample: object | undefined,
	hasGlyph: (codePoint: number) => boolean,
): ReadText {
	const plain = readPlainText(source, hasGlyph);
	if (!LIQUID.test(source)) return plain;
	const parsed = parse(source);
	const mistakes = [
		...('mistakes' in plain ? plain.mistakes : []),
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
	} catch (error) {
		return { mistakes: error instanceof RangeError ? [TOO_LONG] : liquidMistakes(error, source) };
	}
	return { fill: filling(render, hasGlyph) };
}

/** A text that was read before, on another thread, without trying it again. */
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
			return unprintableIn(text, hasGlyph) ? empty() : text;
		} catch {
			return empty();
		}
	};
}

const TOO_LONG: TextMistake = {
	index: 0,
	message: `it grows too long: a filled text may have ${MOST_CHARACTERS} characters; use shorter loops`,
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
	// Where a block's first tag is wrong, the tags that end it are so only for that.
	const causes = mistakes.filter(({ message }) => !message.startsWith(STRAY));
	return causes.length > 0 ? causes : mistakes;
}

/** Liquidjs throws one error of its own, or a collection, which may hold others. */
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
		return { index: begin, message: `${quoted(variable)} has no value here; assign it in every case` };
	}
	if (/memory|string length/.test(message)) return TOO_LONG;
	return { index: Math.min(begin, source.length), message: message.replace(/, line:\d+, col:\d+$/, '') };
}

/** What a text speaks of that no superbill has. */
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
	if (inside.length > 0) return `${quoted(path)} holds several; name one of ${inside.join(', ')}`;
	return noSuch('variable', path, VARIABLE_PATHS);
}

const MOST_NAMED = 5;

/** Characters, but line breaks, that no font has; control characters are among them. */
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
		message: `no font has ${named.slice(0, MOST_NAMED).join(', ')}${more}; replace it, or name a font under fonts.fallback`,
	};
}

function codePointName(character: string): string {
	return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}
