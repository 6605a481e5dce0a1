import type { Block, PageColumns } from '../../page/content.ts';
import { pictureOf } from '../pictures/decode.ts';
import { QR_SIZE } from './figure.ts';
import { COLUMN_GAP, GRID, type Look } from './style.ts';
import { headingText, needOf, type TextNeed } from './text.ts';

/** Largest share of the width for a column that fits its picture, and for one that gets what it needs beside others. */
const FITTED_SHARE = 0.3;
const NEEDED_SHARE = 0.45;

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
	const rest = available - sum(taken);
	const shares = widths.map((share) => (typeof share === 'number' ? share : 0));
	return widths.map((_, i) => (taken[i] as number) + (rest * (shares[i] as number)) / sum(shares));
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
			return [needOf(block.text(99, 99), look.muted)];
		default:
			return [];
	}
}

/** Width that is given to a column at a time. */
const STEP = 4;
/** Share of a line that words fill, on average. */
const FILLED = 0.9;

/** Divides a width so that the tallest column is as low as possible. */
function shareByNeed(needs: readonly (readonly TextNeed[])[], available: number): number[] {
	// A longer word is split.
	const most = available / needs.length;
	const least = needs.map((texts) => Math.min(most, Math.max(4 * GRID, ...texts.map((text) => text.least))));
	const widths = [...least];
	let spare = available - sum(widths);
	while (spare > 0) {
		let tallest = -1;
		let height = 0;
		needs.forEach((texts, i) => {
			const width = widths[i] as number;
			if (texts.every(({ natural }) => natural <= width)) return;
			const own = texts.reduce((total, text) => total + estimatedHeight(text, width), 0);
			if (own <= height) return;
			tallest = i;
			height = own;
		});
		if (tallest < 0) break;
		const step = Math.min(STEP, spare);
		widths[tallest] = (widths[tallest] as number) + step;
		spare -= step;
	}
	return widths.map((width) => width + spare / widths.length);
}

function estimatedHeight({ natural, leading }: TextNeed, width: number): number {
	return natural <= width ? leading : Math.ceil(natural / (width * FILLED)) * leading;
}
