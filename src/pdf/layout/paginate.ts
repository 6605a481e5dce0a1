import type { Canvas } from './canvas.ts';
import type { PagePiece } from './piece.ts';

/** The area of a page that pieces are placed in, in points from the upper left corner of the page. */
export interface PageArea {
	readonly left: number;
	readonly top: number;
	readonly bottom: number;
}

/** A page before it is painted. */
export interface PagePlan {
	/** Index of its part, and of the page within the part. */
	readonly part: number;
	readonly page: number;
	readonly area: PageArea;
	readonly placed: readonly Placement[];
	/** Where its content ends. */
	readonly end: number;
}

interface Placement {
	readonly y: number;
	readonly paint: PagePiece['paint'];
}

/** The most pages that a page number has room for. */
export const MOST_PAGES = 999;

/** Height of split columns that moves to the next page, so that the piece after them is not alone there. */
const TAIL = 72;

/** Columns are split if moving them would leave more than this share of the page empty. */
const SPLIT_ROOM = 0.2;

/** Largest share of a page for a lead. A taller one is left out. */
const LEAD_SHARE = 0.4;

/**
 * Places pieces on pages and starts a page whenever the next piece does not fit. Pieces that keep together move together.
 * Pieces that no page can hold are split.
 *
 * @param areas by index of the page within its part, and index of the part
 */
export function paginate(
	pieces: readonly PagePiece[],
	areas: (page: number, part: number) => PageArea,
): PagePlan[] {
	const pages: PagePlan[] = [];
	let part = 0;
	let page = 0;
	let area = areas(page, part);
	let placed: Placement[] = [];
	let y = area.top;
	const atTop = () => placed.length === 0;
	const openPage = (newPart = false) => {
		pages.push({ part, page, area, placed, end: y });
		if (newPart) part++;
		page = newPart ? 0 : page + 1;
		area = areas(page, part);
		placed = [];
		y = area.top;
	};
	const room = () => area.bottom - y;
	/** Height above a piece: of its lead if it starts a page, or of the space before it. */
	const above = (piece: PagePiece, whole: number) => {
		if (!atTop()) return piece.before;
		const { height = 0 } = (pages.length > 0 && piece.lead) || {};
		return height > whole * LEAD_SHARE ? 0 : height;
	};
	const put = (piece: PagePiece, whole: number) => {
		const space = above(piece, whole);
		if (atTop() && piece.lead && space > 0) placed.push({ y, paint: piece.lead.paint });
		y = Math.max(y + space, piece.from ?? 0);
		placed.push({ y, paint: piece.paint });
		y += piece.height;
	};

	const queue = [...pieces];
	for (let piece = queue.shift(); piece; piece = queue.shift()) {
		if (piece.breaks) {
			if (!atTop()) openPage(piece.breaks === 'part');
			continue;
		}
		const fresh = areas(page + 1, part);
		const whole = fresh.bottom - fresh.top;
		const fixed = piece.columns && beforeFixed(queue, y + piece.height, atTop());
		if (fixed) {
			const parts = piece.split?.(piece.height - fixed.excess, whole, true) ?? [piece];
			put(parts[0], whole);
			if (parts[1]) queue.splice(fixed.count, 0, parts[1]);
			continue;
		}
		const following = chainHeight(queue, piece.keep === true);
		const together = piece.height + following;
		if (!atTop() && piece.before + together > room()) {
			const moved = (piece.lead?.height ?? 0) + piece.height;
			const movable = piece.columns ? piece.height <= whole && room() < whole * SPLIT_ROOM : moved <= whole;
			if (movable && (moved + following <= whole || piece.before + piece.height > room())) openPage();
		}
		const space = Math.max(above(piece, whole), (piece.from ?? 0) - y);
		const fits = space + piece.height <= room();
		const splits = piece.columns ? space + together > room() && (!fits || following > 0) : !fits;
		const limit = piece.columns && fits ? piece.height - TAIL : room() - space;
		const parts = splits ? piece.split?.(limit, whole, atTop()) : undefined;
		if (parts) {
			const [here, rest] = parts;
			put(here, whole);
			if (rest) {
				openPage();
				queue.unshift(rest);
			}
		} else if (splits && !atTop()) {
			openPage();
			queue.unshift(piece);
		} else {
			put(piece, whole);
		}
	}
	pages.push({ part, page, area, placed, end: y });
	return pages;
}

/** Paints pages in order. */
export function paintPages(plan: readonly PagePlan[], newPage: (index: number) => Canvas): Canvas[] {
	return plan.map(({ area, placed }, index) => {
		const page = newPage(index);
		for (const { y, paint } of placed) paint(page, area.left, y);
		return page;
	});
}

/** Height of the following pieces that must be on the same page. */
function chainHeight(queue: readonly PagePiece[], keep: boolean): number {
	let height = 0;
	let kept = keep;
	for (const piece of queue) {
		if (!kept) break;
		height += piece.before + piece.height;
		kept = piece.keep === true;
	}
	return height;
}

/** Finds out by how much columns that end at `y` push a piece with a highest position below it. */
function beforeFixed(
	queue: readonly PagePiece[],
	y: number,
	atTop: boolean,
): { readonly count: number; readonly excess: number } | undefined {
	const index = queue.findIndex(({ from }) => from !== undefined);
	if (index < 0 || !atTop) return undefined;
	const between = queue.slice(0, index).reduce((sum, { before, height }) => sum + before + height, 0);
	const { from = 0, before } = queue[index] as PagePiece;
	const excess = y + between + before - from;
	return excess > 0 ? { count: index + 1, excess } : undefined;
}
