import type { Weight } from './faces.ts';

/** How things look: four sizes, two weights, four colours, a grid of four points. All lengths are in points. */

export const SIZE = { display: 18, title: 12, body: 9, fine: 8 } as const;

/** From one baseline to the next. */
export const LEADING = { 18: 24, 12: 16, 9: 12, 8: 11 } as const;

export type FontSize = keyof typeof LEADING;

export interface Colour {
	/** PDF operand: three numbers from 0 to 1. */
	readonly operand: string;
}

export function colour(hex: string): Colour {
	const parts = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
	return { operand: parts.map((part) => Number(part.toFixed(3))).join(' ') };
}

export const INK = colour('#111111');
/** 7:1 on white: legible after a fax in black and white. */
export const MUTED = colour('#4a4a4a');
export const HAIRLINE = colour('#b8b8b8');
/** Calm, and never the only sign of what it says. */
export const PAID = colour('#1d6b3c');
export const WATERMARK = colour('#ededed');

export interface TextStyle {
	readonly size: FontSize;
	readonly weight: Weight;
	readonly colour: Colour;
	/** Extra space between letters, for small capitals-only headings. */
	readonly tracking?: number;
}

export const TEXT = {
	display: { size: 18, weight: 'bold', colour: INK, tracking: 1.2 },
	title: { size: 12, weight: 'bold', colour: INK },
	body: { size: 9, weight: 'regular', colour: INK },
	strong: { size: 9, weight: 'bold', colour: INK },
	muted: { size: 8, weight: 'regular', colour: MUTED },
	fine: { size: 8, weight: 'regular', colour: INK },
	fineStrong: { size: 8, weight: 'bold', colour: INK },
	section: { size: 8, weight: 'bold', colour: INK, tracking: 0.8 },
} as const satisfies Record<string, TextStyle>;

export const GRID = 4;
/** Between sections. */
export const SECTION_GAP = 16;
export const COLUMN_GAP = 20;
export const HAIR = 0.5;
