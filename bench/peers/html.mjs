/** Writes a sheet as a web page. */
export function html(sheet) {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(sheet.title)}</title><style>
@page { size: 612pt 792pt; margin: 40pt 40pt 56pt;
@bottom-left { content: "${escaped(sheet.running)}"; font: 8pt "Noto Sans" }
@bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt "Noto Sans" } }
body { font: 9pt/1.36 "Noto Sans"; margin: 0 }
h1 { font-size: 18pt } h2 { font-size: 8pt } h1, h2 { margin: 8pt 0 2pt; text-transform: uppercase; line-height: 1.2 }
p { margin: 0 } p.strong { font-weight: bold } .right { text-align: right }
dl { margin: 0; display: table; width: 100% } dl > div { display: table-row }
dt, dd { display: table-cell; margin: 0 } dt { font-size: 8pt; width: 42% } dd { font-weight: bold; white-space: pre-line }
.columns { display: flex; gap: 16pt } .columns > div { flex: 1 1 0 }
table { width: 100%; border-collapse: collapse } table.charges { table-layout: fixed }
td, th { text-align: left; vertical-align: top; padding: 2pt 6pt 2pt 0; font-weight: normal }
.charges td, .charges th { border-bottom: 0.5pt solid } th.strong { font-weight: bold }
tr { break-inside: avoid } .ledger td + td { width: 70pt }
hr { border: 0; border-top: 0.5pt solid; margin: 6pt 0 4pt }
</style></head><body>${sheet.body.map(element).join('')}</body></html>`;
}

const escaped = (text) =>
	text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]);

function element(piece) {
	switch (piece.kind) {
		case 'heading':
			return `<h${piece.level} class="${piece.align}">${escaped(piece.text)}</h${piece.level}>`;
		case 'paragraph':
			return `<p class="${piece.align}${piece.bold ? ' strong' : ''}" style="font-size:${piece.size}pt">${escaped(piece.text)}</p>`;
		case 'pairs':
			return `<dl>${piece.rows.map(([term, value]) => `<div><dt>${escaped(term)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`;
		case 'ledger':
			return `<table class="ledger">${piece.rows.map(([label, amount]) => `<tr><td>${escaped(label)}</td><td class="right">${escaped(amount)}</td></tr>`).join('')}</table>`;
		case 'columns':
			return `<div class="columns">${piece.columns.map((pieces, i) => `<div style="flex-grow:${piece.widths[i]}">${pieces.map(element).join('')}</div>`).join('')}</div>`;
		case 'table':
			return table(piece);
		case 'rule':
			return '<hr>';
	}
}

function table({ widths, rows: [head, ...body] }) {
	const row = (cells) =>
		`<tr>${cells
			.map(({ text, span, bold, align }) => {
				const name = bold ? 'th' : 'td';
				return `<${name} colspan="${span}" class="${align}${bold ? ' strong' : ''}">${escaped(text)}</${name}>`;
			})
			.join('')}</tr>`;
	const columns = widths.map((width) => `<col style="width:${width}pt">`).join('');
	return `<table class="charges"><colgroup>${columns}</colgroup><thead>${row(head)}</thead><tbody>${body.map(row).join('')}</tbody></table>`;
}
