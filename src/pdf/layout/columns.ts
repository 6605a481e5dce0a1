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

/**
 * Divides a width. Each column gets room for its longest word. The rest makes the tallest column lower, one line at a
 * time, and then whichever column needs least for one line less.
 */
function shareByNeed(needs: readonly (readonly TextNeed[])[], available: number): number[] {
	// A longer word is split.
	const most = available / needs.length;
	const widths = needs.map((texts) => Math.min(most, Math.max(4 * GRID, ...texts.map((text) => text.least))));
	for (;;) {
		const spare = available - sum(widths);
		const columns = needs.map((texts, i) => ({
			i,
			height: sum(texts.map((text) => linesOf(text, widths[i] as number) * text.leading)),
			more: Math.min(...texts.map((text) => moreFor(text, widths[i] as number))),
		}));
		const tallest = columns.reduce((best, next) => (next.height > best.height ? next : best));
		const chosen =
			tallest.more <= spare ? tallest : columns.reduce((best, next) => (next.more < best.more ? next : best));
		if (chosen.more > spare) return widths.map((width) => width + spare / widths.length);
		widths[chosen.i] = (widths[chosen.i] as number) + chosen.more;
	}
}

function linesOf({ natural }: TextNeed, width: number): number {
	return natural <= width ? 1 : Math.max(2, Math.ceil(natural / (width * FILLED)));
}

/** Width that a text needs more for one line less. */
function moreFor(text: TextNeed, width: number): number {
	const lines = linesOf(text, width);
	if (lines === 1) return Number.POSITIVE_INFINITY;
	// A little more, whatever the rounding.
	return (lines === 2 ? text.natural : text.natural / ((lines - 1) * FILLED)) - width + 0.01;
}
