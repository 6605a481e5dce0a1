import type {
	Align,
	Block,
	Columns,
	Definitions,
	Heading,
	LabelledList,
	Ledger,
	Paragraph,
	Recipient,
	Signature,
	Text,
} from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { artifact, drawLine, tagged } from './canvas.ts';
import { columnWidths, gapAfter, layFigure } from './figure.ts';
import { type ColumnPieces, columnsPiece, type Piece, paintStack, stackHeight } from './piece.ts';
import { type BlockStyle, COLUMN_GAP, type Colour, GRID, INK, type Look } from './style.ts';
import { layTable } from './table.ts';
import { drawSetting, setText } from './text.ts';

/** Lays blocks out under each other in a width, and adds them to the structure tree in reading order. */
export function layBlocks(blocks: readonly Block[], width: number, parent: StructNode, look: Look): Piece[] {
	let section = parent;
	return blocks.flatMap((block) => {
		if (block.kind === 'heading' && block.level === 2) section = structNode(parent, 'Sect');
		// What is set across the page, or signed, belongs to no section above it.
		else if (block.kind === 'columns' || block.kind === 'signature') section = parent;
		return layBlock(block, width, section, look);
	});
}

function layBlock(block: Block, width: number, parent: StructNode, look: Look): Piece[] {
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
	}
}

function textPiece(
	text: Paragraph['text'],
	style: BlockStyle,
	width: number,
	node: StructNode,
	options: { readonly before: number; readonly keep?: boolean; readonly align?: Align | undefined },
): Piece {
	const setting = setText(text, style, width);
	return {
		before: options.before,
		keep: options.keep ?? false,
		height: setting.height,
		paint(canvas, x, y) {
			tagged(canvas, node, () => drawSetting(canvas, setting, { x, y, width, align: options.align }));
		},
	};
}

function layHeading(block: Heading, width: number, parent: StructNode, look: Look): Piece {
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

function layParagraph(block: Paragraph, width: number, parent: StructNode, look: Look): Piece {
	return textPiece(block.text, look[block.size ?? 'body'], width, structNode(parent, 'P'), {
		before: block.apart ? GRID : 0,
		align: block.align,
	});
}

/** Terms take no more than this share of the width, so that a value always has room. */
const TERM_SHARE = 0.42;

function layDefinitions({ items }: Definitions, width: number, parent: StructNode, look: Look): Piece[] {
	if (items.length === 0) return [];
	const list = structNode(parent, 'L', { listNumbering: 'None' });
	const widest = Math.max(
		...items.map(({ term }) => setText(term, look.muted, Number.POSITIVE_INFINITY).width),
	);
	const termWidth = Math.min(Math.ceil(widest / GRID) * GRID, width * TERM_SHARE);
	const valueX = termWidth + 2 * GRID;
	return items.map(({ term, value }, i): Piece => {
		const item = structNode(list, 'LI');
		const label = structNode(item, 'Lbl');
		const body = structNode(item, 'LBody');
		const termSetting = setText(term, look.muted, termWidth);
		// A space that is not seen keeps the lines apart when they are read aloud.
		const lines = value.map((text, line) =>
			setText(
				typeof text === 'string' && line < value.length - 1 ? `${text} ` : text,
				look.body,
				width - valueX,
			),
		);
		return {
			before: i === 0 ? GRID : 1,
			height: Math.max(
				termSetting.height + 1,
				lines.reduce((sum, line) => sum + line.height, 0),
			),
			paint(canvas, x, y) {
				const drop = look.body.ascent - look.muted.ascent;
				tagged(canvas, label, () => drawSetting(canvas, termSetting, { x, y: y + drop, width: termWidth }));
				tagged(canvas, body, () => {
					let top = y;
					for (const line of lines) {
						drawSetting(canvas, line, { x: x + valueX, y: top, width: width - valueX });
						top += line.height;
					}
				});
			},
		};
	});
}

/** From this many entries on, a list without texts runs in columns, each read to its end. */
const LONG_LIST = 5;
const LIST_COLUMNS = 3;

function layList({ numbering, items }: LabelledList, width: number, parent: StructNode, look: Look): Piece[] {
	const list = structNode(parent, 'L', { listNumbering: numbering === 'letters' ? 'UpperAlpha' : 'Decimal' });
	const labelWidth = 4 * GRID;
	const keyWidth = items.some(({ key }) => key !== undefined) ? 14 * GRID : 0;
	const layItems = (part: LabelledList['items'], itemWidth: number): Piece[] =>
		part.map(({ label, key, text }, i): Piece => {
			const item = structNode(list, 'LI');
			const labelNode = structNode(item, 'Lbl');
			const bodyNode = structNode(item, 'LBody');
			const labelSetting = setText(label, look.strong, labelWidth);
			const keySetting =
				key === undefined ? undefined : setText(text === undefined ? key : `${key} `, look.strong, keyWidth);
			const textX = labelWidth + keyWidth;
			const textSetting = text === undefined ? undefined : setText(text, look.body, itemWidth - textX);
			return {
				before: i === 0 ? GRID : numbering === 'letters' ? 1 : GRID,
				height: textSetting?.height ?? look.body.leading,
				paint(canvas, x, y) {
					tagged(canvas, labelNode, () => drawSetting(canvas, labelSetting, { x, y, width: labelWidth }));
					tagged(canvas, bodyNode, () => {
						if (keySetting) drawSetting(canvas, keySetting, { x: x + labelWidth, y, width: keyWidth });
						if (textSetting) {
							drawSetting(canvas, textSetting, { x: x + textX, y, width: itemWidth - textX });
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

function layColumns(block: Columns, width: number, parent: StructNode, look: Look): Piece {
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

function layLedger({ rows, summary }: Ledger, width: number, parent: StructNode, look: Look): Piece[] {
	const body = structNode(structNode(parent, 'Table', { summary }), 'TBody');
	const labelWidth = width - AMOUNT_WIDTH;
	return rows.map(({ label, amount, rank }, i): Piece => {
		const row = structNode(body, 'TR');
		const header = structNode(row, 'TH', { scope: 'Row' });
		const cell = structNode(row, 'TD');
		const style = rank === 'entry' ? look.muted : rank === 'result' ? look.strong : look.body;
		const setting = setText(label, style, labelWidth - GRID);
		const amountSetting = setText(amount, style, AMOUNT_WIDTH);
		const above = rank === 'result' ? 2 * GRID : i === 0 ? 0 : 2;
		return {
			before: i === 0 ? GRID : 0,
			height: above + setting.height + (rank === 'result' ? GRID : 0),
			paint(canvas, x, y) {
				const top = y + above;
				if (rank === 'result') {
					artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y + GRID / 2, 0.8, look.accent));
				}
				tagged(canvas, header, () => drawSetting(canvas, setting, { x, y: top, width: labelWidth }));
				tagged(canvas, cell, () =>
					drawSetting(canvas, amountSetting, {
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

function laySignature(block: Signature, width: number, parent: StructNode, look: Look): Piece[] {
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

function signingLine({ signer, dateLabel }: Signature, width: number, parent: StructNode, look: Look): Piece {
	const signatureWidth = width * SIGNATURE_SHARE;
	const dateX = signatureWidth + COLUMN_GAP;
	const dateWidth = width - dateX;
	const signerNode = structNode(parent, 'P');
	const dateNode = structNode(parent, 'P');
	const signerSetting = setText(signer, look.muted, signatureWidth);
	const dateSetting = setText(dateLabel, look.muted, dateWidth);
	return {
		before: 0,
		height: look.signingHeight + 2 + signerSetting.height,
		paint(canvas, x, y) {
			const line = y + look.signingHeight;
			artifact(canvas, 'Layout', () => {
				drawLine(canvas, x, x + signatureWidth, line, 0.8, INK);
				drawLine(canvas, x + dateX, x + width, line, 0.8, INK);
			});
			tagged(canvas, signerNode, () =>
				drawSetting(canvas, signerSetting, { x, y: line + 2, width: signatureWidth }),
			);
			tagged(canvas, dateNode, () =>
				drawSetting(canvas, dateSetting, { x: x + dateX, y: line + 2, width: dateWidth }),
			);
		},
	};
}

/**
 * What the window of a #10 envelope shows wherever a letter folded in three slides to: the window is 4 1/2 by 1 1/8
 * inches, 7/8 inch from the left and 1/2 inch from the lower edge; the folded letter has an inch to move sideways and
 * almost half an inch up and down. Points.
 */
const WINDOW = { left: 72, top: 180, width: 240 };

function layRecipient({ lines }: Recipient, _width: number, parent: StructNode, look: Look): Piece {
	const node = structNode(parent, 'P');
	const settings = lines.map((line, i) =>
		setText(i < lines.length - 1 ? `${line} ` : line, look.body, WINDOW.width),
	);
	return {
		before: look.sectionGap,
		height: settings.reduce((sum, { height }) => sum + height, 0),
		from: WINDOW.top,
		paint(canvas, _x, y) {
			tagged(canvas, node, () => {
				let top = y;
				for (const setting of settings) {
					drawSetting(canvas, setting, { x: WINDOW.left, y: top, width: WINDOW.width });
					top += setting.height;
				}
			});
		},
	};
}

function layDivider(width: number, accent: Colour): Piece {
	return {
		before: 3 * GRID,
		height: 1,
		paint(canvas, x, y) {
			artifact(canvas, 'Layout', () => drawLine(canvas, x, x + width, y, 1, accent));
		},
	};
}
