import { drawPdf } from '../src/pdf/draw.ts';
import { readRequest } from '../src/superbill/read.ts';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { resolve } from '../src/superbill/superbill.ts';
import { compose } from '../src/templates/compose.ts';
import type { LoadedTemplate } from '../src/templates/composition.ts';
import type { Language } from '../src/templates/labels.ts';
import { PRODUCER } from '../src/version.ts';
import { CASES } from './fixtures/cases.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from './service-under-test.ts';

/** Documents to look at: which superbill, by which template, in which language, marked with which word. */
export interface Specimen {
	readonly name: string;
	readonly template: string;
	readonly language: Language;
	draw(): Buffer;
}

export const LANGUAGES: readonly Language[] = ['en', 'es'];

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

/** Marked documents: the first case by every shipped template in every language. */
export const MARKED: readonly Specimen[] = [...TEMPLATES].flatMap(([template, loaded]) =>
	LANGUAGES.flatMap((language) =>
		(['SAMPLE', 'VOID', 'DRAFT'] as const).map((mark) => ({
			name: `${mark}, ${template}, ${language}`,
			template,
			language,
			draw: () => drawMarked(CASES[0]?.request as SuperbillInput, loaded, language, mark),
		})),
	),
);

function drawMarked(
	input: SuperbillInput,
	template: LoadedTemplate,
	language: Language,
	mark: 'SAMPLE' | 'VOID' | 'DRAFT',
): Buffer {
	const draft = mark === 'DRAFT';
	const { request } = readRequest(draft ? { ...input, number: undefined } : input);
	if (!request) throw new TypeError('the request has not the right shape');
	const issuedOn = request.issuedOn as string;
	return drawPdf(
		compose(resolve(request, issuedOn), template, { language, mark: draft ? undefined : mark }),
		{
			issuedOn,
			author: request.billingProvider.name,
			producer: PRODUCER,
			creator: PRODUCER,
			data: Buffer.from('{}'),
		},
	);
}
