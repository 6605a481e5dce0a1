import type { Face } from '../fonts/face.ts';
import type { Faces } from '../fonts/faces.ts';

/** Type sizes, colours and spacing. All lengths are points. */

/** Points (ISO 216; ANSI Y14.1). */
export const PAPER_SIZES = { LETTER: [612, 792], A4: [595.28, 841.89] } as const;

export interface Colour {
	/** Red, green and blue from 0 to 1, in PDF syntax. */
	readonly operand: string;
}

function colour(hex: string): Colour {
	const parts = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
	return { operand: parts.map((part) => Number(part.toFixed(3))).join(' ') };
}

export const INK = colour('#111111');
/** Dark enough to stay whole in black and white, as on a fax. */
const MUTED = colour('#2e2e2e');
export const HAIRLINE = colour('#999999');
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
	readonly spans: Readonly<Record<'strong' | 'muted', TextStyle>>;
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
	readonly stamp: BlockStyle;
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

/** Type sizes and spaces of a look. */
interface Metrics {
	readonly display: Measure;
	readonly title: Measure;
	readonly body: Measure;
	readonly fine: Measure;
	readonly sectionGap: number;
	readonly rowPadding: number;
	readonly signingHeight: number;
}

type Measure = Pick<TextStyle, 'size' | 'leading' | 'ascent'>;

/**
 * From loose to tight. A document gets the first with which it has the fewest pages. Codes, dates, identifiers, units and
 * amounts always have 10 points, and nothing has less than 8: machines misread smaller letters on a fax.
 */
const METRICS: readonly Metrics[] = [
	{
		display: { size: 18, leading: 22, ascent: 17 },
		title: { size: 14, leading: 18, ascent: 14 },
		body: { size: 10, leading: 12.5, ascent: 10 },
		fine: { size: 8.5, leading: 11, ascent: 8.5 },
		sectionGap: 14,
		rowPadding: 3.5,
		signingHeight: 28,
	},
	{
		display: { size: 18, leading: 22, ascent: 17 },
		title: { size: 14, leading: 18, ascent: 14 },
		body: { size: 10, leading: 12.5, ascent: 10 },
		fine: { size: 8.5, leading: 10.5, ascent: 8.5 },
		sectionGap: 10,
		rowPadding: 2,
		signingHeight: 24,
	},
	{
		display: { size: 16, leading: 19, ascent: 15 },
		title: { size: 12, leading: 15, ascent: 12 },
		body: { size: 10, leading: 12, ascent: 10 },
		fine: { size: 8, leading: 10, ascent: 8 },
		sectionGap: 8,
		rowPadding: 1,
		signingHeight: 22,
	},
	{
		display: { size: 14, leading: 17, ascent: 13.5 },
		title: { size: 12, leading: 14, ascent: 11.5 },
		body: { size: 10, leading: 11.5, ascent: 9.5 },
		fine: { size: 8, leading: 9.5, ascent: 7.5 },
		sectionGap: 6,
		rowPadding: 0.5,
		signingHeight: 20,
	},
];

/** The metrics to try for a density. */
const TRIED = { regular: METRICS, compact: METRICS.slice(2) } as const;

/** The number of looks to try for a density. */
export const looksFor = (density: keyof typeof TRIED): number => TRIED[density].length;

/** @param step from loose to tight */
export function lookOf(
	density: keyof typeof TRIED,
	accentColour: string,
	{ regular, bold }: Faces,
	step = 0,
): Look {
	const metrics = TRIED[density][step] as Metrics;
	const accent = colour(accentColour);
	const strong = { ...metrics.body, face: bold, colour: INK, tracking: DATA_TRACKING };
	const muted = { ...metrics.fine, face: regular, colour: MUTED };
	const block = (style: TextStyle): BlockStyle => ({
		...style,
		spans: {
			strong: style.size < strong.size ? strong : { ...style, face: bold, tracking: DATA_TRACKING },
			muted,
		},
	});
	const head = { ...metrics.fine, face: bold, colour: accent };
	return {
		accent,
		display: block({ ...metrics.display, face: bold, colour: accent, tracking: 0.9 }),
		title: block({ ...metrics.title, face: bold, colour: INK }),
		body: block({ ...metrics.body, face: regular, colour: INK }),
		strong: block(strong),
		muted: block(muted),
		fine: block({ ...metrics.fine, face: regular, colour: INK }),
		columnHead: block(head),
		section: block({ ...head, tracking: 0.4 }),
		stamp: block({ ...strong, tracking: 0.4 }),
		watermark: watermarkStyle(bold),
		sectionGap: metrics.sectionGap,
		rowPadding: metrics.rowPadding,
		signingHeight: metrics.signingHeight,
	};
}

/** Most distances are multiples of this. */
export const GRID = 4;
export const COLUMN_GAP = 16;

/**
 * Points between the letters of codes, dates, identifiers and amounts. Of twelve combinations with gaps between columns,
 * this and `COLUMN_GAP` let a machine read most from faxes and crooked scans (`bench/ocr.ts`).
 */
const DATA_TRACKING = 0.1;
/** Width of the thinnest lines. */
export const HAIR = 0.5;
