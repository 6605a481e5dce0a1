import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ROOT } from '../src/version.ts';
import type { Sheet } from './sheet.ts';

/** The input for a document. */
export interface Material {
	/** The body of an API call. */
	readonly request: string;
	readonly sheet: Sheet;
}

/** An implementation that draws the document, with its one-time setup done. */
export interface Renderer {
	readonly name: string;
	readonly version: string;
	draw(material: Material): Buffer | Promise<Buffer>;
	close?(): Promise<void>;
}

/** Files of Noto Sans, which all subjects embed. */
export interface FontPaths {
	readonly regular: string;
	readonly bold: string;
}

const require = createRequire(import.meta.url);

export const FONTS: FontPaths = {
	regular: require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
	bold: require.resolve('@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf'),
};

/** The installed version of a package. */
export function versionOf(name: string): string {
	const file = new URL(`node_modules/${name}/package.json`, ROOT);
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
