/**
 * A superbill gets its number after its pages are laid out. Until then its texts contain marks instead: one noncharacter
 * of Unicode for each character of the number. No request contains them, because no font has a glyph for them.
 */
const FIRST = 0xfdd0;
const RUNS = /[\ufdd0-\ufdef]+/g;
const MARKS = /[\ufdd0-\ufdef]/g;
const ONLY_MARKS = /^[\ufdd0-\ufdef]+$/;

/** The marks for a number that is as long as a stand-in. */
export function marksFor(standIn: string): string {
	return Array.from(standIn, (_, i) => String.fromCharCode(FIRST + i)).join('');
}

export const isMark = (codePoint: number): boolean => codePoint >= FIRST && codePoint < FIRST + 32;

export function hasMarks(text: string): boolean {
	return text.search(MARKS) >= 0;
}

/** Puts a stand-in where the marks are. The length of the text stays the same. */
export function withStandIn(text: string, standIn: string): string {
	return text.replace(MARKS, (mark) => standIn[mark.charCodeAt(0) - FIRST] as string);
}

/** Part of the number, as arguments of `slice`. The last mark also stands for everything after it. */
export interface NumberPart {
	readonly from: number;
	readonly to: number | undefined;
}

/** Splits a text into words without marks and runs of marks. */
export function splitAtMarks(text: string): string[] {
	return text.split(/(?<=[\ufdd0-\ufdef])(?![\ufdd0-\ufdef])|(?<![\ufdd0-\ufdef])(?=[\ufdd0-\ufdef])/);
}

/** The parts of the number that a run of marks stands for; undefined for any other text. @param length of the stand-in */
export function numberParts(run: string, length: number): NumberPart[] | undefined {
	if (!ONLY_MARKS.test(run)) return undefined;
	const parts: { from: number; to: number }[] = [];
	for (const mark of run) {
		const from = mark.charCodeAt(0) - FIRST;
		const last = parts.at(-1);
		if (last?.to === from) last.to++;
		else parts.push({ from, to: from + 1 });
	}
	return parts.map(({ from, to }) => ({ from, to: to === length ? undefined : to }));
}

export function partOfNumber(number: string, { from, to }: NumberPart): string {
	return number.slice(from, to);
}

/** Puts the number where the marks are. @param length of the stand-in */
export function withNumber(text: string, length: number, number: string): string {
	return text.replace(RUNS, (run) =>
		(numberParts(run, length) as NumberPart[]).map((part) => partOfNumber(number, part)).join(''),
	);
}
