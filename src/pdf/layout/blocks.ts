import type {
	Align,
	Block,
	Heading,
	LabelledList,
	Ledger,
	PageColumns,
	PageNumber,
	Paragraph,
	Recipient,
	Signature,
	Stamp,
	Text,
} from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { boxesPiece, stacked, type TextBox } from './boxes.ts';
import { artifact, drawFrame, drawLine, tagged } from './canvas.ts';
import { columnWidths, gapAfter } from './columns.ts';
import { layFigure, layQrCode } from './figure.ts';
import { MOST_PAGES } from './paginate.ts';
import { type ColumnPieces, columnsPiece, type PagePiece } from './piece.ts';
import { type BlockStyle, COLUMN_GAP, type Colour, GRID, INK, type Look } from './style.ts';
import { layTable } from './table.ts';
import { breakText, drawTextLines, headingText, naturalWidth, type TextLines } from './text.ts';

/**
 * Lays out blocks below one another, and adds them to the structure tree in reading order.
 *
 * @param width in points
 */
export function layBlocks(
	blocks: readonly Block[],
	width: number,
	parent: StructNode,
	look: Look,
): PagePiece[] {
	let section = parent;
	return blocks.flatMap((block) => {
		if (block.kind === 'heading' && block.level === 2) section = structNode(parent, 'Sect');
		// Columns and signatures do not belong to the section above them.
		else if (block.kind === 'columns' || block.kind === 'signature') section = parent;
		return layBlock(block, width, section, look);
	});
}

function layBlock(block: Block, width: number, parent: StructNode, look: Look): PagePiece[] {
	switch (block.kind) {
		case 'heading':
			return [layHeading(block, width, parent, look)];
		case 'paragraph':
			return [layParagraph(block, width, parent, look)];
		case 'list':
			return layList(block, width, parent, look);
		case 'columns':
			return [layColumns(block, width, parent, look)];
		case 'table':
			return layTable(block, width, parent, look);
		case 'ledger':
			return layLedger(block, width, parent, look);
		case 'stamp':
			return [layStamp(block, width, parent, look)];
		case 'signature':
			return [laySignature(block, width, parent, look)];
		case 'divider':
			return [layDivider(width, look.accent)];
		case 'recipient':
			return [layRecipient(block, parent, look)];
		case 'page-break':
			return [{ before: 0, height: 0, breaks: block.part ? 'part' : 'page', paint() {} }];
		case 'figure':
			return [layFigure(block, width, parent)];
		case 'qr-code':
			return [layQrCode(block, parent)];
		case 'page-number':
			return [layPageNumber(block, width, look)];
	}
}

function textPiece(
	text: Paragraph['text'],
	style: BlockStyle,
	width: number,
	node: StructNode,
	options: { readonly before: number; readonly keep?: boolean; readonly align?: Align | undefined },
): PagePiece {
	const { align, ...rest } = options;
	const lines = breakText(text, style, width);
	return boxesPiece([{ node, texts: [{ lines, x: 0, y: 0, width, align }] }], rest);
}

function layHeading(block: Heading, width: number, parent: StructNode, look: Look): PagePiece {
	const node = structNode(parent, `H${block.level}`);
	const { align } = block;
	const text = headingText(block);
	if (block.level === 1) return textPiece(text, look.display, width, node, { before: 0, align });
	const style = block.size === 'title' ? look.title : look.section;
	return textPiece(text, style, width, node, { before: look.sectionGap, keep: true, align });
}

function layParagraph(block: Paragraph, width: number, parent: StructNode, look: Look): PagePiece {
	return textPiece(block.text, look[block.size ?? 'body'], width, structNode(parent, 'P'), {
		before: block.apart ? (block.size === 'fine' ? GRID / 2 : 2 * GRID) : 0,
		align: block.align,
	});
}

function layPageNumber({ text }: PageNumber, width: number, look: Look): PagePiece {
	return {
		before: 0,
		height: breakText(text(MOST_PAGES, MOST_PAGES), look.muted, width).height,
		paint(canvas, x, y) {
			const lines = breakText(text(canvas.place.page + 1, canvas.place.pages), look.muted, width);
			artifact(canvas, 'Pagination', () => drawTextLines(canvas, lines, { x, y, width, align: 'end' }));
		},
	};
}

/** Most items beside each other. */
const LIST_COLUMNS = 4;

/** Lays out a list. Lettered items are set side by side, row by row, in as many columns as make it lowest. */
function layList(
	{ numbering, items }: LabelledList,
	width: number,
	parent: StructNode,
	look: Look,
): PagePiece[] {
	const list = structNode(parent, 'L', { listNumbering: numbering === 'letters' ? 'UpperAlpha' : 'Decimal' });
	const labelWidth = numbering === 'letters' ? 3 * GRID : 4 * GRID;
	const texts = items.map(({ key, text }): Text => {
		if (key === undefined) return text ?? '';
		return [
			{ text: key, manner: 'strong' },
			...(text === undefined ? [] : [{ text: ' ' }, ...spansOf(text)]),
		];
	});
	const needs = texts.map((text) => naturalWidth(text, look.body));
	const most = numbering === 'letters' ? Math.min(LIST_COLUMNS, items.length) : 1;
	const counts = Array.from({ length: most }, (_, i) => listWidths(needs, i + 1, width, labelWidth));
	const lineCount = (widths: readonly number[]): number => {
		const lines = needs.map((need, i) => Math.ceil((need - 0.01) / (widths[i % widths.length] as number)));
		let total = 0;
		for (let i = 0; i < lines.length; i += widths.length) {
			total += Math.max(...lines.slice(i, i + widths.length));
		}
		return total;
	};
	const widths = counts.reduce((best, next) => (lineCount(next) < lineCount(best) ? next : best));
	const boxes = items.map(({ label }, i) => {
		const item = structNode(list, 'LI');
		const labelNode = structNode(item, 'Lbl');
		const bodyNode = structNode(item, 'LBody');
		const labelLines = breakText(label, look.strong, labelWidth);
		const itemWidth = widths[i % widths.length] as number;
		const lines = breakText(texts[i] as Text, look.body, itemWidth);
		return (x: number): TextBox[] => [
			{ node: labelNode, texts: [{ lines: labelLines, x, y: 0, width: labelWidth }] },
			{ node: bodyNode, texts: [{ lines, x: x + labelWidth, y: 0, width: itemWidth }] },
		];
	});
	const rows = Array.from({ length: Math.ceil(items.length / widths.length) }, (_, row) =>
		boxes.slice(row * widths.length, (row + 1) * widths.length),
	);
	return rows.map((row, i) => {
		let left = 0;
		const placed = row.flatMap((boxesAt, column) => {
			const x = left;
			left += labelWidth + (widths[column] as number) + COLUMN_GAP;
			return boxesAt(x);
		});
		return boxesPiece(placed, { before: numbering === 'letters' ? (i === 0 ? 2 : 1) : GRID });
	});
}

/** Widths of the texts in columns of a list: what each needs, if there is room, or else equal shares. */
function listWidths(
	needs: readonly number[],
	count: number,
	width: number,
	labelWidth: number,
): readonly number[] {
	const room = width - COLUMN_GAP * (count - 1) - labelWidth * count;
	const own = Array.from({ length: count }, (_, column) =>
		Math.max(...needs.filter((_need, i) => i % count === column)),
	);
	const spare = room - own.reduce((sum, each) => sum + each, 0);
	return spare < 0 ? own.map(() => room / count) : own;
}

const spansOf = (text: Text) => (typeof text === 'string' ? [{ text }] : text);

function layLedger({ rows, summary }: Ledger, width: number, parent: StructNode, look: Look): PagePiece[] {
	const body = structNode(structNode(parent, 'Table', { summary }), 'TBody');
	const amounts = rows.map(({ amount }) => breakText(amount, look.strong, width));
	const amountWidth = Math.max(...amounts.map((lines) => lines.width));
	const labelWidth = width - amountWidth - 2 * GRID;
	return rows.map(({ label, rank }, i) => {
		const row = structNode(body, 'TR');
		const header = structNode(row, 'TH', { scope: 'Row' });
		const cell = structNode(row, 'TD');
		const lines = breakText(label, rank === 'sum' ? look.strong : look.body, labelWidth);
		const ruled = rank === 'sum' && rows[i - 1]?.rank === 'entry';
		const above = i === 0 ? 2 : ruled ? GRID + 1 : 1;
		const texts = { x: 0, y: 0, align: undefined };
		return boxesPiece(
			[
				{ node: header, texts: [{ ...texts, lines, width: labelWidth }] },
				{ node: cell, texts: [{ ...texts, lines: amounts[i] as TextLines, width, align: 'end' }] },
			],
			{
				above,
				decorate(canvas, x, y) {
					if (!ruled) return;
					artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y + GRID / 2, 0.8, INK));
				},
			},
		);
	});
}

function layColumns(block: PageColumns, width: number, parent: StructNode, look: Look): PagePiece {
	const widths = columnWidths(block, width, look);
	let x = 0;
	const columns = block.columns.map((blocks, i): ColumnPieces => {
		const columnWidth = widths[i] as number;
		const column = { x, pieces: layBlocks(blocks, columnWidth, parent, look) };
		x += columnWidth + gapAfter(blocks);
		return column;
	});
	const isSection = block.columns.some(([first]) => first?.kind === 'heading');
	return columnsPiece(columns, isSection ? look.sectionGap : GRID / 2, block.keep ?? false);
}

const STAMP_PADDING = 6;

function layStamp({ text }: Stamp, width: number, parent: StructNode, look: Look): PagePiece {
	const node = structNode(parent, 'P');
	const lines = breakText(text, look.stamp, width - 2 * STAMP_PADDING);
	const height = lines.height + GRID;
	const frame = lines.width + 2 * STAMP_PADDING;
	return {
		before: GRID,
		height,
		paint(canvas, x, y) {
			const left = x + width - frame;
			artifact(canvas, 'Layout', () => drawFrame(canvas, left, y, frame, height, INK));
			tagged(canvas, node, () =>
				drawTextLines(canvas, lines, { x: left + STAMP_PADDING, y: y + GRID / 2, width: lines.width }),
			);
		},
	};
}

const SIGNATURE_SHARE = 0.74;

/** Lays out a statement below lines to sign and date, or without them. */
function laySignature(
	{ text, dateLabel }: Signature,
	width: number,
	parent: StructNode,
	look: Look,
): PagePiece {
	const node = structNode(parent, 'P');
	if (dateLabel === undefined) return textPiece(text, look.fine, width, node, { before: look.sectionGap });
	const signatureWidth = width * SIGNATURE_SHARE;
	const dateX = signatureWidth + COLUMN_GAP;
	const dateWidth = width - dateX;
	const dateNode = structNode(parent, 'P');
	const lines = breakText(text, look.fine, signatureWidth);
	const dateLines = breakText(dateLabel, look.fine, dateWidth);
	return boxesPiece(
		[
			{ node, texts: [{ lines, x: 0, y: 0, width: signatureWidth }] },
			{ node: dateNode, texts: [{ lines: dateLines, x: dateX, y: 0, width: dateWidth }] },
		],
		{
			before: look.sectionGap,
			above: look.signingHeight + 2,
			decorate(canvas, x, y) {
				const line = y + look.signingHeight;
				artifact(canvas, 'Layout', () => {
					drawLine(canvas, x, x + signatureWidth, line, 0.8, INK);
					drawLine(canvas, x + dateX, x + width, line, 0.8, INK);
				});
			},
		},
	);
}

/**
 * The area, in points, that the window of a #10 envelope shows wherever a letter folded in three slides inside it. The
 * window is 4 1/2 by 1 1/8 inches, 7/8 inch from the left edge and 1/2 inch from the lower edge. The folded letter can
 * move an inch sideways and almost half an inch up and down.
 */
const WINDOW = { left: 72, top: 180, width: 240 };

function layRecipient({ lines }: Recipient, parent: StructNode, look: Look): PagePiece {
	const node = structNode(parent, 'P');
	// The trailing space is invisible. It separates the lines when they are read aloud.
	const stack = lines.map((text, i) =>
		breakText(i < lines.length - 1 ? `${text} ` : text, look.body, WINDOW.width),
	);
	const texts = stacked(stack, { x: WINDOW.left, y: 0, width: WINDOW.width });
	return inWindow(boxesPiece([{ node, texts }], { before: look.sectionGap }));
}

/** Places a piece in the window, whatever the margins are. */
function inWindow(piece: PagePiece): PagePiece {
	return {
		...piece,
		from: WINDOW.top,
		paint: (canvas, _x, y) => piece.paint(canvas, 0, y),
		split(room, whole, force) {
			const parts = piece.split?.(room, whole, force);
			return parts && [inWindow(parts[0]), parts[1] && inWindow(parts[1])];
		},
	};
}

function layDivider(width: number, accent: Colour): PagePiece {
	return {
		before: 2 * GRID,
		height: 1,
		paint(canvas, x, y) {
			artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y, 1, accent));
		},
	};
}
