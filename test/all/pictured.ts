import { EXAMPLES } from '../../src/http/examples/index.ts';
import { ROOT } from '../fixtures/cases.ts';
import { voided } from '../pdf/marks.ts';
import { pdfOf, TEMPLATES } from '../service/service-under-test.ts';
import { type Picture, picturesOf } from './picture.ts';

export const PICTURE_FOLDER = new URL('test/fixtures/pictures/', ROOT);

/** Draws every page of every example with every shipped template, and of a void superbill. Keys are file names. */
export function pictured(): ReadonlyMap<string, Picture> {
	const drawn = Object.entries(EXAMPLES).flatMap(([example, { value }]) =>
		[...TEMPLATES.keys()].map(
			(template) => [`${example}.${template}`, pdfOf({ ...value, template })] as const,
		),
	);
	const stamped = [
		'psychotherapy-month.void',
		voided(pdfOf({ ...EXAMPLES['psychotherapy-month']?.value })),
	] as const;
	return new Map(
		[...drawn, stamped].flatMap(([name, pdf]) =>
			picturesOf(pdf).map((picture, page) => [`${name}.${page + 1}.png`, picture] as const),
		),
	);
}
