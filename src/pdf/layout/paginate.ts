import type { Canvas } from './canvas.ts';
import { type ColumnPieces, columnsPiece, type Piece, stackHeight } from './piece.ts';

/** Where pieces may stand on a page, in points from its upper left corner. */
export interface Area {
	readonly left: number;
	readonly top: number;
	readonly bottom: number;
}

/** The area of a page by its index: pages after the first have a head. */
export type Areas = (page: number) => Area;

/** How much of split columns stays for the next page when what follows them must not stand alone. */
const TAIL = 72;

/** Columns that need not stay whole are split rather than leave this share of a page empty. */
const SPLIT_ROOM = 0.35;

/**
 * Places pieces on pages, opening one whenever the next piece does not fit. Pieces that keep together move together;
 * columns that no page can hold are split between the pieces in them.
 */
export function paginate(
	pieces: readonly Piece[],
	areas: Areas,
	newPage: (index: number) => Canvas,
): Canvas[] {
	const pages: Canvas[] = [newPage(0)];
	let area = areas(0);
	let y = area.top;
	const atTop = () => y === area.top;
	const openPage = () => {
		area = areas(pages.length);
		y = area.top;
		pages.push(newPage(pages.length));
	};
	const room = () => area.bottom - y;
	const put = (piece: Piece) => {
		if (atTop() && piece.lead && pages.length > 1) {
			piece.lead.paint(pages.at(-1) as Canvas, area.left, y);
			y += piece.lead.height;
		} else if (!atTop()) {
			y += piece.before;
		}
		y = Math.max(y, piece.from ?? 0);
		piece.paint(pages.at(-1) as Canvas, area.left, y);
		y += piece.height;
	};

	const queue = [...pieces];
	for (let piece = queue.shift(); piece; piece = queue.shift()) {
		if (piece.breaks) {
			if (!atTop()) openPage();
			continue;
		}
		const following = chainHeight(queue, piece.keep === true);
		const fresh = areas(pages.length);
		const whole = fresh.bottom - fresh.top;
		const together = piece.height + following;
		if (!atTop() && piece.before + together > room()) {
			const movable = piece.columns
				? piece.height <= whole && (piece.keep || room() < whole * SPLIT_ROOM)
				: true;
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
	return pages;
}

/** Height of the pieces that must follow on the same page. */
function chainHeight(queue: readonly Piece[], keep: boolean): number {
	let height = 0;
	let kept = keep;
	for (const piece of queue) {
		if (!kept) break;
		height += piece.before + piece.height;
		kept = piece.keep === true;
	}
	return height;
}

/** Fills each column up to a height; what is left becomes columns for the next page. */
function splitColumns(piece: Piece, limit: number, force: boolean): [Piece, Piece | undefined] {
	const here: ColumnPieces[] = [];
	const rest: ColumnPieces[] = [];
	for (const { x, pieces } of piece.columns as readonly ColumnPieces[]) {
		let count = pieces.length;
		while (count > (force ? 1 : 0) && stackHeight(pieces.slice(0, count)) > limit) count--;
		// A heading goes with what it heads.
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
