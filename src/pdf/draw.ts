import type { PageContent } from '../templates/compose.ts';

export function drawPdf(content: PageContent, _attachment: unknown): Buffer {
	return Buffer.from(`%PDF-1.7\n% ${content.title}\n%%EOF\n`);
}
