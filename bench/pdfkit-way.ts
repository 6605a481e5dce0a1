import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { Block, PageContent, Row, Table, Text } from '../src/page/content.ts';
import { plainText } from '../src/templates/words.ts';

/**
 * The same words as the product's document, drawn the way that pdfkit's README shows: fonts by their files, text by
 * `text()` at a place, a line under each row. Neither tagged nor archivable nor with data attached.
 */

type Pdf = InstanceType<typeof PDFDocument>;
type FontSource = string | object;

export interface Fonts {
	readonly regular: FontSource;
	readonly bold: FontSource;
}

const require = createRequire(import.meta.url);
const FILES = {
	regular: require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
	bold: require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
};

/** Read and parsed for every document. */
export const FONT_FILES: Fonts = FILES;

/** Parsed once and shared between documents; fast, but what one document does to a font, the next one sees. */
export const SHARED_FONTS: Fonts = {
	regular: create(readFileSync(FILES.regular)),
	bold: create(readFileSync(FILES.bold)),
};

const MARGIN = 40;
const WIDTH = 612 - 2 * MARGIN;
const BOTTOM = 792 - MARGIN - 20;

export function drawWithPdfkit(content: PageContent, fonts: Fonts): Promise<Buffer> {
	const doc = new PDFDocument({
		size: 'LETTER',
		margin: MARGIN,
		bufferPages: true,
		info: { Title: content.title },
	});
	const chunks: Buffer[] = [];
	doc.on('data', (chunk: Buffer) => chunks.push(chunk));
	const done = new Promise<Buffer>((resolve) => {
		doc.on('end', () => resolve(Buffer.concat(chunks)));
	});
	doc.registerFont('regular', fonts.regular as string);
	doc.registerFont('bold', fonts.bold as string);
	drawBlocks(doc, content.body, MARGIN, WIDTH);
	const { count } = doc.bufferedPageRange();
	for (let page = 0; page < count; page++) {
		doc.switchToPage(page);
		// Below the margin, where text() would open a page.
		doc.page.margins.bottom = 0;
		put(doc, content.running.text, MARGIN, 740, WIDTH * 0.8, 8);
		put(doc, content.running.page(page + 1, count), MARGIN, 740, WIDTH, 8, { align: 'right' });
	}
	doc.end();
	return done;
}

function drawBlocks(doc: Pdf, blocks: readonly Block[], x: number, width: number): void {
	for (const block of blocks) drawBlock(doc, block, x, width);
}

function drawBlock(doc: Pdf, block: Block, x: number, width: number): void {
	switch (block.kind) {
		case 'heading':
			room(doc, 30);
			put(doc, plainText(block.text).toUpperCase(), x, doc.y + 8, width, block.level === 1 ? 18 : 8, {
				bold: true,
			});
			break;
		case 'paragraph':
			room(doc, 14);
			put(doc, plainText(block.text), x, doc.y, width, 9, {
				align: block.align === 'end' ? 'right' : 'left',
			});
			break;
		case 'definitions':
			for (const { term, value } of block.items) {
				pair(doc, plainText(term), value.map(plainText).join('\n'), x, width);
			}
			break;
		case 'list':
			for (const { label, key, text } of block.items) {
				pair(doc, `${label} ${key ?? ''}`, text === undefined ? '' : plainText(text), x, width);
			}
			break;
		case 'columns':
			drawColumns(doc, block, x, width);
			break;
		case 'table':
			drawTable(doc, block, x, width);
			break;
		case 'ledger':
			for (const { label, amount } of block.rows) {
				room(doc, 14);
				const { y } = doc;
				put(doc, plainText(label), x, y, width - 70, 9);
				const below = doc.y;
				put(doc, amount, x + width - 70, y, 70, 9, { align: 'right' });
				doc.y = below;
			}
			break;
		case 'signature':
			room(doc, 60);
			for (const statement of block.statement) put(doc, plainText(statement), x, doc.y + 8, width, 8);
			doc
				.moveTo(x, doc.y + 28)
				.lineTo(x + width, doc.y + 28)
				.stroke();
			put(doc, plainText(block.signer), x, doc.y + 30, width, 8);
			break;
		case 'recipient':
			put(doc, block.lines.join('\n'), x, doc.y, width, 9);
			break;
		case 'page-break':
			doc.addPage();
			break;
		case 'divider':
			doc
				.moveTo(x, doc.y + 6)
				.lineTo(x + width, doc.y + 6)
				.stroke();
			doc.y += 10;
			break;
		case 'figure':
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
	{ bold = false, align = 'left' }: { bold?: boolean; align?: 'left' | 'right' } = {},
): void {
	doc
		.font(bold ? 'bold' : 'regular')
		.fontSize(size)
		.text(text, x, y, { width, align });
}

function pair(doc: Pdf, term: string, value: string, x: number, width: number): void {
	room(doc, 14);
	const { y } = doc;
	put(doc, term, x, y, width * 0.4, 8);
	const below = doc.y;
	put(doc, value, x + width * 0.42, y, width * 0.58, 9, { bold: true });
	doc.y = Math.max(below, doc.y);
}

function drawColumns(doc: Pdf, block: Extract<Block, { kind: 'columns' }>, x: number, width: number): void {
	room(doc, 120);
	// No document here has a logo, whose column would fit its picture.
	const widths = block.widths.map((part) => (part === 'fit' ? 0 : part));
	const whole = widths.reduce((sum, part) => sum + part, 0);
	const top = doc.y;
	let left = x;
	let below = top;
	block.columns.forEach((blocks, i) => {
		const columnWidth = (width * (widths[i] as number)) / whole;
		doc.y = top;
		drawBlocks(doc, blocks, left, columnWidth - 16);
		below = Math.max(below, doc.y);
		left += columnWidth;
	});
	doc.y = below;
}

function drawTable(doc: Pdf, table: Table, x: number, width: number): void {
	const fixed = table.columns.reduce((sum, column) => sum + (column.width === 'rest' ? 0 : column.width), 0);
	const widths = table.columns.map((column) => (column.width === 'rest' ? width - fixed : column.width));
	const head = () =>
		drawRow(doc, table, widths, x, {
			cells: table.columns.map(({ title }) => ({ text: title, header: true })),
		});
	head();
	for (const row of table.groups.flatMap(({ rows }) => rows)) {
		if (doc.y > BOTTOM - 40) {
			doc.addPage();
			head();
		}
		drawRow(doc, table, widths, x, row);
		doc
			.moveTo(x, doc.y + 2)
			.lineTo(x + width, doc.y + 2)
			.stroke();
		doc.y += 6;
	}
}

function drawRow(doc: Pdf, table: Table, widths: readonly number[], x: number, { cells }: Row): void {
	const { y } = doc;
	let below = y;
	let left = x;
	let column = 0;
	for (const { text, span = 1, header = false } of cells) {
		const width = widths.slice(column, column + span).reduce((sum, part) => sum + part, 0);
		const align = table.columns[column]?.align === 'end' ? 'right' : 'left';
		put(doc, plainText(text as Text), left, y, width - 6, 9, { bold: header, align });
		below = Math.max(below, doc.y);
		left += width;
		column += span;
	}
	doc.y = below;
}

function room(doc: Pdf, height: number): void {
	if (doc.y + height > BOTTOM) doc.addPage();
}
