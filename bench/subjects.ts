import { readRequest } from '../src/superbill/read.ts';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { resolve } from '../src/superbill/superbill.ts';
import { compose } from '../src/templates/compose.ts';
import type { LoadedTemplate } from '../src/templates/composition.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from '../test/service-under-test.ts';
import { drawWithPdfkit, FONT_FILES, type Fonts, SHARED_FONTS } from './pdfkit-way.ts';

/** A way to make the document. */
export interface Subject {
	readonly id: string;
	readonly title: string;
	/** What is not measured: the request's text parsed, or more where that favours the subject. */
	prepare(request: SuperbillInput): Job;
	/**
	 * Whether its documents are held to every letter, PDF/UA-1 and PDF/A-3a. Those of pdfkit's text() are not: what
	 * they show is right, but "Thị" may be read as "Thi", and "Fictional" after "Ngọc" as "Fictiọnal".
	 */
	readonly exact: boolean;
}

/** What is measured. */
export type Job = () => Buffer | Promise<Buffer>;

const service = serviceUnderTest();

export const PRODUCT: Subject = {
	id: 'superbill',
	title: 'superbill: parsed request to bytes (checked, laid out, tagged, PDF/A-3a, data attached)',
	exact: true,
	prepare: (request) => () => pdfOf(request, service),
};

export const BASELINE: Subject = pdfkit(
	'pdfkit-readme',
	'pdfkit as its README shows: font files for every document, text() from words that are ready',
	FONT_FILES,
);

export const SUBJECTS: readonly Subject[] = [
	PRODUCT,
	BASELINE,
	pdfkit('pdfkit-shared', 'pdfkit with parsed fonts shared between documents (unsafe)', SHARED_FONTS),
];

function pdfkit(id: string, title: string, fonts: Fonts): Subject {
	return {
		id,
		title,
		exact: false,
		prepare(input) {
			const { request } = readRequest(input);
			if (!request) throw new TypeError('the request has not the right shape');
			const content = compose(
				resolve(request, request.issuedOn as string),
				TEMPLATES.get('standard') as LoadedTemplate,
				{ language: 'en' },
			);
			return () => drawWithPdfkit(content, fonts);
		},
	};
}
