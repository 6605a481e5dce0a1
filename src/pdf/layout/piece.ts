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
	/** Set if the piece consists of columns. They can be split between their pieces. */
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
	};
}
