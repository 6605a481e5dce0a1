import pdfmake from 'pdfmake';
import { versionOf } from './version-of.mjs';

/** A document definition with columns and tables, like pdfmake's examples. Fonts are registered once. */
export function open({ fonts }) {
	pdfmake.setFonts({ Noto: { normal: fonts.regular, bold: fonts.bold } });
	pdfmake.setUrlAccessPolicy(() => false);
	pdfmake.setLocalAccessPolicy(() => true);
	return {
		name: 'pdfmake',
		version: versionOf('pdfmake'),
		draw: ({ sheet }) =>
			pdfmake
				.createPdf({
					pageSize: 'LETTER',
					pageMargins: 40,
					info: { title: sheet.title },
					defaultStyle: { font: 'Noto', fontSize: 9 },
					content: sheet.body.map(block),
					footer: (page, pages) => ({
						margin: [40, 8],
						fontSize: 8,
						columns: [sheet.running, { text: `Page ${page} of ${pages}`, alignment: 'right' }],
					}),
				})
				.getBuffer(),
	};
}

const LINES = {
	hLineWidth: (i) => (i === 0 ? 0 : 0.5),
	vLineWidth: () => 0,
	paddingLeft: () => 0,
	paddingRight: () => 6,
};

function block(piece) {
	switch (piece.kind) {
		case 'heading':
			return {
				text: piece.text.toUpperCase(),
				fontSize: piece.level === 1 ? 18 : 8,
				bold: true,
				alignment: piece.align,
				margin: [0, 8, 0, 0],
			};
		case 'paragraph':
			return { text: piece.text, fontSize: piece.size, bold: piece.bold, alignment: piece.align };
		case 'pairs':
			return piece.rows.map(([term, value]) => ({
				columns: [
					{ text: term, fontSize: 8, width: '42%' },
					{ text: value, bold: true },
				],
			}));
		case 'ledger':
			return piece.rows.map(([label, amount]) => ({
				columns: [label, { text: amount, width: 70, alignment: 'right' }],
			}));
		case 'columns':
			return {
				columns: piece.columns.map((pieces, i) => ({
					width: `${piece.widths[i] * 100}%`,
					stack: pieces.map(block),
					margin: [0, 0, i === piece.columns.length - 1 ? 0 : 16, 0],
				})),
			};
		case 'table':
			return {
				layout: LINES,
				table: {
					headerRows: 1,
					widths: piece.widths.map((width) => width - 6),
					body: piece.rows.map((row) =>
						row.flatMap(({ text, span, bold, align }) => [
							{ text, colSpan: span, bold, alignment: align },
							...Array.from({ length: span - 1 }, () => ({})),
						]),
					),
				},
			};
		case 'rule':
			return {
				margin: [0, 6, 0, 4],
				canvas: [{ type: 'line', x1: 0, y1: 0, x2: 532, y2: 0, lineWidth: 0.5 }],
			};
	}
}
