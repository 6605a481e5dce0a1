import type { Canvas } from './canvas.ts';

/** A part of the page that is never split. Lengths are points. */
export interface Piece {
	readonly height: number;
	/** Space above; dropped at the top of a page or column. */
	readonly before: number;
	/** Stays on one page with the piece after it, where a page can hold both. */
	readonly keep?: boolean;
	/** No higher on a page than this. */
	readonly from?: number;
	/** Opens a page. */
	readonly breaks?: boolean;
	paint(canvas: Canvas, x: number, y: number): void;
	/** Painted above the piece when it starts a page: a repeated table header. */
	readonly lead?: { readonly height: number; paint(canvas: Canvas, x: number, y: number): void };
	/** Set where the piece is columns, which may be split between the pieces in them when no page can hold it. */
	readonly columns?: readonly ColumnPieces[];
}

export interface ColumnPieces {
	/** From the left edge of the whole. */
	readonly x: number;
	readonly pieces: readonly Piece[];
}

/** Height of pieces under each other, the first at the top. */
export function stackHeight(pieces: readonly Piece[]): number {
	return pieces.reduce((height, piece, i) => height + (i === 0 ? 0 : piece.before) + piece.height, 0);
}

export function paintStack(pieces: readonly Piece[], canvas: Canvas, x: number, top: number): void {
	let y = top;
	pieces.forEach((piece, i) => {
		if (i > 0) y += piece.before;
		piece.paint(canvas, x, y);
		y += piece.height;
	});
}

/** Columns as one piece. */
export function columnsPiece(columns: readonly ColumnPieces[], before: number, keep: boolean): Piece {
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
