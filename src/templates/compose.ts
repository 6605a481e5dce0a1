import type { Block, PageContent } from '../page/content.ts';
import { printedDate } from '../superbill/dates.ts';
import { fullName } from '../superbill/person.ts';
import type { Superbill } from '../superbill/superbill.ts';
import type { Composition, LoadedTemplate } from './composition.ts';
import { type Bilingual, type Language, labels, pageOf, paragraphs } from './labels.ts';
import { fillText } from './liquid.ts';
import { correction } from './sections/correction.ts';
import { diagnoses } from './sections/diagnoses.ts';
import { letterhead } from './sections/letterhead.ts';
import { noticePages } from './sections/notices.ts';
import { parties } from './sections/parties.ts';
import { services } from './sections/services.ts';
import { signature } from './sections/signature.ts';
import { totals } from './sections/totals.ts';
import type { SECTIONS } from './template.ts';
import { variables } from './variables.ts';
import { DOT, plainText } from './words.ts';

export interface ComposeOptions {
	readonly language: Language;
	/** A word across every page; a superbill without a number is a DRAFT anyway. */
	readonly mark?: 'SAMPLE' | 'VOID' | undefined;
}

const SECTION_BLOCKS: Readonly<Record<(typeof SECTIONS)[number], (composition: Composition) => Block[]>> = {
	correction,
	parties,
	diagnoses,
	services,
	totals,
	signature,
};

/** Puts a superbill into words and order as a template says. */
export function compose(
	superbill: Superbill,
	{ template, logo, fallbackFonts }: LoadedTemplate,
	{ language, mark }: ComposeOptions,
): PageContent {
	const values = variables(superbill, template);
	const label = labels(language, template.labels);
	const composition: Composition = {
		superbill,
		template,
		logo,
		language,
		label,
		date: (date) => printedDate(date, template.dates),
		fill: ({ en, es }: Bilingual) =>
			paragraphs(language, { en: fillText(en, values), es: fillText(es, values) }),
	};
	const name = plainText(label('superbill'));
	return {
		title: [name, superbill.number].filter(Boolean).join(' '),
		language: 'en-US',
		page: template.page,
		fallbackFonts,
		density: template.density,
		accent: template.accent,
		mark: mark ?? (superbill.number === undefined ? 'DRAFT' : undefined),
		running: {
			text: [superbill.number, fullName(superbill.patient)].filter(Boolean).join(DOT),
			continued: `${name} (${plainText(label('continued'))})`,
			page: pageOf(language),
		},
		body: [
			...letterhead(composition, mark),
			...template.sections.flatMap((section) => SECTION_BLOCKS[section](composition)),
			...noticePages(composition),
		],
	};
}
