import type { Block, Image, PageContent, Text } from '../../page/content.ts';
import { printedDate } from '../../superbill/dates.ts';
import type { Language } from '../../superbill/language.ts';
import { fullName } from '../../superbill/person.ts';
import type { Sibling } from '../../superbill/sibling.ts';
import type { Superbill } from '../../superbill/superbill.ts';
import { type Bilingual, labels, pageNumber, paragraphs } from '../labels.ts';
import type { Fill } from '../liquid.ts';
import type { LoadedTemplate } from '../loaded-template.ts';
import { variables } from '../variables.ts';
import { LOGO_HEIGHT, type SECTIONS } from '../vocabulary.ts';
import type { Composition } from './composition.ts';
import { correction } from './correction.ts';
import { diagnoses } from './diagnoses.ts';
import { letterhead } from './letterhead.ts';
import { patientPages, patientRunning, type TitledNotice } from './notices.ts';
import { parties } from './parties.ts';
import { services } from './services.ts';
import { receipt } from './siblings.ts';
import { signature } from './signature.ts';
import { DOT, plainText } from './spans.ts';
import { totals } from './totals.ts';

export interface ComposeOptions {
	readonly language: Language;
	/** A word across every page. A superbill without a number is marked DRAFT in any case. */
	readonly mark?: 'SAMPLE' | undefined;
	/** Pages for the patient about payers, after those of the template. */
	readonly payerNotices?: readonly TitledNotice[];
	/** Replaces the template's logo. */
	readonly logo?: Image | undefined;
	/** Composes this document instead of the superbill. */
	readonly sibling?: Sibling | undefined;
}

const SECTION_BLOCKS: Readonly<Record<(typeof SECTIONS)[number], (composition: Composition) => Block[]>> = {
	correction,
	parties,
	diagnoses,
	services,
	totals,
	signature,
};

/** Composes the content of the pages of a superbill, or of a sibling, from a template. */
export function compose(
	superbill: Superbill,
	{ template, logo, texts, fallbackFonts }: LoadedTemplate,
	{ language, mark, payerNotices = [], logo: ownLogo, sibling }: ComposeOptions,
): PageContent {
	const values = variables(superbill, template);
	const label = labels(language, template.labels);
	const filled = ({ en, es }: Bilingual, layOut: (text: string) => string): Text[] => {
		const say = (source: string) => layOut((texts.get(source) as Fill)(values));
		return paragraphs(language, { en: say(en), es: say(es) }).filter((text) => plainText(text) !== '');
	};
	const composition: Composition = {
		superbill,
		sibling,
		template,
		logo: ownLogo
			? { image: ownLogo, height: template.logo?.height ?? LOGO_HEIGHT }
			: logo &&
				template.logo && {
					image: logo,
					height: template.logo.height,
					// The name is read out next to it.
					...(template.logo.alt !== superbill.billingProvider.name && { alt: template.logo.alt }),
				},
		language,
		label,
		date: (date) => printedDate(date, template.dates),
		fill: (text) => filled(text, oneLine),
		fillLines: (text) => filled(text, (lines) => lines.trim()),
	};
	const forPatient = sibling?.name === 'how-to-submit';
	const name = plainText(label(sibling?.name ?? 'superbill'));
	return {
		title: [name, superbill.number].filter(Boolean).join(' '),
		language: 'en-US',
		page: template.page,
		fallbackFonts,
		density: template.density,
		accent: template.accent,
		mark: mark ?? (superbill.number === undefined ? 'DRAFT' : undefined),
		running: forPatient
			? patientRunning(composition)
			: {
					text: [superbill.number, fullName(superbill.patient)].filter(Boolean).join(DOT),
					continued: `${name} (${plainText(label('continued'))})`,
					page: pageNumber(language),
				},
		body: [
			...(forPatient ? [] : letterhead(composition, mark)),
			...sections(composition),
			...(sibling && !forPatient ? [] : patientPages(composition, payerNotices)),
		],
	};
}

function sections(composition: Composition): Block[] {
	const { sibling, template } = composition;
	if (!sibling) return template.sections.flatMap((section) => SECTION_BLOCKS[section](composition));
	return sibling.name === 'how-to-submit' ? [] : receipt(sibling.name, composition);
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
