import type { Align, PageCell, PageRow, PageTable, Span, TableColumn, Text } from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { artifact, type Canvas, drawLine, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { type BlockStyle, type Colour, GRID, HAIR, HAIRLINE, type Look } from './style.ts';
import { breakText, drawTextLines, naturalWidth, needOf, type TextLines } from './text.ts';

/** A column's position in points from the left edge of the table. */
interface Track {
	readonly x: number;
	readonly width: number;
	readonly align: Align;
	/** Takes the width that the others leave, for words. */
	readonly rest: boolean;
}

/** Space before a column. Two numbers side by side need more, so that nobody reads one. */
const gutter = ({ align }: TableColumn): number => (align === 'end' ? 2.5 * GRID : 1.5 * GRID);

/** Least width, in points, of the column that gets what the others leave, if they can be narrower. */
const LEAST_REST = 120;

/**
 * Lays out a table: one piece for the header, one for each group of rows, and one for the foot. A group that starts a page
 * repeats the header as an artifact, because the structure tree contains it once.
 */
export function layTable(table: PageTable, width: number, parent: StructNode, look: Look): PagePiece[] {
	const node = structNode(parent, 'Table', { summary: table.summary });
	const tracks = layTracks(table, width, look);
	const headRow = structNode(structNode(node, 'THead'), 'TR');
	const titles = table.columns.map(({ title }, i) => ({
		node: structNode(headRow, 'TH', { scope: 'Column' }),
		stack: stackTitles(title, (tracks[i] as Track).width, look),
	}));
	const body = structNode(node, 'TBody');

	const titleHeight = Math.max(...titles.map(({ stack }) => stack.height));
	const headHeight = titleHeight + GRID;
	const paintHead = (
		canvas: Canvas,
		x: number,
		y: number,
		mark: (node: StructNode, paint: () => void) => void,
	) => {
		titles.forEach(({ node: titleNode, stack }, i) => {
			const track = tracks[i] as Track;
			// Titles stand on the line below them.
			const top = y + titleHeight - stack.height;
			mark(titleNode, () => stack.draw(canvas, { ...track, x: x + track.x, y: top }));
		});
	};
	const rule = (canvas: Canvas, x: number, y: number, weight: number, colour: Colour) =>
		artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y, weight, colour));

	const head: PagePiece = {
		before: 2,
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
			carried && [carried.label, carried.amount].map((text) => breakText(text, look.body, width));
		return {
			before: 0,
			height: laid.reduce((sum, row) => sum + row.height, 0),
			keep: table.foot !== undefined && i === table.groups.length - 1,
			paint(canvas, x, y) {
				let top = y;
				laid.forEach((row, r) => {
					row.paint(canvas, x, top);
					top += row.height;
					if (!rows[r + 1]?.continues) rule(canvas, x, top - HAIR, HAIR, HAIRLINE);
				});
			},
			lead: {
				height: headHeight + (carried ? look.body.leading + GRID : 0),
				paint(canvas, x, y) {
					artifact(canvas, 'Pagination', () => paintHead(canvas, x, y, (_node, paint) => paint()));
					rule(canvas, x, y + headHeight - 1, 0.8, look.accent);
					if (!carriedLines) return;
					const [label, amount] = carriedLines as [TextLines, TextLines];
					artifact(canvas, 'Pagination', () => {
						drawTextLines(canvas, label, { x, y: y + headHeight + 2, width });
						const { x: left, width: room } = tracks[carried.column] as Track;
						drawTextLines(canvas, amount, { x: x + left, y: y + headHeight + 2, width: room, align: 'end' });
					});
				},
			},
		};
	});
	if (!table.foot) return [head, ...groups];
	const foot = layRow(table.foot, tracks, structNode(node, 'TFoot'), look);
	return [
		head,
		...groups,
		{
			before: 0,
			height: foot.height,
			paint(canvas, x, y) {
				foot.paint(canvas, x, y);
				rule(canvas, x, y + foot.height - HAIR, 0.8, look.accent);
			},
		},
	];
}

/** Of a title in two languages, the first is emphasised. */
const titleStyle = (line: number, look: Look): BlockStyle => (line === 0 ? look.columnHead : look.muted);

interface Stack {
	readonly height: number;
	draw(canvas: Canvas, box: { x: number; y: number; width: number; align?: Align | undefined }): void;
}

/** Breaks texts into lines, to be drawn below one another. */
function stackTitles(title: readonly Text[], width: number, look: Look): Stack {
	const stack = title.map((text, i) =>
		breakText(i < title.length - 1 ? separated(text) : text, titleStyle(i, look), width),
	);
	return {
		height: stack.reduce((sum, { height }) => sum + height, 0),
		draw(canvas, { x, y, width: room, align }) {
			let top = y;
			for (const lines of stack) {
				drawTextLines(canvas, lines, { x, y: top, width: room, align });
				top += lines.height;
			}
		},
	};
}

/** A text with an invisible space at its end, which separates it from the next when they are read aloud. */
function separated(text: Text): Text {
	return typeof text === 'string' ? `${text} ` : [...text, { text: ' ' }];
}

/** Gives each column the width of its texts. If too little is left, columns whose texts can wrap become narrower. */
function layTracks({ columns, groups, foot }: PageTable, width: number, look: Look): Track[] {
	const texts = columns.map(({ title }) => title.map((text, i): StyledText => [text, titleStyle(i, look)]));
	for (const row of [...groups.flatMap(({ rows }) => rows), ...(foot ? [foot] : [])]) {
		let column = 0;
		for (const cell of row.cells) {
			const { span = 1 } = cell;
			if (span === 1 && cell.text !== '' && !columns[column]?.rest) {
				texts[column]?.push([cell.text, cellStyle(cell, row, false, look)]);
			}
			column += span;
		}
	}
	const widest = (measure: (...styled: StyledText) => number) =>
		texts.map((own) => Math.max(...own.map((styled) => measure(...styled))));
	const natural = widest(naturalWidth);
	const gutters = columns.slice(1).reduce((sum, column) => sum + gutter(column), 0);
	const isRest = (i: number): boolean => columns[i]?.rest === true;
	const total = (widths: readonly number[]) =>
		widths.reduce((sum, own, i) => sum + (isRest(i) ? 0 : own), gutters);
	const missing = Math.max(0, LEAST_REST - (width - total(natural)));
	const least = missing === 0 ? natural : widest((text, style) => needOf(text, style).least);
	const slack = total(natural) - total(least);
	const share = slack > 0 ? Math.min(1, missing / slack) : 0;
	const widths = natural.map((own, i) => own - share * (own - (least[i] as number)));
	const rest = width - total(widths);
	let x = 0;
	return columns.map((column, i) => {
		if (i > 0) x += gutter(column);
		const width = isRest(i) ? rest : (widths[i] as number);
		const track = { x, width, align: column.align ?? 'start', rest: isRest(i) };
		x += track.width;
		return track;
	});
}

type StyledText = readonly [text: Text, style: BlockStyle];

/** Machines read codes, dates and amounts best in the bold weight; the words beside them stay regular. */
function cellStyle({ header }: PageCell, { continues }: PageRow, rest: boolean, look: Look): BlockStyle {
	return continues ? look.muted : header || !rest ? look.strong : look.body;
}

interface LaidRow {
	readonly height: number;
	paint(canvas: Canvas, x: number, y: number): void;
}

function layRow(row: PageRow, tracks: readonly Track[], body: StructNode, look: Look): LaidRow {
	const node = structNode(body, 'TR');
	let column = 0;
	const cells = row.cells.map((cell) => {
		const laid = layCell(cell, column, tracks, node, row, look);
		column += cell.span ?? 1;
		return laid;
	});
	const padding = row.continues ? 0 : look.rowPadding;
	const height = Math.max(...cells.map((cell) => cell.lines.height));
	const detailHeight = Math.max(...cells.map(({ detail }) => detail?.height ?? 0));
	return {
		height: padding + height + detailHeight + look.rowPadding,
		paint(canvas, x, y) {
			for (const cell of cells) cell.paint(canvas, x, y + padding, height);
		},
	};
}

/** Between a text and its detail on the same line. */
const SEPARATOR = ' \u00b7 ';

interface LaidCell {
	readonly lines: TextLines;
	/** Lines below all cells of the row, as far as the right edge of the table. */
	readonly detail: TextLines | undefined;
	/** @param below distance of the detail from the top */
	paint(canvas: Canvas, x: number, y: number, below: number): void;
}

function layCell(
	cell: PageCell,
	column: number,
	tracks: readonly Track[],
	rowNode: StructNode,
	row: PageRow,
	look: Look,
): LaidCell {
	const { span = 1 } = cell;
	const node = cell.header
		? structNode(rowNode, 'TH', { scope: 'Row', colSpan: span })
		: structNode(rowNode, 'TD', { colSpan: span });
	const first = tracks[cell.textColumn ?? column] as Track;
	const last = tracks[column + span - 1] as Track;
	const end = tracks.at(-1) as Track;
	const width = last.x + last.width - first.x;
	const { lines, detail } = cellLines(
		cell,
		cellStyle(cell, row, first.rest, look),
		width,
		end.x + end.width - first.x,
		look,
	);
	return {
		lines,
		detail,
		paint(canvas, x, y, below) {
			const align = span === 1 ? first.align : undefined;
			tagged(canvas, node, () => {
				drawTextLines(canvas, lines, { x: x + first.x, y, width, align });
				if (detail) drawTextLines(canvas, detail, { x: x + first.x, y: y + below, width: detail.width });
			});
		},
	};
}

function cellLines(
	{ text, detail }: PageCell,
	style: BlockStyle,
	width: number,
	detailWidth: number,
	look: Look,
): Pick<LaidCell, 'lines' | 'detail'> {
	if (detail === undefined) return { lines: breakText(text, style, width), detail: undefined };
	const joined = [...spansOf(text), ...muted([{ text: SEPARATOR }, ...spansOf(detail)])];
	if (naturalWidth(joined, style) <= width)
		return { lines: breakText(joined, style, width), detail: undefined };
	return {
		lines: breakText(separated(text), style, width),
		detail: breakText(detail, look.muted, detailWidth),
	};
}

const spansOf = (text: Text): readonly Span[] => (typeof text === 'string' ? [{ text }] : text);

const muted = (spans: readonly Span[]): Span[] => spans.map((span) => ({ manner: 'muted', ...span }));
