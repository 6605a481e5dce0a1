import { Document, Font, Page, renderToBuffer, Text, View } from '@react-pdf/renderer';
import { createElement as h } from 'react';
import { versionOf } from './version-of.mjs';

/** Elements in flex boxes, rendered to a buffer. Fonts are registered once. */
export function open({ fonts }) {
	Font.register({
		family: 'Noto',
		fonts: [{ src: fonts.regular }, { src: fonts.bold, fontWeight: 700 }],
	});
	Font.registerHyphenationCallback((word) => [word]);
	return {
		name: '@react-pdf/renderer',
		version: versionOf('@react-pdf/renderer'),
		draw: ({ sheet }) => renderToBuffer(documentOf(sheet)),
	};
}

function documentOf(sheet) {
	const page = { padding: 40, fontFamily: 'Noto', fontSize: 9 };
	const foot = { position: 'absolute', bottom: 24, left: 40, right: 40, fontSize: 8, ...ROW };
	return h(
		Document,
		{ title: sheet.title },
		h(
			Page,
			{ size: 'LETTER', style: page },
			...sheet.body.map(element),
			h(
				View,
				{ fixed: true, style: foot },
				h(Text, null, sheet.running),
				h(Text, { render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}` }),
			),
		),
	);
}

const ROW = { flexDirection: 'row', justifyContent: 'space-between' };
const weight = (bold) => (bold ? 700 : 400);

function element(piece) {
	switch (piece.kind) {
		case 'heading':
			return h(
				Text,
				{
					style: {
						fontSize: piece.level === 1 ? 18 : 8,
						fontWeight: 700,
						textAlign: piece.align,
						marginTop: 8,
					},
				},
				piece.text.toUpperCase(),
			);
		case 'paragraph':
			return h(
				Text,
				{ style: { fontSize: piece.size, fontWeight: weight(piece.bold), textAlign: piece.align } },
				piece.text,
			);
		case 'pairs':
			return h(
				View,
				null,
				...piece.rows.map(([term, value]) =>
					h(
						View,
						{ style: ROW, wrap: false },
						h(Text, { style: { width: '42%', fontSize: 8 } }, term),
						h(Text, { style: { width: '58%', fontWeight: 700 } }, value),
					),
				),
			);
		case 'ledger':
			return h(
				View,
				null,
				...piece.rows.map(([label, amount]) =>
					h(View, { style: ROW, wrap: false }, h(Text, null, label), h(Text, null, amount)),
				),
			);
		case 'columns':
			return h(
				View,
				{ style: { flexDirection: 'row' } },
				...piece.columns.map((pieces, i) =>
					h(
						View,
						{
							style: {
								width: `${piece.widths[i] * 100}%`,
								paddingRight: i === piece.columns.length - 1 ? 0 : 16,
							},
						},
						...pieces.map(element),
					),
				),
			);
		case 'table':
			return h(View, null, ...piece.rows.map((cells, i) => row(cells, piece.widths, i === 0)));
		case 'rule':
			return h(View, { style: { borderBottomWidth: 0.5, marginTop: 6, marginBottom: 4 } });
	}
}

function row(cells, widths, head) {
	let column = 0;
	return h(
		View,
		{
			fixed: head,
			wrap: false,
			style: { flexDirection: 'row', borderBottomWidth: 0.5, paddingBottom: 2, paddingTop: 3 },
		},
		...cells.map(({ text, span, bold, align }) => {
			const width = widths.slice(column, column + span).reduce((sum, part) => sum + part, 0);
			column += span;
			return h(Text, { style: { width, paddingRight: 6, fontWeight: weight(bold), textAlign: align } }, text);
		}),
	);
}
