import type { Block, PageCell, PageContent, PageRow, PageTable } from '../src/page/content.ts';
import { readRequest } from '../src/superbill/read.ts';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { resolve } from '../src/superbill/superbill.ts';
import { compose } from '../src/templates/compose/compose.ts';
import { plainText } from '../src/templates/compose/spans.ts';
import type { LoadedTemplate, Templates } from '../src/templates/loaded-template.ts';

/**
 * The finished words of a superbill as plain JSON. Other subjects get these, so they do not have to check or compose.
 * Lengths are in points; a page is LETTER with a margin of `MARGIN`.
 */
export interface Sheet {
	readonly title: string;
	/** Footer of every page, before "Page 1 of 3". */
	readonly running: string;
	readonly body: readonly Piece[];
}

export type Side = 'left' | 'right';

export type Piece =
	| { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string; readonly align: Side }
	| {
			readonly kind: 'paragraph';
			readonly text: string;
			readonly size: number;
			readonly bold: boolean;
			readonly align: Side;
	  }
	/** A term and its value, which may have several lines. */
	| { readonly kind: 'pairs'; readonly rows: readonly (readonly [term: string, value: string])[] }
	/** A label, and an amount aligned right. */
	| { readonly kind: 'ledger'; readonly rows: readonly (readonly [label: string, amount: string])[] }
	/** Side by side; the widths add up to 1. */
	| {
			readonly kind: 'columns';
			readonly widths: readonly number[];
			readonly columns: readonly (readonly Piece[])[];
	  }
	/** Has a line under each row. The first row is the header, repeated on every page. The widths fill the page. */
	| {
			readonly kind: 'table';
			readonly widths: readonly number[];
			readonly rows: readonly (readonly SheetCell[])[];
	  }
	| { readonly kind: 'rule' };

export interface SheetCell {
	readonly text: string;
	/** Number of columns it covers. */
	readonly span: number;
	readonly bold: boolean;
	readonly align: Side;
}

export const MARGIN = 40;
export const WIDTH = 612 - 2 * MARGIN;

/** @throws TypeError if the request has the wrong shape */
export function sheetOf(input: SuperbillInput, templates: Templates): Sheet {
	const { request } = readRequest(input);
	if (!request) throw new TypeError('the request has the wrong shape');
	const content: PageContent = compose(
		resolve(request, request.issuedOn as string),
		templates.get('standard') as LoadedTemplate,
		{ language: 'en' },
	);
	return { title: content.title, running: content.running.text, body: content.body.flatMap(pieces) };
}

function pieces(block: Block): Piece[] {
	switch (block.kind) {
		case 'heading':
			return [{ kind: 'heading', level: block.level, text: plainText(block.text), align: side(block.align) }];
		case 'paragraph':
			return [
				paragraph(
					plainText(block.text),
					{ title: 14, body: 10, fine: 8.5 }[block.size ?? 'body'],
					block.size === 'title',
					side(block.align),
				),
			];
		case 'list':
			return [
				{
					kind: 'pairs',
					rows: block.items.map(({ label, key, text }) => [
						key === undefined ? label : `${label} ${key}`,
						text === undefined ? '' : plainText(text),
					]),
				},
			];
		case 'columns': {
			// Only the letterhead's columns differ in what they need. The other ways to make a PDF draw no QR code.
			const columns = block.columns.filter((column) => column.every(({ kind }) => kind !== 'qr-code'));
			const shares = columns.map((_, i) => {
				const share = block.widths[i];
				return typeof share === 'number' ? share : block.widths.every((width) => width === 'need') ? 1 : 0.5;
			});
			const whole = shares.reduce((sum, share) => sum + share, 0);
			return [
				{
					kind: 'columns',
					widths: shares.map((share) => share / whole),
					columns: columns.map((column) => column.flatMap(pieces)),
				},
			];
		}
		case 'table':
			return [tableOf(block)];
		case 'ledger':
			return [{ kind: 'ledger', rows: block.rows.map(({ label, amount }) => [plainText(label), amount]) }];
		case 'signature':
			return [
				paragraph(' ', 14),
				{ kind: 'rule' },
				paragraph(`${plainText(block.text)}     ${plainText(block.dateLabel ?? '')}`, 8.5),
			];
		case 'stamp':
			return [paragraph(plainText(block.text), 10, true, 'right')];
		case 'page-number':
			return [paragraph(block.text(1, 1), 8.5, false, 'right')];
		case 'recipient':
			return block.lines.map((line) => paragraph(line, 10));
		case 'divider':
			return [{ kind: 'rule' }];
		case 'figure':
		case 'qr-code':
		case 'page-break':
			throw new Error(`documents here have no ${block.kind}`);
	}
}

const side = (align: 'start' | 'end' | undefined): Side => (align === 'end' ? 'right' : 'left');

function paragraph(text: string, size: number, bold = false, align: Side = 'left'): Piece {
	return { kind: 'paragraph', text, size, bold, align };
}

function tableOf({ columns, groups, foot }: PageTable): Piece {
	const cell = (text: string, column: number, span: number, bold: boolean): SheetCell => ({
		text,
		span,
		bold,
		align: span === 1 ? side(columns[column]?.align) : 'left',
	});
	const cells = (row: PageRow): SheetCell[] => {
		let column = 0;
		return row.cells.flatMap(
			({ text, detail = '', span = 1, header = false, textColumn = column }: PageCell) => {
				const skipped = textColumn - column;
				const before = skipped > 0 ? [cell('', column, skipped, false)] : [];
				const words = [plainText(text), plainText(detail)].filter(Boolean).join(' \u00b7 ');
				const drawn = cell(words, textColumn, span - skipped, header);
				column += span;
				return [...before, drawn];
			},
		);
	};
	const rows = [
		columns.map(({ title }, column) => cell(title.map(plainText).join(' '), column, 1, true)),
		...groups.flatMap((group) => group.rows.map(cells)),
		...(foot ? [cells(foot)] : []),
	];
	const needs = columns.map(({ rest }, i) => {
		if (rest) return 0;
		const texts = rows.map((row) => (row.length === columns.length ? (row[i]?.text ?? '') : ''));
		return CHARACTER * Math.max(...texts.map((text) => text.length)) + GUTTER;
	});
	const left = WIDTH - needs.reduce((sum, need) => sum + need, 0);
	return { kind: 'table', widths: needs.map((need) => need || left), rows };
}

/** Width of a character and the space between columns, in points. */
const [CHARACTER, GUTTER] = [6, 8];
