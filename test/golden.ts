import { createHash } from 'node:crypto';
import { EXAMPLES } from '../src/http/examples/index.ts';
import { SIBLINGS } from '../src/superbill/sibling.ts';
import { SIBLING_SPECIMENS, SPECIMENS, type Specimen } from './documents.ts';
import { ROOT } from './fixtures/cases.ts';
import { readTaggedPdf } from './pdf/validity/document.ts';
import { outline } from './pdf/validity/outline.ts';
import { pdfOf, siblingOf } from './service/service-under-test.ts';

/** Digests and outlines of documents, for comparison. `npm run golden` writes them. */

export const GOLDEN_FILE = new URL('test/fixtures/golden.json', ROOT);
export const OUTLINE_FOLDER = new URL('test/fixtures/outlines/', ROOT);

/** Computes the SHA-256 of each document, by name. */
export function digests(
	specimens: readonly Specimen[] = [...SPECIMENS, ...SIBLING_SPECIMENS],
): Readonly<Record<string, string>> {
	return Object.fromEntries(
		specimens.map(({ name, draw }) => [name, createHash('sha256').update(draw()).digest('hex')]),
	);
}

/** Every example with the standard template, and each other template and language with one suitable example. */
const OUTLINED: readonly (readonly [example: string, template: string, language: string])[] = [
	...Object.keys(EXAMPLES).map((example) => [example, 'standard', 'en'] as const),
	['iv-ketamine-visit', 'standard', 'es'],
	['psychotherapy-month', 'behavioral-health', 'en'],
	['iv-ketamine-visit', 'infusion', 'en'],
	['psychotherapy-month', 'statement', 'es'],
	['iv-ketamine-visit', 'compact', 'en'],
];

/** Lists what a screen reader says of each document, by file name. */
export function outlines(): ReadonlyMap<string, string> {
	const files = new Map<string, string>();
	for (const [example, template, language] of OUTLINED) {
		const pdf = pdfOf({ ...EXAMPLES[example]?.value, template, language });
		files.set(`${example}.${template}.${language}.txt`, outline(readTaggedPdf(pdf)));
	}
	for (const name of SIBLINGS) {
		const pdf = siblingOf({ ...EXAMPLES['iv-ketamine-visit']?.value }, name);
		files.set(`iv-ketamine-visit.${name}.txt`, outline(readTaggedPdf(pdf)));
	}
	return files;
}
