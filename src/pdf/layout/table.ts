import type {
	Align,
	PageCell,
	PageRow,
	PageTable,
	RowGroup,
	Span,
	TableColumn,
	Text,
} from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { boxesPiece, drawPlaced, type PlacedText, stacked, type TextBox } from './boxes.ts';
import { artifact, type Canvas, drawLine } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { type BlockStyle, type Colour, GRID, HAIR, HAIRLINE, type Look } from './style.ts';
import { breakText, naturalWidth, needOf, type TextLines } from './text.ts';

/** A column's position in points from the left edge of the table. */
interface Track {
	readonly x: number;
	readonly width: number;
	readonly align: Align;
	/** Takes the width that the others leave, for words. */
	readonly rest: boolean;
}

/** Space before a column. Two numbers side by side need more, so that nobody reads one. */
const gutter = ({ align }: TableColumn, tight: boolean): number =>
	(align === 'end' ? 3 * GRID : 2 * GRID) - (tight ? GRID / 2 : 0);

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
		titleNode: structNode(headRow, 'TH', { scope: 'Column' }),
		lines: stackTitles(title, (tracks[i] as Track).width, look),
	}));
	const titleHeight = Math.max(...titles.map(({ lines }) => heightOf(lines)));
	// Titles stand on the line below them.
	const heads = titles.map(
		({ titleNode, lines }, i): TextBox => ({
			node: titleNode,
			texts: stacked(lines, { ...(tracks[i] as Track), y: titleHeight - heightOf(lines) }),
		}),
	);
	const body = structNode(node, 'TBody');
	const rule = (canvas: Canvas, x: number, y: number, weight: number, colour: Colour) =>
		artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y, weight, colour));

	const headHeight = titleHeight + GRID;
	const titlePiece = boxesPiece(heads, { before: 2, keep: true, below: GRID });
	const head: PagePiece = {
		...titlePiece,
		paint(canvas, x, y) {
			titlePiece.paint(canvas, x, y);
			rule(canvas, x, y + headHeight - 1, 0.8, look.accent);
		},
	};
	const leadOf = (carried: RowGroup['carried']): Lead => {
		const sum = carried ? carriedTexts(carried, tracks, width, look) : [];
		const height = Math.max(0, ...sum.map(({ lines }) => lines.height));
		return {
			height: headHeight + (carried ? height + GRID : 0),
			paint(canvas, x, y) {
				artifact(canvas, 'Pagination', () => {
					for (const { texts } of heads) drawPlaced(canvas, texts, x, y);
				});
				rule(canvas, x, y + headHeight - 1, 0.8, look.accent);
				if (carried) artifact(canvas, 'Pagination', () => drawPlaced(canvas, sum, x, y + headHeight + 2));
			},
		};
	};
	const groups = table.groups.map(({ rows, carried }, i) => {
		const laid = rows.map((row, r) => ({
			piece: layRow(row, tracks, body, look),
			ruled: rows[r + 1]?.continues !== true,
		}));
		const keep = table.foot !== undefined && i === table.groups.length - 1;
		return groupPiece(
			laid,
			keep,
			() => leadOf(carried),
			() => leadOf(undefined),
			(canvas, x, y) => rule(canvas, x, y - HAIR, HAIR, HAIRLINE),
		);
	});
	if (!table.foot) return [head, ...groups];
	const foot = layRow(table.foot, tracks, structNode(node, 'TFoot'), look);
	return [
		head,
		...groups,
		{
			...foot,
			paint(canvas, x, y) {
				foot.paint(canvas, x, y);
				rule(canvas, x, y + foot.height - HAIR, 0.8, look.accent);
			},
		},
	];
}

type Lead = NonNullable<PagePiece['lead']>;

/** A row of a group, and whether there is a line below it. */
interface GroupRow {
	readonly piece: PagePiece;
	readonly ruled: boolean;
}

/** Rows that stay together. If no page can hold them, they are split between rows, or within one that is too high. */
function groupPiece(
	rows: readonly GroupRow[],
	keep: boolean,
	lead: () => Lead,
	restLead: () => Lead,
	rule: (canvas: Canvas, x: number, y: number) => void,
): PagePiece {
	return {
		before: 0,
		height: rows.reduce((sum, { piece }) => sum + piece.height, 0),
		keep,
		// Only a piece that may start a page needs it.
		get lead() {
			return lead();
		},
		paint(canvas, x, y) {
			let top = y;
			for (const { piece, ruled } of rows) {
				piece.paint(canvas, x, top);
				top += piece.height;
				if (ruled) rule(canvas, x, top);
			}
		},
		split(room, whole, force) {
			const part = (of: readonly GroupRow[], kept: boolean, first: () => Lead) =>
				groupPiece(of, kept, first, restLead, rule);
			let [count, height] = [0, 0];
			for (const { piece } of rows) {
				if (height + piece.height > room) break;
				height += piece.height;
				count++;
			}
			const [here, next] = [rows.slice(0, count), rows[count]];
			const halves =
				next && (count === 0 || next.piece.height > whole)
					? next.piece.split?.(room - height, whole, force)
					: undefined;
			if (!halves)
				return count === 0 ? undefined : [part(here, false, lead), part(rows.slice(count), keep, restLead)];
			const [upper, lower] = halves as [PagePiece, PagePiece];
			const rest = [{ ...(next as GroupRow), piece: lower }, ...rows.slice(count + 1)];
			return [part([...here, { piece: upper, ruled: false }], false, lead), part(rest, keep, restLead)];
		},
	};
}

/** A sum carried over from earlier pages: its label, and the amount in its column or, without room for the label, after it. */
function carriedTexts(
	{ label, amount, column }: NonNullable<RowGroup['carried']>,
	tracks: readonly Track[],
	width: number,
	look: Look,
): PlacedText[] {
	const track = tracks[column] as Track;
	const start = { x: 0, y: 0, width };
	const [name, sum] = [breakText(label, look.body, width), breakText(amount, look.body, width)];
	if (name.width > track.x || sum.width > track.width) {
		return [{ ...start, lines: breakText([...spansOf(label), { text: ` ${amount}` }], look.body, width) }];
	}
	return [
		{ ...start, lines: name },
		{ ...track, y: 0, align: 'end', lines: sum },
	];
}

const heightOf = (stack: readonly TextLines[]): number => stack.reduce((sum, { height }) => sum + height, 0);

/** Of a title in two languages, the first is emphasised. */
const titleStyle = (line: number, look: Look): BlockStyle => (line === 0 ? look.columnHead : look.muted);

/** Breaks the lines of a title. */
function stackTitles(title: readonly Text[], width: number, look: Look): TextLines[] {
	return title.map((text, i) =>
		breakText(i < title.length - 1 ? separated(text) : text, titleStyle(i, look), width),
	);
}

/** A text with an invisible space at its end, which separates it from the next when they are read aloud. */
function separated(text: Text): Text {
	return typeof text === 'string' ? `${text} ` : [...text, { text: ' ' }];
}

/** The texts that decide how wide each column is. The column for the rest has only its title. */
function columnTexts({ columns, groups, foot }: PageTable, look: Look): StyledText[][] {
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
	return texts;
}

/** First texts of the cells in the column that takes what the others leave. */
function restTexts({ columns, groups }: PageTable, look: Look): StyledText[] {
	const rest = columns.findIndex((column) => column.rest);
	return groups.flatMap(({ rows }) =>
		rows.flatMap((row): StyledText[] => {
			const cell = row.cells.length === columns.length ? row.cells[rest] : undefined;
			return cell && cell.text !== '' ? [[cell.text, cellStyle(cell, row, false, look)]] : [];
		}),
	);
}

const leastOf: Measure = (text, style) => needOf(text, style).least;

type Measure = (...styled: StyledText) => number;

const widest = (texts: readonly StyledText[][], measure: Measure): number[] =>
	texts.map((own) => Math.max(...own.map((styled) => measure(...styled))));

const gutters = (columns: readonly TableColumn[], tight: boolean): number =>
	columns.slice(1).reduce((sum, column) => sum + gutter(column, tight), 0);

/** Width, in points, below which the column that gets what the others leave is too narrow to read. */
const READABLE_REST = 56;

/** The width, in points, below which words of a table are split or the column for the rest is too narrow to read. */
export function leastWidth(table: PageTable, look: Look): number {
	const { columns } = table;
	return widest(columnTexts(table, look), leastOf).reduce(
		(sum, least, i) => sum + (columns[i]?.rest ? Math.max(READABLE_REST, least) : least),
		gutters(columns, true),
	);
}

/** Gives each column the width of its texts. If too little is left, columns whose texts can wrap become narrower. */
function layTracks(table: PageTable, width: number, look: Look): Track[] {
	const { columns } = table;
	const texts = columnTexts(table, look);
	const natural = widest(texts, naturalWidth);
	const isRest = (i: number): boolean => columns[i]?.rest === true;
	const saved = gutters(columns, false) - gutters(columns, true);
	const looseRest =
		width - natural.reduce((sum, own, i) => sum + (isRest(i) ? 0 : own), gutters(columns, false));
	// Narrower gaps rather than split words, and rather than a second line of a row.
	const tight =
		leastWidth(table, look) + saved > width ||
		restTexts(table, look).some((text) => {
			const lacking = naturalWidth(...text) - looseRest;
			return lacking > 0 && lacking <= saved;
		});
	const total = (widths: readonly number[]) =>
		widths.reduce((sum, own, i) => sum + (isRest(i) ? 0 : own), gutters(columns, tight));
	const missing = Math.max(0, LEAST_REST - (width - total(natural)));
	const least = missing === 0 ? natural : widest(texts, leastOf);
	const slack = total(natural) - total(least);
	const share = slack > 0 ? Math.min(1, missing / slack) : 0;
	const wrapped = natural.map((own, i) => own - share * (own - (least[i] as number)));
	// Where words do not fit, the widest columns become narrower, and their words are split.
	const cap = highest(
		wrapped.filter((_, i) => !isRest(i)),
		width - gutters(columns, tight) - Math.min(LEAST_REST, width / columns.length),
	);
	const widths = wrapped.map((own) => Math.min(own, cap));
	const rest = width - total(widths);
	let x = 0;
	return columns.map((column, i) => {
		if (i > 0) x += gutter(column, tight);
		const width = isRest(i) ? rest : (widths[i] as number);
		const track = { x, width, align: column.align ?? 'start', rest: isRest(i) };
		x += track.width;
		return track;
	});
}

/** The highest width of columns that leaves them within a room. */
function highest(widths: readonly number[], room: number): number {
	let [left, count] = [room, widths.length];
	for (const width of widths.toSorted((a, b) => a - b)) {
		if (width * count > left) return left / count;
		left -= width;
		count--;
	}
	return Number.POSITIVE_INFINITY;
}

type StyledText = readonly [text: Text, style: BlockStyle];

/** Machines read codes, dates and amounts best in the bold weight; the words beside them stay regular. */
function cellStyle({ header }: PageCell, { continues }: PageRow, rest: boolean, look: Look): BlockStyle {
	return !continues && (header || !rest) ? look.strong : look.body;
}

function layRow(row: PageRow, tracks: readonly Track[], body: StructNode, look: Look): PagePiece {
	const node = structNode(body, 'TR');
	let column = 0;
	const cells = row.cells.map((cell) => {
		const laid = layCell(cell, column, tracks, node, row, look);
		column += cell.span ?? 1;
		return laid;
	});
	const below = Math.max(...cells.map(({ lines }) => lines.height));
	return boxesPiece(
		cells.map(({ node: cellNode, lines, detail, x, width, align }) => ({
			node: cellNode,
			texts: [
				{ lines, x, y: 0, width, align },
				...(detail ? [{ lines: detail, x, y: below, width: detail.width }] : []),
			],
		})),
		{ above: row.continues ? 0 : look.rowPadding, below: look.rowPadding },
	);
}

/** Between a text and its detail on the same line. */
const SEPARATOR = ' \u00b7 ';

interface LaidCell {
	readonly node: StructNode;
	readonly x: number;
	readonly width: number;
	readonly align: Align | undefined;
	readonly lines: TextLines;
	/** Lines below all cells of the row, as far as the right edge of the table. */
	readonly detail: TextLines | undefined;
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
	const style = cellStyle(cell, row, first.rest, look);
	const detailWidth = end.x + end.width - first.x;
	return {
		node,
		x: first.x,
		width,
		align: span === 1 ? first.align : undefined,
		...cellLines(cell, style, width, detailWidth, look),
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
	const joined = [...spansOf(text), { text: SEPARATOR }, ...spansOf(detail)];
	if (naturalWidth(joined, style) <= width)
		return { lines: breakText(joined, style, width), detail: undefined };
	return {
		lines: breakText(separated(text), style, width),
		detail: breakText(detail, look.body, detailWidth),
	};
}

const spansOf = (text: Text): readonly Span[] => (typeof text === 'string' ? [{ text }] : text);
