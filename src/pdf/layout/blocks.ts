import type {
	Align,
	Block,
	Definitions,
	Heading,
	LabelledList,
	Ledger,
	PageColumns,
	Paragraph,
	Recipient,
	Signature,
	Text,
} from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { artifact, type Canvas, drawLine, tagged } from './canvas.ts';
import { columnWidths, gapAfter, layFigure, layQrCode } from './figure.ts';
import { type ColumnPieces, columnsPiece, type PagePiece, paintStack, stackHeight } from './piece.ts';
import { type BlockStyle, COLUMN_GAP, type Colour, GRID, INK, type Look } from './style.ts';
import { layTable } from './table.ts';
import { breakText, drawTextLines } from './text.ts';

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
		case 'definitions':
			return layDefinitions(block, width, parent, look);
		case 'list':
			return layList(block, width, parent, look);
		case 'columns':
			return [layColumns(block, width, parent, look)];
		case 'table':
			return layTable(block, width, parent, look);
		case 'ledger':
			return layLedger(block, width, parent, look);
		case 'signature':
			return laySignature(block, width, parent, look);
		case 'divider':
			return [layDivider(width, look.accent)];
		case 'recipient':
			return [layRecipient(block, width, parent, look)];
		case 'page-break':
			return [{ before: 0, height: 0, breaks: true, paint() {} }];
		case 'figure':
			return [layFigure(block, width, parent)];
		case 'qr-code':
			return [layQrCode(block, parent)];
	}
}

function textPiece(
	text: Paragraph['text'],
	style: BlockStyle,
	width: number,
	node: StructNode,
	options: { readonly before: number; readonly keep?: boolean; readonly align?: Align | undefined },
): PagePiece {
	const lines = breakText(text, style, width);
	return {
		before: options.before,
		keep: options.keep ?? false,
		height: lines.height,
		paint(canvas, x, y) {
			tagged(canvas, node, () => drawTextLines(canvas, lines, { x, y, width, align: options.align }));
		},
	};
}

function layHeading(block: Heading, width: number, parent: StructNode, look: Look): PagePiece {
	const node = structNode(parent, `H${block.level}`);
	const { text, align } = block;
	if (block.level === 1) return textPiece(upperCase(text), look.display, width, node, { before: 0, align });
	const options = { before: look.sectionGap, keep: true, align };
	return block.size === 'title'
		? textPiece(text, look.title, width, node, options)
		: textPiece(upperCase(text), look.section, width, node, options);
}

function upperCase(text: Text): Text {
	return typeof text === 'string'
		? text.toUpperCase()
		: text.map((span) => ({ ...span, text: span.text.toUpperCase() }));
}

function layParagraph(block: Paragraph, width: number, parent: StructNode, look: Look): PagePiece {
	return textPiece(block.text, look[block.size ?? 'body'], width, structNode(parent, 'P'), {
		before: block.apart ? GRID : 0,
		align: block.align,
	});
}

/** Largest share of the width for the terms. */
const TERM_SHARE = 0.42;

function layDefinitions({ items }: Definitions, width: number, parent: StructNode, look: Look): PagePiece[] {
	if (items.length === 0) return [];
	const list = structNode(parent, 'L', { listNumbering: 'None' });
	const widest = Math.max(
		...items.map(({ term }) => breakText(term, look.muted, Number.POSITIVE_INFINITY).width),
	);
	const termWidth = Math.min(Math.ceil(widest / GRID) * GRID, width * TERM_SHARE);
	const valueX = termWidth + 2 * GRID;
	return items.map(({ term, value }, i): PagePiece => {
		const item = structNode(list, 'LI');
		const label = structNode(item, 'Lbl');
		const body = structNode(item, 'LBody');
		const termLines = breakText(term, look.muted, termWidth);
		const values = stackTexts(value, look.body, width - valueX);
		return {
			before: i === 0 ? GRID : 1,
			height: Math.max(termLines.height + 1, values.height),
			paint(canvas, x, y) {
				const drop = look.body.ascent - look.muted.ascent;
				tagged(canvas, label, () => drawTextLines(canvas, termLines, { x, y: y + drop, width: termWidth }));
				tagged(canvas, body, () => values.draw(canvas, x + valueX, y));
			},
		};
	});
}

/** Breaks texts into lines, to be drawn below one another. */
function stackTexts(texts: readonly Text[], style: BlockStyle, width: number) {
	// The trailing space is invisible. It separates the lines when they are read aloud.
	const stack = texts.map((text, i) =>
		breakText(typeof text === 'string' && i < texts.length - 1 ? `${text} ` : text, style, width),
	);
	return {
		height: stack.reduce((sum, { height }) => sum + height, 0),
		draw(canvas: Canvas, x: number, y: number): void {
			let top = y;
			for (const lines of stack) {
				drawTextLines(canvas, lines, { x, y: top, width });
				top += lines.height;
			}
		},
	};
}

/** Smallest number of items for which a list without texts is set in columns, each read to its end. */
const LONG_LIST = 5;
const LIST_COLUMNS = 3;

function layList(
	{ numbering, items }: LabelledList,
	width: number,
	parent: StructNode,
	look: Look,
): PagePiece[] {
	const list = structNode(parent, 'L', { listNumbering: numbering === 'letters' ? 'UpperAlpha' : 'Decimal' });
	const labelWidth = 4 * GRID;
	const keyWidth = items.some(({ key }) => key !== undefined) ? 14 * GRID : 0;
	const layItems = (part: LabelledList['items'], itemWidth: number): PagePiece[] =>
		part.map(({ label, key, text }, i): PagePiece => {
			const item = structNode(list, 'LI');
			const labelNode = structNode(item, 'Lbl');
			const bodyNode = structNode(item, 'LBody');
			const labelLines = breakText(label, look.strong, labelWidth);
			const keyLines =
				key === undefined
					? undefined
					: breakText(text === undefined ? key : `${key} `, look.strong, keyWidth);
			const textX = labelWidth + keyWidth;
			const textLines = text === undefined ? undefined : breakText(text, look.body, itemWidth - textX);
			return {
				before: i > 0 && numbering === 'letters' ? 1 : GRID,
				height: textLines?.height ?? look.body.leading,
				paint(canvas, x, y) {
					tagged(canvas, labelNode, () => drawTextLines(canvas, labelLines, { x, y, width: labelWidth }));
					tagged(canvas, bodyNode, () => {
						if (keyLines) drawTextLines(canvas, keyLines, { x: x + labelWidth, y, width: keyWidth });
						if (textLines) {
							drawTextLines(canvas, textLines, { x: x + textX, y, width: itemWidth - textX });
						}
					});
				},
			};
		});
	if (items.length < LONG_LIST || items.some(({ text }) => text !== undefined)) return layItems(items, width);
	const perColumn = Math.ceil(items.length / LIST_COLUMNS);
	const columnWidth = (width - COLUMN_GAP * (LIST_COLUMNS - 1)) / LIST_COLUMNS;
	const columns = Array.from({ length: LIST_COLUMNS }, (_, i) => ({
		x: i * (columnWidth + COLUMN_GAP),
		pieces: layItems(items.slice(i * perColumn, (i + 1) * perColumn), columnWidth),
	}));
	return [columnsPiece(columns, GRID, true)];
}

function layColumns(block: PageColumns, width: number, parent: StructNode, look: Look): PagePiece {
	const widths = columnWidths(block, width);
	let x = 0;
	const columns = block.columns.map((blocks, i): ColumnPieces => {
		const columnWidth = widths[i] as number;
		const column = { x, pieces: layBlocks(blocks, columnWidth, parent, look) };
		x += columnWidth + gapAfter(block.widths[i]);
		return column;
	});
	return columnsPiece(columns, look.sectionGap, block.keep ?? false);
}

const AMOUNT_WIDTH = 17 * GRID;

function layLedger({ rows, summary }: Ledger, width: number, parent: StructNode, look: Look): PagePiece[] {
	const body = structNode(structNode(parent, 'Table', { summary }), 'TBody');
	const labelWidth = width - AMOUNT_WIDTH;
	return rows.map(({ label, amount, rank }, i): PagePiece => {
		const row = structNode(body, 'TR');
		const header = structNode(row, 'TH', { scope: 'Row' });
		const cell = structNode(row, 'TD');
		const style = rank === 'entry' ? look.muted : rank === 'result' ? look.strong : look.body;
		const labelLines = breakText(label, style, labelWidth - GRID);
		const amountLines = breakText(amount, style, AMOUNT_WIDTH);
		const above = rank === 'result' ? 2 * GRID : i === 0 ? 0 : 2;
		return {
			before: i === 0 ? GRID : 0,
			height: above + labelLines.height + (rank === 'result' ? GRID : 0),
			paint(canvas, x, y) {
				const top = y + above;
				if (rank === 'result') {
					artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y + GRID / 2, 0.8, look.accent));
				}
				tagged(canvas, header, () => drawTextLines(canvas, labelLines, { x, y: top, width: labelWidth }));
				tagged(canvas, cell, () =>
					drawTextLines(canvas, amountLines, {
						x: x + labelWidth,
						y: top,
						width: AMOUNT_WIDTH,
						align: 'end',
					}),
				);
			},
		};
	});
}

const SIGNATURE_SHARE = 0.7;

function laySignature(block: Signature, width: number, parent: StructNode, look: Look): PagePiece[] {
	const statements = block.statement.map((text) =>
		textPiece(text, look.fine, width, structNode(parent, 'P'), { before: 2 }),
	);
	const signing =
		block.style === 'line'
			? signingLine(block, width, parent, look)
			: textPiece(block.style.typed, look.strong, width, structNode(parent, 'P'), { before: GRID });
	const pieces = [...statements, signing];
	return [
		{
			before: 3 * GRID,
			height: stackHeight(pieces),
			paint: (canvas, x, y) => paintStack(pieces, canvas, x, y),
		},
	];
}

function signingLine(
	{ signer, dateLabel }: Signature,
	width: number,
	parent: StructNode,
	look: Look,
): PagePiece {
	const signatureWidth = width * SIGNATURE_SHARE;
	const dateX = signatureWidth + COLUMN_GAP;
	const dateWidth = width - dateX;
	const signerNode = structNode(parent, 'P');
	const dateNode = structNode(parent, 'P');
	const signerLines = breakText(signer, look.muted, signatureWidth);
	const dateLines = breakText(dateLabel, look.muted, dateWidth);
	return {
		before: 0,
		height: look.signingHeight + 2 + signerLines.height,
		paint(canvas, x, y) {
			const line = y + look.signingHeight;
			artifact(canvas, 'Layout', () => {
				drawLine(canvas, x, x + signatureWidth, line, 0.8, INK);
				drawLine(canvas, x + dateX, x + width, line, 0.8, INK);
			});
			tagged(canvas, signerNode, () =>
				drawTextLines(canvas, signerLines, { x, y: line + 2, width: signatureWidth }),
			);
			tagged(canvas, dateNode, () =>
				drawTextLines(canvas, dateLines, { x: x + dateX, y: line + 2, width: dateWidth }),
			);
		},
	};
}

/**
 * The area, in points, that the window of a #10 envelope shows wherever a letter folded in three slides inside it. The
 * window is 4 1/2 by 1 1/8 inches, 7/8 inch from the left edge and 1/2 inch from the lower edge. The folded letter can
 * move an inch sideways and almost half an inch up and down.
 */
const WINDOW = { left: 72, top: 180, width: 240 };

function layRecipient({ lines }: Recipient, _width: number, parent: StructNode, look: Look): PagePiece {
	const node = structNode(parent, 'P');
	const address = stackTexts(lines, look.body, WINDOW.width);
	return {
		before: look.sectionGap,
		height: address.height,
		from: WINDOW.top,
		paint(canvas, _x, y) {
			tagged(canvas, node, () => address.draw(canvas, WINDOW.left, y));
		},
	};
}

function layDivider(width: number, accent: Colour): PagePiece {
	return {
		before: 3 * GRID,
		height: 1,
		paint(canvas, x, y) {
			artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y, 1, accent));
		},
	};
}
