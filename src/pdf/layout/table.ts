import type { Align, PageCell, PageRow, PageTable } from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { artifact, type Canvas, drawLine, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { type Colour, GRID, HAIR, HAIRLINE, type Look } from './style.ts';
import { breakText, drawTextLines, type TextLines } from './text.ts';

/** A column's position in points from the left edge of the table. */
interface Track {
	readonly x: number;
	readonly width: number;
	readonly align: Align;
}

/** Space between neighbouring columns. */
const GUTTER = 2 * GRID;

/**
 * Lays out a table: one piece for the header, one for each group of rows, and one for the foot. A group that starts a page
 * repeats the header as an artifact, because the structure tree contains it once.
 */
export function layTable(table: PageTable, width: number, parent: StructNode, look: Look): PagePiece[] {
	const node = structNode(parent, 'Table', { summary: table.summary });
	const tracks = layTracks(table, width);
	const headRow = structNode(structNode(node, 'THead'), 'TR');
	const titles = table.columns.map(({ title }, i) => ({
		node: structNode(headRow, 'TH', { scope: 'Column' }),
		lines: breakText(title, look.columnHead, (tracks[i] as Track).width),
	}));
	const body = structNode(node, 'TBody');

	const headHeight = Math.max(...titles.map(({ lines }) => lines.height)) + GRID;
	const paintHead = (
		canvas: Canvas,
		x: number,
		y: number,
		mark: (node: StructNode, paint: () => void) => void,
	) => {
		titles.forEach((title, i) => {
			const track = tracks[i] as Track;
			mark(title.node, () => drawTextLines(canvas, title.lines, { ...track, x: x + track.x, y }));
		});
	};
	const rule = (canvas: Canvas, x: number, y: number, weight: number, colour: Colour) =>
		artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y, weight, colour));

	const head: PagePiece = {
		before: GRID,
		height: headHeight,
		keep: true,
		paint(canvas, x, y) {
			paintHead(canvas, x, y, (titleNode, paint) => tagged(canvas, titleNode, paint));
			rule(canvas, x, y + headHeight - 1, 0.8, look.accent);
		},
	};
	const groups = table.groups.map(({ rows, carried }, i): PagePiece => {
		const laid = rows.map((row) => layRow(row, tracks, body, look));
		const carriedLines =
			carried && [carried.label, carried.amount].map((text) => breakText(text, look.muted, width));
		return {
			before: 0,
			height: laid.reduce((sum, row) => sum + row.height, 0),
			keep: i === table.groups.length - 1,
			paint(canvas, x, y) {
				let top = y;
				laid.forEach((row, r) => {
					row.paint(canvas, x, top);
					top += row.height;
					if (!rows[r]?.opens && !rows[r + 1]?.continues) rule(canvas, x, top - HAIR, HAIR, HAIRLINE);
				});
			},
			lead: {
				height: headHeight + (carried ? look.muted.leading + GRID : 0),
				paint(canvas, x, y) {
					artifact(canvas, 'Pagination', () => paintHead(canvas, x, y, (_node, paint) => paint()));
					rule(canvas, x, y + headHeight - 1, 0.8, look.accent);
					if (!carriedLines) return;
					const [label, amount] = carriedLines as [TextLines, TextLines];
					artifact(canvas, 'Pagination', () => {
						const text = tracks[textTrack(table)] as Track;
						drawTextLines(canvas, label, { x: x + text.x, y: y + headHeight + 2, width });
						drawTextLines(canvas, amount, { x, y: y + headHeight + 2, width, align: 'end' });
					});
				},
			},
		};
	});
	const foot = layRow(table.foot, tracks, structNode(node, 'TFoot'), look);
	return [
		head,
		...groups,
		{
			before: 0,
			height: foot.height,
			keep: true,
			paint(canvas, x, y) {
				foot.paint(canvas, x, y);
				rule(canvas, x, y + foot.height - HAIR, 0.8, look.accent);
			},
		},
	];
}

const textTrack = (table: PageTable): number => table.columns.findIndex(({ width }) => width === 'rest');

function layTracks({ columns }: PageTable, width: number): Track[] {
	const fixed = columns.reduce((sum, column) => sum + (column.width === 'rest' ? 0 : column.width), 0);
	let x = 0;
	return columns.map((column, i) => {
		const full = column.width === 'rest' ? width - fixed : column.width;
		const track = {
			x,
			width: i === columns.length - 1 ? full : full - GUTTER,
			align: column.align ?? 'start',
		};
		x += full;
		return track;
	});
}

interface LaidRow {
	readonly height: number;
	paint(canvas: Canvas, x: number, y: number): void;
}

function layRow(row: PageRow, tracks: readonly Track[], body: StructNode, look: Look): LaidRow {
	const node = structNode(body, 'TR');
	let column = 0;
	const cells = row.cells.map((cell) => {
		const span = cell.span ?? 1;
		const laid = layCell(cell, column, span, tracks, node, row, look);
		column += span;
		return laid;
	});
	const padding = row.continues ? 0 : look.rowPadding;
	return {
		height: padding + Math.max(...cells.map((cell) => cell.height)) + look.rowPadding,
		paint(canvas, x, y) {
			for (const cell of cells) cell.paint(canvas, x, y + padding);
		},
	};
}

function layCell(
	cell: PageCell,
	column: number,
	span: number,
	tracks: readonly Track[],
	rowNode: StructNode,
	row: PageRow,
	look: Look,
): LaidRow {
	const node = cell.header
		? structNode(rowNode, 'TH', { scope: 'Row', colSpan: span })
		: structNode(rowNode, 'TD', { colSpan: span });
	const first = tracks[cell.textColumn ?? column] as Track;
	const last = tracks[column + span - 1] as Track;
	const width = last.x + last.width - first.x;
	const style = row.continues ? look.muted : cell.header ? look.strong : look.body;
	const text = breakText(cell.text, style, width);
	return {
		height: text.height,
		paint(canvas, x, y) {
			tagged(canvas, node, () => {
				drawTextLines(canvas, text, {
					x: x + first.x,
					y,
					width,
					align: span === 1 ? first.align : undefined,
				});
			});
		},
	};
}
