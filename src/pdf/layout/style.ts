import type { Face } from '../fonts/face.ts';
import type { Faces } from '../fonts/faces.ts';

/** Type sizes, colours and spacing. All lengths are points. */

export interface Colour {
	/** Red, green and blue from 0 to 1, in PDF syntax. */
	readonly operand: string;
}

function colour(hex: string): Colour {
	const parts = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
	return { operand: parts.map((part) => Number(part.toFixed(3))).join(' ') };
}

export const INK = colour('#111111');
/** Contrast of more than 7:1 on white: legible after a black-and-white fax. */
const MUTED = colour('#4a4a4a');
export const HAIRLINE = colour('#b8b8b8');
const PAID = colour('#1d6b3c');
const WATERMARK = colour('#ededed');

export interface TextStyle {
	readonly face: Face;
	readonly size: number;
	/** From one baseline to the next. */
	readonly leading: number;
	/** From the top of a line to its baseline. */
	readonly ascent: number;
	readonly colour: Colour;
	/** Extra space between letters. Above a twentieth of the size, text extraction mistakes letters for words. */
	readonly tracking?: number;
}

/** Style of a text, with the styles of its spans. */
export interface BlockStyle extends TextStyle {
	readonly spans: Readonly<Record<'strong' | 'muted' | 'badge', TextStyle>>;
}

export interface Look {
	readonly accent: Colour;
	/** The title of the document. */
	readonly display: BlockStyle;
	readonly title: BlockStyle;
	readonly body: BlockStyle;
	readonly strong: BlockStyle;
	/** Terms and details. */
	readonly muted: BlockStyle;
	readonly fine: BlockStyle;
	readonly columnHead: BlockStyle;
	readonly section: BlockStyle;
	readonly watermark: TextStyle;
	/** Above a section. */
	readonly sectionGap: number;
	/** Above and below the text of a table row. */
	readonly rowPadding: number;
	/** Room for a handwritten signature. */
	readonly signingHeight: number;
}

export function watermarkStyle<F extends Face>(face: F): TextStyle & { readonly face: F } {
	return { size: 120, leading: 120, ascent: 86, face, colour: WATERMARK };
}

/** No size is below 8 points, which is legible after a fax at 200 dots per inch. */
const METRICS = {
	regular: {
		display: { size: 18, leading: 24, ascent: 18 },
		title: { size: 12, leading: 16, ascent: 12 },
		body: { size: 9, leading: 12, ascent: 9 },
		fine: { size: 8, leading: 11, ascent: 8 },
		sectionGap: 16,
		rowPadding: 4,
		signingHeight: 28,
	},
	compact: {
		display: { size: 14, leading: 18, ascent: 14 },
		title: { size: 11, leading: 14, ascent: 11 },
		body: { size: 8, leading: 10, ascent: 8 },
		fine: { size: 8, leading: 10, ascent: 8 },
		sectionGap: 9,
		rowPadding: 2,
		signingHeight: 24,
	},
} as const;

export function lookOf(density: keyof typeof METRICS, accent: string, { regular, bold }: Faces): Look {
	const metrics = METRICS[density];
	const accentColour = colour(accent);
	const muted = { ...metrics.fine, face: regular, colour: MUTED };
	const badge = { ...metrics.fine, face: bold, colour: PAID, tracking: 0.4 };
	const block = (style: TextStyle): BlockStyle => ({
		...style,
		spans: { strong: { ...style, face: bold }, muted, badge },
	});
	const head = { ...metrics.fine, face: bold, colour: accentColour };
	return {
		accent: accentColour,
		display: block({ ...metrics.display, face: bold, colour: accentColour, tracking: 0.9 }),
		title: block({ ...metrics.title, face: bold, colour: INK }),
		body: block({ ...metrics.body, face: regular, colour: INK }),
		strong: block({ ...metrics.body, face: bold, colour: INK }),
		muted: block(muted),
		fine: block({ ...metrics.fine, face: regular, colour: INK }),
		columnHead: block(head),
		section: block({ ...head, tracking: 0.4 }),
		watermark: watermarkStyle(bold),
		sectionGap: metrics.sectionGap,
		rowPadding: metrics.rowPadding,
		signingHeight: metrics.signingHeight,
	};
}

/** Most distances are multiples of this. */
export const GRID = 4;
export const COLUMN_GAP = 20;
/** Width of the thinnest lines. */
export const HAIR = 0.5;
