import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Face, readFace } from './face.ts';

/** One family, two weights: Noto Sans covers Latin with Vietnamese, Greek and Cyrillic, and has tabular figures. */
export type Faces = Readonly<Record<'regular' | 'bold', Face>>;

const require = createRequire(import.meta.url);

function load(id: string, file: string): Face {
	return readFace(id, readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${file}`)));
}

export const FACES: Faces = {
	regular: load('R', '400Regular/NotoSans_400Regular.ttf'),
	bold: load('B', '700Bold/NotoSans_700Bold.ttf'),
};

/** Whether the document's fonts can draw a code point: in both weights, because a name is printed in both. */
export function hasGlyph(codePoint: number): boolean {
	return FACES.regular.hasGlyph(codePoint) && FACES.bold.hasGlyph(codePoint);
}
