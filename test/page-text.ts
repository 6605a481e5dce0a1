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
		case 'list':
			return block.items.map(({ label, key, text }) =>
				[label, key, text && plain(text)].filter(Boolean).join(' '),
			);
		case 'columns':
			return block.columns.flat().flatMap(blockTexts);
		case 'table':
			return [
				block.columns.map(({ title }) => title.map(plain).join(' / ')).join(' | '),
				...[...block.groups.flatMap(({ rows }) => rows), ...(block.foot ? [block.foot] : [])].map(
					({ cells }) =>
						cells
							.map(({ text, detail }) => [text, detail ?? ''].map(plain).filter(Boolean).join(' · '))
							.join(' | '),
				),
			];
		case 'ledger':
			return block.rows.map(({ label, amount }) => `${plain(label)}: ${amount}`);
		case 'signature':
			return [plain(block.text), plain(block.dateLabel ?? '')].filter(Boolean);
		case 'stamp':
			return [plain(block.text)];
		case 'recipient':
			return [block.lines.join(' | ')];
		case 'figure':
		case 'qr-code':
			return [`[${block.alt}]`];
		case 'page-break':
			return ['---'];
		case 'divider':
		case 'page-number':
			return [];
	}
}
