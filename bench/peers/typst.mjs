import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { versionOf } from './version-of.mjs';

/** One template with the words as its input, exported as PDF/UA-1. */
const TEMPLATE = `
#let sheet = json(bytes(sys.inputs.sheet))
#set document(title: sheet.title)
#set text(font: "Noto Sans", size: 9pt, lang: "en", hyphenate: false)
// The line height of the font, as in all other subjects.
#set text(top-edge: "ascender", bottom-edge: "descender")
#set par(leading: 0pt, spacing: 0pt)
#set page(paper: "us-letter", margin: 40pt, footer: context [
	#set text(size: 8pt)
	#sheet.running #h(1fr) Page #counter(page).display() of #counter(page).final().first()
])
#let side(name) = if name == "right" { right } else { left }
#let weight(bold) = if bold { "bold" } else { "regular" }
#let cell(one, head: false) = table.cell(
	colspan: one.span,
	align: side(one.align),
	inset: (left: 0pt, right: 6pt, y: 3pt),
	text(weight: weight(one.bold), one.text),
)
#show heading: set text(size: 8pt, weight: "bold")
#show heading.where(level: 1): set text(size: 18pt)
#show heading: set block(above: 8pt, below: 0pt)
#let draw(piece) = {
	if piece.kind == "heading" {
		align(side(piece.align), heading(level: piece.level, upper(piece.text)))
	} else if piece.kind == "paragraph" {
		align(side(piece.align), par(text(size: piece.size * 1pt, weight: weight(piece.bold), piece.text)))
	} else if piece.kind == "pairs" {
		grid(
			columns: (42%, 58%),
			..piece.rows.map(row => (text(size: 8pt, row.at(0)), text(weight: "bold", row.at(1)))).flatten(),
		)
	} else if piece.kind == "ledger" {
		grid(
			columns: (1fr, 70pt),
			..piece.rows.map(row => (row.at(0), align(right, row.at(1)))).flatten(),
		)
	} else if piece.kind == "columns" {
		grid(
			columns: piece.widths.map(share => share * 1fr),
			column-gutter: 16pt,
			..piece.columns.map(pieces => pieces.map(draw).join()),
		)
	} else if piece.kind == "table" {
		let (head, ..body) = piece.rows
		table(
			columns: piece.widths.map(width => width * 1pt),
			stroke: (x, y) => (bottom: 0.5pt),
			table.header(..head.map(cell)),
			..body.flatten().map(cell),
		)
	} else {
		block(above: 6pt, below: 4pt, line(length: 100%, stroke: 0.5pt))
	}
}
#for piece in sheet.body { draw(piece) }
`;

export function open({ fonts }) {
	const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths: [fonts.regular, fonts.bold] }] });
	return {
		name: 'Typst (typst-ts-node-compiler), PDF/UA-1',
		version: versionOf('@myriaddreamin/typst-ts-node-compiler'),
		draw({ sheet }) {
			const { result, takeError } = compile(compiler, sheet);
			if (!result) throw new Error(JSON.stringify(takeError()));
			const pdf = compiler.pdf(result, { pdfStandard: 'ua-1' });
			// Without eviction, its cache would grow with every document.
			compiler.evictCache(10);
			return pdf;
		},
	};
}

function compile(compiler, sheet) {
	const compiled = compiler.compile({
		mainFileContent: TEMPLATE,
		inputs: { sheet: JSON.stringify(sheet) },
	});
	return {
		result: compiled.result,
		takeError: () => compiler.fetchDiagnostics(compiled.takeError()),
	};
}
