import type { Block, PageColumns } from '../../page/content.ts';
import { pictureOf } from '../pictures/decode.ts';
import { QR_SIZE } from './figure.ts';
import { COLUMN_GAP, GRID, type Look } from './style.ts';
import { headingText, needOf, type TextNeed } from './text.ts';

/** Largest share of the width for a column that fits its picture, and for one that gets what it needs beside others. */
const FITTED_SHARE = 0.3;
const NEEDED_SHARE = 0.45;
/** Least share of the width for columns that divide what others leave. */
const SHARED = 0.2;

/** Widths of columns in points. */
export function columnWidths({ widths, columns }: PageColumns, width: number, look: Look): number[] {
	const available = width - sum(columns.slice(0, -1).map(gapAfter));
	const needs = columns.map((blocks, i) =>
		widths[i] === 'need' ? blocks.flatMap((b) => needsOf(b, look)) : [],
	);
	if (widths.every((share) => share === 'need')) return shareByNeed(needs, available);
	const taken = widths.map((share, i) => {
		if (share === 'fit') return Math.min(widestFigure(columns[i] as readonly Block[]), width * FITTED_SHARE);
		const natural = Math.max(0, ...(needs[i] as TextNeed[]).map((need) => need.natural));
		return Math.min(natural, width * NEEDED_SHARE);
	});
	narrow(
		taken,
		columns.map((blocks, i) => leastOf(blocks, widths[i] === 'need' ? (needs[i] as TextNeed[]) : [])),
		sum(taken) + width * SHARED - available,
	);
	const rest = available - sum(taken);
	const shares = widths.map((share) => (typeof share === 'number' ? share : 0));
	return widths.map((_, i) => (taken[i] as number) + (rest * (shares[i] as number)) / sum(shares));
}

/** Makes columns narrower by a number of points, the last first, but none narrower than its least. */
function narrow(widths: number[], least: readonly number[], points: number): void {
	let over = points;
	for (let i = widths.length - 1; i >= 0 && over > 0; i--) {
		const given = Math.min(over, Math.max(0, (widths[i] as number) - (least[i] as number)));
		widths[i] = (widths[i] as number) - given;
		over -= given;
	}
}

/** The width below which words are split. A picture can be scaled, but not a QR code. */
function leastOf(blocks: readonly Block[], needs: readonly TextNeed[]): number {
	return Math.max(
		4 * GRID,
		...needs.map(({ least }) => least),
		...blocks.map((block) => (block.kind === 'qr-code' ? QR_SIZE : 0)),
	);
}

/** Space after a column. It is smaller after a picture. */
export const gapAfter = (blocks: readonly Block[]): number =>
	blocks[0]?.kind === 'figure' ? 3 * GRID : COLUMN_GAP;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function widestFigure(blocks: readonly Block[]): number {
	return Math.max(
		0,
		...blocks.map((block) => {
			if (block.kind === 'qr-code') return QR_SIZE;
			return block.kind === 'figure' ? block.height * pictureOf(block.image).ratio : 0;
		}),
	);
}

function needsOf(block: Block, look: Look): TextNeed[] {
	switch (block.kind) {
		case 'heading':
			return [needOf(headingText(block), block.level === 1 ? look.display : look.section)];
		case 'paragraph':
			return [needOf(block.text, look[block.size ?? 'body'])];
		case 'page-number':
			return [needOf(block.text(9, 9), look.muted)];
		default:
			return [];
	}
}

/** Share of a line that words fill, on average. */
const FILLED = 0.9;

/** Height, in points, that is worth as much as an identifier on one line. */
const BROKEN_NUMBER = 7;

/** A width for one column, with what follows from it. */
interface Choice {
	readonly width: number;
	readonly height: number;
	/** Texts with numbers that are broken, such as identifiers. */
	readonly numbers: number;
	/** Natural widths of the texts that are broken. */
	readonly broken: number;
}

/**
 * Divides a width so that the tallest column is low and few identifiers are broken, then so that all columns together are
 * low, then so that long texts are broken rather than short ones. What is left over is divided evenly.
 */
function shareByNeed(needs: readonly (readonly TextNeed[])[], available: number): number[] {
	const choices = needs.map((texts) => choicesOf(texts, available / needs.length));
	// The least width of a column and all after it.
	const leastFrom = choices.map((_, i) => sum(choices.slice(i).map(([first]) => (first as Choice).width)));
	const picked: Choice[] = [];
	let widths = choices.map(([first]) => (first as Choice).width);
	let best: Cost = [Number.POSITIVE_INFINITY, 0, 0];
	const pick = (used: number, tallest: number, numbers: number, total: number, broken: number): void => {
		const column = picked.length;
		const next = choices[column];
		const first = tallest + BROKEN_NUMBER * numbers;
		if (!next) {
			const cost: Cost = [first, total, -broken];
			// Of equal choices, the narrowest.
			if (isLess(best, cost)) return;
			best = cost;
			widths = picked.map(({ width }) => width);
			return;
		}
		// No column after this one makes the block lower.
		if (first > best[0]) return;
		const room = available - used - (leastFrom[column + 1] ?? 0);
		// The widest first: good choices early leave little to try.
		for (let i = next.length - 1; i >= 0; i--) {
			const choice = next[i] as Choice;
			if (choice.width > room) continue;
			picked.push(choice);
			pick(
				used + choice.width,
				Math.max(tallest, choice.height),
				numbers + choice.numbers,
				total + choice.height,
				broken + choice.broken,
			);
			picked.pop();
		}
	};
	pick(0, 0, 0, 0, 0);
	const spare = available - sum(widths);
	return widths.map((width) => width + spare / widths.length);
}

/** Height with what broken identifiers are worth, height of all columns, and negative width of what is broken. */
type Cost = readonly [number, number, number];

/**
 * The widths at which a column gets lower, the narrowest first.
 * @param most for a column whose words are longer: they are split
 */
function choicesOf(texts: readonly TextNeed[], most: number): Choice[] {
	const least = Math.min(most, Math.max(4 * GRID, ...texts.map((text) => text.least)));
	const widths = [least, ...texts.flatMap(widthsOf).filter((width) => width > least)].toSorted(
		(a, b) => a - b,
	);
	return widths
		.map((width): Choice => {
			const lines = texts.map((text) => linesOf(text, width));
			return {
				width,
				height: sum(texts.map(({ leading }, i) => (lines[i] as number) * leading)),
				numbers: texts.filter(({ isNumbered }, i) => isNumbered && (lines[i] as number) > 1).length,
				broken: sum(texts.map(({ natural }, i) => ((lines[i] as number) > 1 ? natural : 0))),
			};
		})
		.filter(({ height }, i, all) => all.slice(0, i).every((narrower) => height < narrower.height));
}

/** Most lines of a text that columns are fitted to. */
const MOST_LINES = 4;

/** The widths that a text needs for one line, two lines and so on. */
function widthsOf({ natural }: TextNeed): number[] {
	const more = Array.from({ length: MOST_LINES - 1 }, (_, i) => natural / ((i + 2) * FILLED));
	// A little more, whatever the rounding.
	return [natural, ...more].map((width) => width + 0.01);
}

function linesOf({ natural }: TextNeed, width: number): number {
	return natural <= width ? 1 : Math.max(2, Math.ceil(natural / (width * FILLED)));
}

/** Compares numbers from the first to the last. */
function isLess(one: Cost, other: Cost): boolean {
	const i = one.findIndex((value, at) => value !== other[at]);
	return i >= 0 && (one[i] as number) < (other[i] as number);
}
