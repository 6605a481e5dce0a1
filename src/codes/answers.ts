import type { IsoDate } from '../superbill/dates.ts';
import { withPlaceholders } from '../superbill/diagnosis-code.ts';
import type { CodeAnswer, TitledCode } from './code-sets.ts';
import { type CodeIndex, STATE } from './index/code-index.ts';
import type { EditionDates } from './index/edition.ts';
import { bareCode, dayNumber, isBareCode, shiftDays } from './index/key.ts';
import { wordsOf } from './index/words.ts';

/** A longer list is no help to someone who has to choose. */
const MOST_CHILDREN = 50;
const MOST_OFFERS = 5;

/** Looks up a code on a date of service. The dot of a diagnosis code is optional. */
export function answerFor(index: CodeIndex, text: string, date: IsoDate): CodeAnswer {
	const code = bareCode(text);
	const place = index.find(code);
	const edition = index.editionOn(date);
	if (edition < 0) return { state: 'no-edition' };
	if (place < 0) {
		return index.isComplete(edition, date)
			? {
					state: 'unknown',
					edition: (index.editions[edition] as EditionDates).edition,
					nearest: nearestCodes(index, code, date),
				}
			: { state: 'no-edition' };
	}
	const held = index.heldBy(place, edition, dayNumber(date));
	if (held < 0) return outOfForce(index, place, edition, date);
	const title = index.title(place, held);
	return index.state(place, held) === STATE.billable
		? { state: 'billable', title }
		: { state: 'header', title, children: billableBelow(index, code, held, date).slice(0, MOST_CHILDREN) };
}

function outOfForce(index: CodeIndex, place: number, edition: number, date: IsoDate): CodeAnswer {
	if (index.facts.datedRows) {
		const { from, to } = index.rowDates(place);
		return from !== null && date < from
			? { state: 'not-yet-valid', from }
			: {
					state: 'ended',
					lastDay: to as IsoDate,
					successors: begunAfter(index, place, to as IsoDate),
				};
	}
	let last = edition - 1;
	while (last >= 0 && !index.state(place, last)) last--;
	if (last >= 0) {
		return {
			state: 'ended',
			lastDay: index.editions[last]?.to as IsoDate,
			successors: successors(index, index.bare(place), last),
		};
	}
	let first = edition + 1;
	while (!index.state(place, first)) first++;
	return { state: 'not-yet-valid', from: index.editions[first]?.from as IsoDate };
}

export function titled(index: CodeIndex, place: number, edition: number): TitledCode {
	return { code: index.code(place), title: index.title(place, edition) };
}

/** Lists the billable codes below a code, in order. */
function billableBelow(index: CodeIndex, code: string, edition: number, date: IsoDate): TitledCode[] {
	if (!index.facts.tree) return [];
	const [start, end] = index.range(code);
	const found: TitledCode[] = [];
	for (let place = start; place < end; place++) {
		if (index.bare(place) === code || index.heldBy(place, edition, dayNumber(date)) < 0) continue;
		if (index.state(place, edition) === STATE.billable) found.push(titled(index, place, edition));
	}
	return found;
}

/** Finds what replaced a code in the edition after its last one: codes below it, or else new siblings. */
function successors(index: CodeIndex, code: string, last: number): TitledCode[] {
	const next = last + 1;
	const { from } = index.editions[next] as { from: IsoDate };
	const below = billableBelow(index, code, next, from);
	// X is a placeholder for the characters before the seventh (ICD-10-CM guidelines, I.A.4).
	const parent = code.slice(0, -1).replace(/X+$/, '');
	const beside = below.length > 0 ? [] : billableBelow(index, parent, next, from);
	const alike = ({ code: sibling }: TitledCode) => code.length < 7 || sibling.at(-1) === code.at(-1);
	return [
		...below,
		...beside.filter((sibling) => alike(sibling) && !index.state(index.find(bareCode(sibling.code)), last)),
	].slice(0, MOST_CHILDREN);
}

/** Words of a title that say how much of something is meant, not what it is. */
const MEASURES = /^(?:\d.*|mg|mcg|ml|per|up|unit|units|dose|each|injection|inj|not|otherwise|specified)$/;

const significantWords = (title: string): string[] => wordsOf(title).filter((word) => !MEASURES.test(word));

/** Lists the codes that began the day after another ended and whose title has all of its significant words. */
function begunAfter(index: CodeIndex, ended: number, lastDay: IsoDate): TitledCode[] {
	const next = dayNumber(shiftDays(lastDay, 1));
	const edition = index.editions.length - 1;
	const titleOf = (place: number) => index.title(place, index.nearestEdition(place, edition));
	const wanted = significantWords(titleOf(ended));
	if (wanted.length === 0) return [];
	const found: TitledCode[] = [];
	index.data.from.forEach((from, place) => {
		if (from !== next) return;
		const words = new Set(wordsOf(titleOf(place)));
		if (wanted.every((word) => words.has(word)))
			found.push({ code: index.code(place), title: titleOf(place) });
	});
	return found.length > MOST_OFFERS ? [] : found;
}

/** More candidates than this are a guess, not a correction. */
const MOST_CANDIDATES = 3;

/** Shortest code for which one mistyped character still leaves something to recognize. */
const SHORTEST_TYPO = 4;

/**
 * Lists the billable codes that a mistyped code most probably means. Certain are the letters O and I for digits, two characters
 * swapped, and missing placeholders. Otherwise one character after the first may be wrong, missing or too many. The first
 * character names the chapter or section, so it is taken as meant. Several equally near codes are no answer.
 */
export function nearestCodes(index: CodeIndex, code: string, date: IsoDate): TitledCode[] {
	if (!isBareCode(code) || code.length < SHORTEST_TYPO) return [];
	const edition = index.editionOn(date);
	const offersOf = (codes: readonly string[]): TitledCode[] =>
		[...new Set(codes.map((other) => index.find(other)))]
			.filter((place) => place >= 0)
			.map((place) => ({ place, held: index.heldBy(place, edition, dayNumber(date)) }))
			.filter(({ place, held }) => held >= 0 && index.state(place, held) === STATE.billable)
			.map(({ place, held }) => titled(index, place, held));
	const padded = index.facts.tree && code.length < 7 ? [withPlaceholders(code)] : [];
	const lookAlikes = code[0] + code.slice(1).replaceAll('O', '0').replaceAll('I', '1');
	const certain = offersOf([lookAlikes, ...swaps(code), ...padded]);
	if (certain.length > 0) return certain.slice(0, MOST_CANDIDATES);
	const near = offersOf(oneEditAway(code));
	return near.length > MOST_CANDIDATES ? [] : near;
}

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** All texts with two neighboring characters swapped, except the first. */
function swaps(code: string): string[] {
	return Array.from(
		{ length: code.length - 2 },
		(_, i) => `${code.slice(0, i + 1)}${code[i + 2]}${code[i + 1]}${code.slice(i + 3)}`,
	);
}

/** All texts with one deleted, changed or added character after the first. */
function oneEditAway(code: string): string[] {
	const edits: string[] = [];
	for (let at = code.length; at >= 1; at--) {
		const before = code.slice(0, at);
		const rest = code.slice(at + 1);
		if (at < code.length) edits.push(before + rest);
		for (const character of CHARACTERS) {
			if (at < code.length) edits.push(before + character + rest);
			edits.push(before + character + code.slice(at));
		}
	}
	return edits;
}

/** First and last day on which a code is valid; null where the loaded editions do not say. */
export function lifeOf(
	index: CodeIndex,
	place: number,
	edition: number,
): { readonly from: IsoDate | null; readonly to: IsoDate | null } {
	if (index.facts.datedRows) return index.rowDates(place);
	let first = edition;
	while (first > 0 && index.state(place, first - 1)) first--;
	let last = edition;
	while (last + 1 < index.editions.length && index.state(place, last + 1)) last++;
	return {
		from: first === 0 ? null : (index.editions[first] as EditionDates).from,
		to: last === index.editions.length - 1 ? null : (index.editions[last] as EditionDates).to,
	};
}
