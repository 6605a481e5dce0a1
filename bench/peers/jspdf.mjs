import { readFileSync } from 'node:fs';
import { jsPDF } from 'jspdf';
import { autoTable } from 'jspdf-autotable';
import { flow } from './flow.mjs';
import { versionOf } from './version-of.mjs';

/** Text at positions, charges by autoTable. Font files are read once and, as jsPDF needs it, added to every document. */
export function open({ fonts }) {
	const files = [
		['regular.ttf', 'normal', readFileSync(fonts.regular).toString('base64')],
		['bold.ttf', 'bold', readFileSync(fonts.bold).toString('base64')],
	];
	return {
		name: 'jsPDF with autotable',
		version: `${versionOf('jspdf')} with ${versionOf('jspdf-autotable')}`,
		draw: ({ sheet }) => draw(sheet, files),
	};
}

function draw(sheet, files) {
	const doc = new jsPDF({ unit: 'pt', format: 'letter', compress: true });
	for (const [file, style, base64] of files) {
		doc.addFileToVFS(file, base64);
		doc.addFont(file, 'Noto', style);
	}
	doc.setProperties({ title: sheet.title });
	const style = (size, bold) => doc.setFont('Noto', bold ? 'bold' : 'normal').setFontSize(size);
	const pen = {
		width: (text, size, bold) => style(size, bold).getTextWidth(text),
		text: (text, x, y, size, bold) => style(size, bold).text(text, x, y),
		rule: (x, y, width) => doc.setLineWidth(0.5).line(x, y, x + width, y),
		addPage: () => doc.addPage(),
	};
	flow(sheet, pen, (piece, y) => table(doc, piece, y));
	const pages = doc.getNumberOfPages();
	for (let page = 1; page <= pages; page++) {
		doc.setPage(page);
		pen.text(sheet.running, 40, 748, 8, false);
		style(8, false).text(`Page ${page} of ${pages}`, 572, 748, { align: 'right' });
	}
	return Buffer.from(doc.output('arraybuffer'));
}

function table(doc, { widths, rows }, startY) {
	const [head, ...body] = rows.map((row) =>
		row.map(({ text, span, bold, align }) => ({
			content: text,
			colSpan: span,
			styles: { fontStyle: bold ? 'bold' : 'normal', halign: align },
		})),
	);
	autoTable(doc, {
		startY,
		margin: { top: 40, right: 40, bottom: 60, left: 40 },
		head: [head],
		body,
		theme: 'plain',
		styles: {
			font: 'Noto',
			fontSize: 9,
			cellPadding: { top: 3, bottom: 3, right: 6 },
			lineWidth: { bottom: 0.5 },
		},
		columnStyles: Object.fromEntries(widths.map((cellWidth, i) => [i, { cellWidth }])),
	});
	return { y: doc.lastAutoTable.finalY, pages: doc.getNumberOfPages() };
}
