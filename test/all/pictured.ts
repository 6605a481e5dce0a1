import { EXAMPLES } from '../../src/http/examples/index.ts';
import { ROOT } from '../fixtures/cases.ts';
import { pdfOf, TEMPLATES } from '../service-under-test.ts';
import { type Picture, picturesOf } from './picture.ts';

export const PICTURE_FOLDER = new URL('test/fixtures/pictures/', ROOT);

/** Every page of every example by every shipped template, by the name of its file. */
export function pictured(): ReadonlyMap<string, Picture> {
	return new Map(
		Object.entries(EXAMPLES).flatMap(([example, { value }]) =>
			[...TEMPLATES.keys()].flatMap((template) =>
				picturesOf(pdfOf({ ...value, template })).map(
					(picture, page) => [`${example}.${template}.${page + 1}.png`, picture] as const,
				),
			),
		),
	);
}
