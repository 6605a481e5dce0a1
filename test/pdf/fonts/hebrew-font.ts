import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FontFiles } from '../../../src/page/content.ts';

const require = createRequire(import.meta.url);
const file = (name: string) => readFileSync(require.resolve(`@expo-google-fonts/noto-sans-hebrew/${name}`));

/** Noto Sans Hebrew as an operator would add it. */
export const HEBREW: readonly FontFiles[] = [
	{
		regular: file('400Regular/NotoSansHebrew_400Regular.ttf'),
		bold: file('700Bold/NotoSansHebrew_700Bold.ttf'),
	},
];
