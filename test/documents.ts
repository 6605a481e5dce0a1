import { EXAMPLES } from '../src/http/examples/index.ts';
import type { Image } from '../src/page/content.ts';
import type { Language } from '../src/superbill/language.ts';
import { LANGUAGES } from '../src/superbill/language.ts';
import { SIBLINGS } from '../src/superbill/sibling.ts';
import type { LoadedTemplate } from '../src/templates/loaded-template.ts';
import { CASES } from './fixtures/cases.ts';
import { everything, minimal } from './fixtures/payloads.ts';
import { voided } from './pdf/marks.ts';
import { jpegFile } from './pdf/pictures/jpeg-file.ts';
import { pngFile } from './pdf/pictures/png-file.ts';
import { pdfOf, sampleOf, serviceUnderTest, siblingOf, TEMPLATES } from './service/service-under-test.ts';

/** A document for visual and structural tests. */
export interface Specimen {
	readonly name: string;
	readonly template: string;
	readonly language: Language;
	draw(): Buffer;
}

const service = serviceUnderTest();

/** Every case by every shipped template in every language. */
export const SPECIMENS: readonly Specimen[] = CASES.flatMap(({ file, request }) =>
	[...TEMPLATES.keys()].flatMap((template) =>
		LANGUAGES.map((language) => ({
			name: `${file.replace('.json', '')}, ${template}, ${language}`,
			template,
			language,
			draw: () => pdfOf({ ...request, template, language }, service),
		})),
	),
);

/** One document per template and language, with every notice and with letters beyond the fonts' base set. */
export const UNUSUAL: readonly Specimen[] = [...TEMPLATES].flatMap(([template, loaded]) =>
	LANGUAGES.map((language) => ({
		name: `every notice, many scripts, ${template}, ${language}`,
		template,
		language,
		draw: () =>
			pdfOf(
				{
					...everything,
					template,
					language,
					notices: loaded.template.notices.map(({ id }) => id),
					billingProvider: { ...everything.billingProvider, name: 'Smith & <Söhne> "Клиника" Γεώργιος' },
					patient: { ...everything.patient, firstName: 'Thị Ṣọlá', lastName: 'Łukasiewicz-Щерба Nuʼman' },
				},
				service,
			),
	})),
);

/** Every sibling of every example, by the standard template and the one with a window, in every language. */
export const SIBLING_SPECIMENS: readonly Specimen[] = Object.entries(EXAMPLES).flatMap(
	([example, { value }]) =>
		['standard', 'statement'].flatMap((template) =>
			LANGUAGES.flatMap((language) =>
				SIBLINGS.map((sibling) => ({
					name: `${sibling} of ${example}, ${template}, ${language}`,
					template,
					language,
					draw: () => siblingOf({ ...value, template, language }, sibling, service),
				})),
			),
		),
);

/** Marked documents: SAMPLE for previews, DRAFT for a superbill without a number, VOID for a void one. */
export const MARKED: readonly Specimen[] = [...TEMPLATES.keys()].flatMap((template) =>
	LANGUAGES.flatMap((language) =>
		Object.entries({
			SAMPLE: () => sampleOf(template, language),
			DRAFT: () => pdfOf({ ...minimal, template, language }, service),
			VOID: () => voided(pdfOf({ ...everything, template, language }, service)),
		}).map(([mark, draw]) => ({ name: `${mark}, ${template}, ${language}`, template, language, draw })),
	),
);

/** A half-transparent square, a grey square, and a wave. */
const LOGOS: Readonly<Record<Image['type'], Uint8Array>> = {
	png: pngFile({ width: 8, height: 8, type: 6, depth: 8, pixel: (x, y) => [18, 58, 94, 16 * (x + y)] }),
	jpeg: jpegFile({ frame: 0xc0, levels: [96] }),
	svg: Buffer.from(
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path fill="#123a5e" d="M0 5 Q5 0 10 5 T20 5 V10 H0 Z"/></svg>',
	),
};

/** Documents with a logo of each type. */
export const WITH_LOGO: readonly Specimen[] = [...TEMPLATES].flatMap(([template, loaded]) =>
	(['png', 'jpeg', 'svg'] as const).map((type) => {
		const own: LoadedTemplate = {
			...loaded,
			template: { ...loaded.template, logo: { file: `logo.${type}`, height: 40, alt: 'A wave' } },
			logo: { type, bytes: LOGOS[type] },
		};
		return {
			name: `${type} logo, ${template}`,
			template,
			language: 'en',
			draw: () =>
				pdfOf({ ...everything, template }, serviceUnderTest({ templates: () => new Map([[template, own]]) })),
		};
	}),
);
