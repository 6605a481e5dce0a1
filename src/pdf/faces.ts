/** Whether the document's fonts can draw a code point. */
export function hasGlyph(codePoint: number): boolean {
	return codePoint >= 0x20 && codePoint < 0x2000;
}
