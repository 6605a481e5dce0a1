import type { PageContent } from '../page/content.ts';
import { structNode } from './file/structure.ts';
import { facesOf } from './fonts/faces.ts';
import { layBlocks } from './layout/blocks.ts';
import { artifact, type Canvas, drawLine, drawText, newCanvas } from './layout/canvas.ts';
import { paginate } from './layout/paginate.ts';
import { GRID, HAIR, HAIRLINE, type Look, lookOf, type TextStyle } from './layout/style.ts';
import { drawSetting, type Setting, setText } from './layout/text.ts';
import { markPlace } from './layout/watermark.ts';
import { writeDocument } from './pdfkit-document.ts';

/** What a file carries beside its pages. */
export interface FileFacts {
	/** Day of issue, `YYYY-MM-DD`: it is the creation date too, so that drawing again gives the same bytes. */
	readonly issuedOn: string;
	/** Who issues it. */
	readonly author: string;
	/** Name and version of this service. */
	readonly producer: string;
	/** What made the document that became a PDF: service and template. */
	readonly creator: string;
	/** Canonical JSON of what was drawn, attached for machines. */
	readonly data: Buffer;
}

/** Points (ISO 216; ANSI Y14.1). */
const PAGE_SIZES = { LETTER: [612, 792], A4: [595.28, 841.89] } as const;

/** Draws page content as a tagged PDF that is PDF/UA-1 and PDF/A-3a at once. */
export function drawPdf(content: PageContent, facts: FileFacts): Buffer {
	const size = PAGE_SIZES[content.page.size];
	const { margin } = content.page;
	const width = size[0] - 2 * margin;
	const structure = structNode(undefined, 'Document');
	const look = lookOf(content.density, content.accent, facesOf(content.fallbackFonts));
	const frame = layFrame(content, width, look);
	const pages = paginate(
		layBlocks(content.body, width, structure, look),
		(page) => ({
			left: margin,
			top: margin + (page === 0 ? 0 : frame.headHeight),
			bottom: size[1] - margin - frame.footHeight,
		}),
		(index) => {
			const page = newCanvas(index, size[1]);
			if (content.mark !== undefined) drawMark(page, content.mark, size, look.watermark);
			return page;
		},
	);
	for (const page of pages) frame.paint(page, pages.length, margin, size);
	return writeDocument({
		title: content.title,
		author: facts.author,
		language: content.language,
		producer: facts.producer,
		creator: facts.creator,
		created: new Date(`${facts.issuedOn}T00:00:00Z`),
		pages,
		size,
		structure,
		attachment: { name: 'superbill.json', description: 'The superbill as data', data: facts.data },
	});
}

interface Frame {
	readonly headHeight: number;
	readonly footHeight: number;
	paint(page: Canvas, pages: number, margin: number, size: readonly [number, number]): void;
}

/** Running head and foot, which are artifacts. Long names wrap, so their heights are not known beforehand. */
function layFrame(content: PageContent, width: number, look: Look): Frame {
	const { running } = content;
	const textWidth = width * 0.8;
	const head = setText(`${running.continued}  ${running.text}`, look.muted, textWidth);
	const foot = setText(running.text, look.muted, textWidth);
	const headHeight = head.height + 3 * GRID;
	return {
		headHeight,
		footHeight: foot.height + 3 * GRID,
		paint(page, pages, margin, size) {
			const number = setText(running.page(page.index + 1, pages), look.muted, width - textWidth);
			const line = (text: Setting, y: number) => {
				drawSetting(page, text, { x: margin, y, width: textWidth });
				drawSetting(page, number, { x: margin, y, width, align: 'end' });
			};
			artifact(page, 'Pagination', () => {
				if (page.index > 0) {
					line(head, margin);
					drawLine(page, margin, margin + width, margin + headHeight - 2 * GRID, HAIR, HAIRLINE);
				}
				const footTop = size[1] - margin - foot.height;
				drawLine(page, margin, margin + width, footTop - GRID, HAIR, HAIRLINE);
				line(foot, footTop);
			});
		},
	};
}

/** The word across the page, behind everything else because it is painted first. */
function drawMark(
	page: Canvas,
	mark: string,
	size: readonly [width: number, height: number],
	style: TextStyle,
): void {
	const { x, y, slope } = markPlace(mark, size, style);
	artifact(page, 'Layout', () => drawText(page, mark, x, size[1] - y, style, slope));
}
