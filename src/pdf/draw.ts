import type { PageContent, Running } from '../page/content.ts';
import { writeDocument } from './file/pdfkit-document.ts';
import { type StructNode, structNode } from './file/structure.ts';
import type { UnfinishedPdf } from './file/unfinished.ts';
import { type Faces, facesOf } from './fonts/faces.ts';
import { facesFor } from './fonts/stand-in.ts';
import { layBlocks } from './layout/blocks.ts';
import {
	artifact,
	type Canvas,
	drawLine,
	drawText,
	newCanvas,
	type PagePlace,
	pageStreams,
} from './layout/canvas.ts';
import { MOST_PAGES, type PagePlan, paginate, paintPages } from './layout/paginate.ts';
import {
	GRID,
	HAIR,
	HAIRLINE,
	type Look,
	lookOf,
	looksFor,
	PAPER_SIZES,
	type TextStyle,
} from './layout/style.ts';
import { breakText, drawTextLines, naturalWidth } from './layout/text.ts';
import { watermarkPlace } from './layout/watermark.ts';

/** Metadata and data of a document, which its pages do not show. */
export interface DocumentFacts {
	/** Name of the file with its data, without an ending. */
	readonly document: string;
	/** Its date, `YYYY-MM-DD`. It is also the creation date, so drawing again gives the same bytes. */
	readonly datedOn: string;
	/** The clinic that issues it. */
	readonly author: string;
	/** Name and version of this program. */
	readonly producer: string;
	/** Program and template that made the content. */
	readonly creator: string;
	/** Canonical JSON of what it says, attached for machines. */
	readonly data: string;
}

/**
 * Draws page content as a tagged PDF that conforms to both PDF/UA-1 and PDF/A-3a, once it is finished with its number.
 *
 * @throws RangeError for a character that no font has: the rule `unprintable-text` reports it beforehand
 * @throws PictureError for an image that `checkImage` rejects
 */
export function drawPdf(content: PageContent, facts: DocumentFacts): UnfinishedPdf {
	const size = PAPER_SIZES[content.page.size];
	const { margin } = content.page;
	const { standIn } = content;
	const numberLength = standIn?.length ?? 0;
	const faces = facesFor(facesOf(content.fallbackFonts), standIn);
	const { look, frames, structure, plan } = layDocument(content, faces);
	const pages = paintPages(plan, (index) => {
		const page = newCanvas(index, size[1], numberLength, placeOf(plan, index));
		if (content.mark !== undefined) drawWatermark(page, content.mark, size, look.watermark);
		return page;
	});
	for (const page of pages) frames[plan[page.index]?.part as number]?.paint(page, margin, size);
	return writeDocument({
		title: content.title,
		author: facts.author,
		language: content.language,
		producer: facts.producer,
		creator: facts.creator,
		created: new Date(`${facts.datedOn}T00:00:00Z`),
		pages: pages.map((page) => ({ ...page, contents: pageStreams(page) })),
		size,
		structure,
		numberLength,
		qrCode: pages.find(({ qrCode }) => qrCode !== undefined)?.qrCode,
		attachment: {
			name: `${facts.document}.json`,
			description: `The ${facts.document.replaceAll('-', ' ')} as data`,
			data: facts.data,
		},
	});
}

/** A document that is laid out but not painted. */
interface LaidDocument {
	readonly look: Look;
	/** Of each part. */
	readonly frames: readonly Frame[];
	readonly structure: StructNode;
	readonly plan: readonly PagePlan[];
}

/** The lowest height of a document with a look, as a share of that with the first. */
const LOWEST = [1, 0.86, 0.74, 0.67];

/**
 * Lays out a document with the loosest look that fits it on one sheet. If none does, a tighter look than the first is only
 * used if it saves a sheet. Pages for the patient do not count. Looks that cannot help are not tried.
 */
function layDocument(content: PageContent, faces: Faces): LaidDocument {
	const { density, accent, body } = content;
	const fewest = 1 + body.filter(({ kind }) => kind === 'page-break').length;
	const first = layWith(content, lookOf(density, accent, faces));
	const height = heightOf(first);
	let best = first;
	for (let step = 1; step < looksFor(density) && best.plan.length > fewest; step++) {
		const least = Math.max(fewest, Math.ceil(height * (LOWEST[step] as number)));
		if (least >= best.plan.length || (least > fewest && step > 1)) continue;
		const laid = layWith(content, lookOf(density, accent, faces, step));
		if (laid.plan.length < best.plan.length) best = laid;
	}
	return best;
}

/** Height of the contents in pages. */
function heightOf({ plan }: LaidDocument): number {
	return plan.reduce((sum, { area, end }) => sum + (end - area.top) / (area.bottom - area.top), 0);
}

function layWith(content: PageContent, look: Look): LaidDocument {
	const [pageWidth, pageHeight] = PAPER_SIZES[content.page.size];
	const { margin } = content.page;
	const width = pageWidth - 2 * margin;
	const structure = structNode(undefined, 'Document');
	const parts = content.body.flatMap((block) => (block.kind === 'page-break' && block.part) || []);
	const frames = [content.running, ...parts].map((running) => layFrame(running, width, look));
	const plan = paginate(layBlocks(content.body, width, structure, look), (page, part) => {
		const { headHeight, footHeight } = frames[part] as Frame;
		return {
			left: margin,
			top: margin + (page === 0 ? 0 : headHeight),
			bottom: pageHeight - margin - footHeight,
		};
	});
	return { look, frames, structure, plan };
}

function placeOf(plan: readonly PagePlan[], index: number): PagePlace {
	const { part, page } = plan[index] as PagePlan;
	return { page, pages: plan.filter((each) => each.part === part).length };
}

interface Frame {
	readonly headHeight: number;
	readonly footHeight: number;
	paint(page: Canvas, margin: number, size: readonly [number, number]): void;
}

/** Lays out the running head and foot. A long name wraps, so their heights depend on the text. */
function layFrame(running: Running, width: number, look: Look): Frame {
	const numberWidth = naturalWidth(running.page(MOST_PAGES, MOST_PAGES), look.muted);
	const textWidth = Math.min(width * 0.7, width - numberWidth - 2 * GRID);
	const head = breakText(`${running.continued}  ${running.text}`, look.muted, textWidth);
	const foot = breakText(running.text, look.muted, textWidth);
	const headHeight = head.height + 3 * GRID;
	return {
		headHeight,
		footHeight: foot.height + 2 * GRID,
		paint(page, margin, size) {
			artifact(page, 'Pagination', () => {
				const { place } = page;
				if (place.page > 0) {
					const number = breakText(running.page(place.page + 1, place.pages), look.muted, width);
					drawTextLines(page, head, { x: margin, y: margin, width: textWidth });
					drawTextLines(page, number, { x: margin, y: margin, width, align: 'end' });
					drawLine(page, margin, margin + width, margin + headHeight - 2 * GRID, HAIR, HAIRLINE);
				}
				const footTop = size[1] - margin - foot.height;
				drawLine(page, margin, margin + width, footTop - GRID, HAIR, HAIRLINE);
				drawTextLines(page, foot, { x: margin, y: footTop, width: textWidth });
			});
		},
	};
}

/** Draws a word across the page. It must be painted first, to be behind everything else. */
function drawWatermark(
	page: Canvas,
	word: string,
	size: readonly [width: number, height: number],
	style: TextStyle,
): void {
	const { x, y, slope } = watermarkPlace(word, size, style);
	artifact(page, 'Layout', () => drawText(page, word, x, size[1] - y, style, slope));
}
