import type { Block, PageContent, Text } from '../src/page/content.ts';

/** Every text of page content in reading order, one a line. */
export function pageTexts(content: PageContent): string[] {
	return content.body.flatMap(blockTexts);
}

const plain = (text: Text): string =>
	typeof text === 'string' ? text : text.map((span) => span.text).join('');

function blockTexts(block: Block): string[] {
	switch (block.kind) {
		case 'heading':
		case 'paragraph':
			return [plain(block.text)];
		case 'definitions':
			return block.items.map(({ term, value }) => `${term}: ${value.map(plain).join(' | ')}`);
		case 'list':
			return block.items.map(({ label, key, text }) => [label, key, text].filter(Boolean).join(' '));
		case 'columns':
			return block.columns.flat().flatMap(blockTexts);
		case 'table':
			return [
				block.columns.map(({ title }) => title).join(' | '),
				...block.groups.flatMap(({ rows }) =>
					rows.map(({ cells }) => cells.map((cell) => plain(cell.text)).join(' | ')),
				),
			];
		case 'ledger':
			return block.rows.map(({ label, amount }) => `${plain(label)}: ${amount}`);
		case 'signature':
			return [block.statement, block.signer, block.dateLabel];
		case 'divider':
			return [];
	}
}
