import type { Canvas } from './canvas.ts';

/** Content that is laid out and placed as a whole, unless it is columns. Lengths are points. */
export interface PagePiece {
	readonly height: number;
	/** Space above, omitted at the top of a page or column. */
	readonly before: number;
	/** Stays on the page of the next piece if one page can hold both. */
	readonly keep?: boolean;
	/** Highest position on a page. */
	readonly from?: number;
	/** Starts a new page, or a part with pages of its own. */
	readonly breaks?: 'page' | 'part';
	paint(canvas: Canvas, x: number, y: number): void;
	/** Painted above a piece that starts a page, such as a repeated table header. */
	readonly lead?: { readonly height: number; paint(canvas: Canvas, x: number, y: number): void };
	/**
	 * Splits the piece, if no page can hold it or it may be split anyway.
	 *
	 * @param room height of the first part
	 * @param whole height of a page
	 * @param force places something, even if it does not fit
	 * @returns undefined if nothing fits
	 */
	split?(
		room: number,
		whole: number,
		force: boolean,
	): readonly [PagePiece, PagePiece | undefined] | undefined;
	/** Set if the piece consists of columns. */
	readonly columns?: readonly ColumnPieces[];
}

export interface ColumnPieces {
	/** Distance from the left edge of the columns. */
	readonly x: number;
	readonly pieces: readonly PagePiece[];
}

/** Height of pieces below one another, without the space above the first. */
export function stackHeight(pieces: readonly PagePiece[]): number {
	return pieces.reduce((height, piece, i) => height + (i === 0 ? 0 : piece.before) + piece.height, 0);
}

export function paintStack(pieces: readonly PagePiece[], canvas: Canvas, x: number, top: number): void {
	let y = top;
	pieces.forEach((piece, i) => {
		if (i > 0) y += piece.before;
		piece.paint(canvas, x, y);
		y += piece.height;
	});
}

export function columnsPiece(columns: readonly ColumnPieces[], before: number, keep: boolean): PagePiece {
	return {
		before,
		keep,
		columns,
		height: Math.max(...columns.map(({ pieces }) => stackHeight(pieces))),
		paint(canvas, x, y) {
			for (const column of columns) paintStack(column.pieces, canvas, x + column.x, y);
		},
		split(room, whole, force) {
			const parts = columns.map(({ x, pieces }) => ({ x, parts: splitStack(pieces, room, whole, force) }));
			if (parts.every(({ parts: [here] }) => here.length === 0)) return undefined;
			const side = (i: 0 | 1) => parts.map(({ x, parts }) => ({ x, pieces: parts[i] }));
			const left = side(1).some(({ pieces }) => pieces.length > 0);
			return [columnsPiece(side(0), before, false), left ? columnsPiece(side(1), before, keep) : undefined];
		},
	};
}

/** Splits pieces after the last that fits, or within one that no page can hold. */
function splitStack(
	pieces: readonly PagePiece[],
	room: number,
	whole: number,
	force: boolean,
): readonly [readonly PagePiece[], readonly PagePiece[]] {
	let count = 0;
	let height = 0;
	for (const { before, height: own } of pieces) {
		const next = height + (count === 0 ? 0 : before) + own;
		if (next > room) break;
		height = next;
		count++;
	}
	const next = pieces[count];
	if (next && next.height > whole) {
		const above = count === 0 ? 0 : next.before;
		const parts = next.split?.(room - height - above, whole, force && count === 0);
		if (parts) {
			const [here, rest] = parts;
			return [
				[...pieces.slice(0, count), here],
				[...(rest ? [rest] : []), ...pieces.slice(count + 1)],
			];
		}
	}
	if (force && count === 0) count = 1;
	// A heading moves with the piece below it.
	while (count > 1 && count < pieces.length && pieces[count - 1]?.keep) count--;
	return [pieces.slice(0, count), pieces.slice(count)];
}
