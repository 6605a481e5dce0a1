import type { Block, PageContent, Text } from '../src/page/content.ts';

/** Every text of page content in reading order, one a line. */
export function pageTexts(content: PageContent): string[] {
	return content.body.flatMap(blockTexts);
}

export const plain = (text: Text): string =>
	typeof text === 'string' ? text : text.map((span) => span.text).join('');

function blockTexts(block: Block): string[] {
	switch (block.kind) {
		case 'heading':
		case 'paragraph':
			return [plain(block.text)];
		case 'definitions':
			return block.items.map(({ term, value }) => `${plain(term)}: ${value.map(plain).join(' | ')}`);
		case 'list':
			return block.items.map(({ label, key, text }) =>
				[label, key, text && plain(text)].filter(Boolean).join(' '),
			);
		case 'columns':
			return block.columns.flat().flatMap(blockTexts);
		case 'table':
			return [
				block.columns.map(({ title }) => plain(title)).join(' | '),
				...[...block.groups.flatMap(({ rows }) => rows), block.foot].map(({ cells }) =>
					cells.map((cell) => plain(cell.text)).join(' | '),
				),
			];
		case 'ledger':
			return block.rows.map(({ label, amount }) => `${plain(label)}: ${amount}`);
		case 'signature':
			return [
				...block.statement.map(plain),
				...(block.style === 'line'
					? [plain(block.signer), plain(block.dateLabel)]
					: [plain(block.style.typed)]),
			];
		case 'recipient':
			return [block.lines.join(' | ')];
		case 'figure':
		case 'qr-code':
			return [`[${block.alt}]`];
		case 'page-break':
			return ['---'];
		case 'divider':
			return [];
	}
}
