import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import PDFDocument from 'pdfkit';
import { MARGIN, type Piece, type Sheet, type SheetCell, type Side, WIDTH } from './sheet.ts';
import { FONTS, type Renderer, versionOf } from './subject.ts';

/**
 * Draws as pdfkit's README shows: registered font files, `text()` at positions, a line under each row. The documents are
 * neither tagged nor archivable, and have no attached data.
 */

type Pdf = InstanceType<typeof PDFDocument>;
type Fonts = Readonly<Record<'regular' | 'bold', string | object>>;

const BOTTOM = 792 - MARGIN - 20;

/** Reads and parses the fonts for every document. */
export function openReadmePdfkit(): Renderer {
	return pdfkit('pdfkit as its README shows', FONTS);
}

/** Parses the fonts once. This is fast but unsafe: a document changes the font objects that the next one uses. */
export function openSharedPdfkit(): Renderer {
	return pdfkit('pdfkit with parsed fonts shared (unsafe)', {
		regular: create(readFileSync(FONTS.regular)),
		bold: create(readFileSync(FONTS.bold)),
	});
}

function pdfkit(name: string, fonts: Fonts): Renderer {
	return { name, version: versionOf('pdfkit'), draw: ({ sheet }) => drawSheet(sheet, fonts) };
}

function drawSheet(sheet: Sheet, fonts: Fonts): Promise<Buffer> {
	const doc = new PDFDocument({
		size: 'LETTER',
		margin: MARGIN,
		bufferPages: true,
		info: { Title: sheet.title },
	});
	const chunks: Buffer[] = [];
	doc.on('data', (chunk: Buffer) => chunks.push(chunk));
	const done = new Promise<Buffer>((resolve) => {
		doc.on('end', () => resolve(Buffer.concat(chunks)));
	});
	doc.registerFont('regular', fonts.regular as string);
	doc.registerFont('bold', fonts.bold as string);
	drawPieces(doc, sheet.body, MARGIN, WIDTH);
	const { count } = doc.bufferedPageRange();
	for (let page = 0; page < count; page++) {
		doc.switchToPage(page);
		// Otherwise text() below the margin would add a page.
		doc.page.margins.bottom = 0;
		put(doc, sheet.running, MARGIN, 740, WIDTH * 0.8, 8);
		put(doc, `Page ${page + 1} of ${count}`, MARGIN, 740, WIDTH, 8, { align: 'right' });
	}
	doc.end();
	return done;
}

function drawPieces(doc: Pdf, pieces: readonly Piece[], x: number, width: number): void {
	for (const piece of pieces) drawPiece(doc, piece, x, width);
}

function drawPiece(doc: Pdf, piece: Piece, x: number, width: number): void {
	switch (piece.kind) {
		case 'heading':
			room(doc, 30);
			put(doc, piece.text.toUpperCase(), x, doc.y + 8, width, piece.level === 1 ? 18 : 8, {
				bold: true,
				align: piece.align,
			});
			break;
		case 'paragraph':
			room(doc, 14);
			put(doc, piece.text, x, doc.y, width, piece.size, piece);
			break;
		case 'pairs':
			for (const [term, value] of piece.rows) {
				room(doc, 14);
				const { y } = doc;
				put(doc, term, x, y, width * 0.4, 8);
				const below = doc.y;
				put(doc, value, x + width * 0.42, y, width * 0.58, 9, { bold: true });
				doc.y = Math.max(below, doc.y);
			}
			break;
		case 'ledger':
			for (const [label, amount] of piece.rows) {
				room(doc, 14);
				const { y } = doc;
				put(doc, label, x, y, width - 70, 9);
				const below = doc.y;
				put(doc, amount, x + width - 70, y, 70, 9, { align: 'right' });
				doc.y = below;
			}
			break;
		case 'columns':
			drawColumns(doc, piece, x, width);
			break;
		case 'table':
			drawTable(doc, piece, x);
			break;
		case 'rule':
			line(doc, x, doc.y + 6, width);
			doc.y += 10;
			break;
	}
}

function put(
	doc: Pdf,
	text: string,
	x: number,
	y: number,
	width: number,
	size: number,
	{ bold = false, align = 'left' }: { readonly bold?: boolean; readonly align?: Side } = {},
): void {
	doc
		.font(bold ? 'bold' : 'regular')
		.fontSize(size)
		.text(text, x, y, { width, align });
}

function line(doc: Pdf, x: number, y: number, width: number): void {
	doc
		.lineWidth(0.5)
		.moveTo(x, y)
		.lineTo(x + width, y)
		.stroke();
}

function drawColumns(
	doc: Pdf,
	{ widths, columns }: Extract<Piece, { kind: 'columns' }>,
	x: number,
	width: number,
): void {
	room(doc, 120);
	const top = doc.y;
	let left = x;
	let below = top;
	columns.forEach((pieces, i) => {
		const own = width * (widths[i] as number);
		doc.y = top;
		drawPieces(doc, pieces, left, own - (i === columns.length - 1 ? 0 : 16));
		below = Math.max(below, doc.y);
		left += own;
	});
	doc.y = below;
}

function drawTable(doc: Pdf, { widths, rows }: Extract<Piece, { kind: 'table' }>, x: number): void {
	const [head = [], ...body] = rows;
	const row = (cells: readonly SheetCell[]) => {
		drawRow(doc, widths, x, cells);
		line(doc, x, doc.y + 2, WIDTH);
		doc.y += 6;
	};
	row(head);
	for (const cells of body) {
		if (doc.y > BOTTOM - 40) {
			doc.addPage();
			row(head);
		}
		row(cells);
	}
}

function drawRow(doc: Pdf, widths: readonly number[], x: number, cells: readonly SheetCell[]): void {
	const { y } = doc;
	let below = y;
	let left = x;
	let column = 0;
	for (const { text, span, bold, align } of cells) {
		const width = widths.slice(column, column + span).reduce((sum, part) => sum + part, 0);
		if (text !== '') put(doc, text, left, y, width - 6, 9, { bold, align });
		below = Math.max(below, doc.y);
		left += width;
		column += span;
	}
	doc.y = below;
}

function room(doc: Pdf, height: number): void {
	if (doc.y + height > BOTTOM) doc.addPage();
}
