import { createHash } from 'node:crypto';
import { EXAMPLES } from '../src/http/examples/index.ts';
import { SPECIMENS, type Specimen } from './documents.ts';
import { ROOT } from './fixtures/cases.ts';
import { readTaggedPdf } from './pdf/validity/document.ts';
import { outline } from './pdf/validity/outline.ts';
import { pdfOf } from './service/service-under-test.ts';

/** What is kept of documents, to be compared with and, on purpose, written again by `npm run golden`. */

export const GOLDEN_FILE = new URL('test/fixtures/golden.json', ROOT);
export const OUTLINE_FOLDER = new URL('test/fixtures/outlines/', ROOT);

/** SHA-256 of each document by its name. */
export function digests(specimens: readonly Specimen[] = SPECIMENS): Readonly<Record<string, string>> {
	return Object.fromEntries(
		specimens.map(({ name, draw }) => [name, createHash('sha256').update(draw()).digest('hex')]),
	);
}

/** Every example by the standard template, and each other template and language with the example that suits it. */
const OUTLINED: readonly (readonly [example: string, template: string, language: string])[] = [
	...Object.keys(EXAMPLES).map((example) => [example, 'standard', 'en'] as const),
	['iv-ketamine-visit', 'standard', 'es'],
	['psychotherapy-month', 'behavioral-health', 'en'],
	['iv-ketamine-visit', 'infusion', 'en'],
	['psychotherapy-month', 'statement', 'es'],
	['iv-ketamine-visit', 'compact', 'en'],
];

/** What a screen reader says, by the name of the file that holds it. */
export async function outlines(): Promise<ReadonlyMap<string, string>> {
	const files = new Map<string, string>();
	for (const [example, template, language] of OUTLINED) {
		const pdf = pdfOf({ ...EXAMPLES[example]?.value, template, language });
		files.set(`${example}.${template}.${language}.txt`, outline(await readTaggedPdf(pdf)));
	}
	return files;
}
