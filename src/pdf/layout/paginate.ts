import type { Canvas } from './canvas.ts';
import { type ColumnPieces, columnsPiece, type PagePiece } from './piece.ts';

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

/** Height of split columns that moves to the next page, so that the piece after them is not alone there. */
const TAIL = 72;

/** Columns are split if moving them would leave more than this share of the page empty. */
const SPLIT_ROOM = 0.2;

/**
 * Places pieces on pages and starts a page whenever the next piece does not fit. Pieces that keep together move together.
 * Columns that no page can hold are split between their pieces.
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
	const put = (piece: PagePiece) => {
		if (atTop() && piece.lead && pages.length > 0) {
			placed.push({ y, paint: piece.lead.paint });
			y += piece.lead.height;
		} else if (!atTop()) {
			y += piece.before;
		}
		y = Math.max(y, piece.from ?? 0);
		placed.push({ y, paint: piece.paint });
		y += piece.height;
	};

	const queue = [...pieces];
	for (let piece = queue.shift(); piece; piece = queue.shift()) {
		if (piece.breaks) {
			if (!atTop()) openPage(piece.breaks === 'part');
			continue;
		}
		const fixed = piece.columns && beforeFixed(queue, y + piece.height, atTop());
		if (fixed) {
			const [here, rest] = splitColumns(piece, piece.height - fixed.excess, true);
			for (const each of [here, ...queue.splice(0, fixed.count)]) put(each);
			if (rest) queue.unshift(rest);
			continue;
		}
		const following = chainHeight(queue, piece.keep === true);
		const fresh = areas(page + 1, part);
		const whole = fresh.bottom - fresh.top;
		const together = piece.height + following;
		if (!atTop() && piece.before + together > room()) {
			const movable = piece.columns ? piece.height <= whole && room() < whole * SPLIT_ROOM : true;
			if (movable && (together <= whole || piece.before + piece.height > room())) openPage();
		}
		if (piece.columns && together > room() && (piece.height > room() || following > 0)) {
			const limit = piece.height <= room() ? piece.height - TAIL : room() - (atTop() ? 0 : piece.before);
			const [here, rest] = splitColumns(piece, limit, atTop());
			put(here);
			if (rest) {
				openPage();
				queue.unshift(rest);
			}
		} else {
			put(piece);
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

/** Fills each column up to a height. The remaining pieces become columns for the next page. */
function splitColumns(piece: PagePiece, limit: number, force: boolean): [PagePiece, PagePiece | undefined] {
	const here: ColumnPieces[] = [];
	const rest: ColumnPieces[] = [];
	for (const { x, pieces } of piece.columns as readonly ColumnPieces[]) {
		let count = 0;
		for (let height = 0; count < pieces.length; count++) {
			const { before, height: own } = pieces[count] as PagePiece;
			height += (count === 0 ? 0 : before) + own;
			if (height > limit && !(force && count === 0)) break;
		}
		// A heading moves with the piece below it.
		while (count > 1 && count < pieces.length && pieces[count - 1]?.keep) count--;
		here.push({ x, pieces: pieces.slice(0, count) });
		rest.push({ x, pieces: pieces.slice(count) });
	}
	const left = rest.some(({ pieces }) => pieces.length > 0);
	return [
		columnsPiece(here, piece.before, false),
		left ? columnsPiece(rest, piece.before, piece.keep === true) : undefined,
	];
}
