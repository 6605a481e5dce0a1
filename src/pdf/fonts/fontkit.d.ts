/** The members of fontkit 2.0 that this program uses. The package has no types. */
declare module 'fontkit' {
	export interface Subset {
		includeGlyph(glyphId: number): number;
		encode(): Uint8Array;
	}

	/** A step of a TrueType outline. */
	export interface PathCommand {
		readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'closePath';
		readonly args: readonly number[];
	}

	export interface Font {
		readonly postscriptName: string | null;
		readonly ascent: number;
		readonly descent: number;
		readonly capHeight: number | undefined;
		readonly xHeight: number | undefined;
		readonly bbox: {
			readonly minX: number;
			readonly minY: number;
			readonly maxX: number;
			readonly maxY: number;
		};
		glyphForCodePoint(codePoint: number): {
			readonly id: number;
			readonly path: { readonly commands: readonly PathCommand[] };
		};
		createSubset(): Subset;
		/** Shapes a text by the font's rules. */
		layout(text: string): { readonly glyphs: readonly { readonly id: number }[] };
	}

	export function create(data: Uint8Array): Font;
}
