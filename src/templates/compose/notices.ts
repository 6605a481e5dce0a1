import type { Block, PageBreak, Running, Text } from '../../page/content.ts';
import type { Superbill } from '../../superbill/superbill.ts';
import { type Bilingual, inLanguage, pageNumber, paragraphs } from '../labels.ts';
import type { Notice } from '../template.ts';
import { HOW_TO_SUBMIT } from '../vocabulary.ts';
import { fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { plainText, spans } from './spans.ts';

const IS_PRINTED: Readonly<Record<Notice['when'], (superbill: Superbill, id: string) => boolean>> = {
	always: () => true,
	'on-request': ({ notices = [] }, id) => notices.includes(id),
	'paid-in-full': ({ totals }) => totals.paymentStatus === 'paid-in-full',
	'balance-due': ({ totals }) => totals.balance > 0,
	telehealth: ({ visits }) => visits.some(({ lines }) => lines.some(({ telehealth }) => telehealth)),
	corrected: ({ replaces }) => replaces !== undefined,
};

function notices({ superbill, template }: Composition, asked?: string): Notice[] {
	return template.notices.filter(({ id, when }) => id === asked || IS_PRINTED[when](superbill, id));
}

/** Notices without a title, which are printed on the superbill itself: languages side by side. */
export function shortNotices(composition: Composition): Block[] {
	const texts = notices(composition)
		.filter(({ title }) => title === undefined)
		.map(({ text }) => composition.fill(text));
	const most = Math.max(0, ...texts.map((each) => each.length));
	const columns = Array.from({ length: most }, (_, i) =>
		texts
			.map((each) => each[i])
			.filter((text) => text !== undefined)
			.map((text): Block => ({ ...fine(text), apart: true })),
	);
	return sideBySide(columns);
}

/** Languages side by side. */
function sideBySide(columns: readonly Block[][]): Block[] {
	return columns.length > 1 ? [{ kind: 'columns', widths: columns.map(() => 1), columns }] : columns.flat();
}

/** A notice with a title, which is on a page for the patient. */
export interface TitledNotice {
	readonly title: Bilingual;
	readonly text: Bilingual;
}

/**
 * The pages for the patient, not for the payer, each a notice with a title: those of the template, then those about payers.
 * They are a part of their own, so that the pages to send are numbered without them.
 */
export function patientPages(composition: Composition, payerNotices: readonly TitledNotice[]): Block[] {
	const { sibling, language } = composition;
	const pages = [
		...notices(composition, sibling && HOW_TO_SUBMIT).flatMap(({ title, text }) =>
			title ? [{ title, texts: composition.fillLines(text) }] : [],
		),
		...payerNotices.map(({ title, text }) => ({ title, texts: paragraphs(language, text) })),
	];
	return pages.flatMap(({ title, texts }, i): Block[] => [
		...(i > 0 ? [{ kind: 'page-break' as const }] : sibling ? [] : [patientPart(composition)]),
		...(i > 0 ? [] : [{ kind: 'page-number' as const, text: pageNumber(language) }]),
		{ ...heading(inLanguage(language, title)), level: sibling && i === 0 ? 1 : 2, size: 'title' },
		...sideBySide(texts.map(pageBlocks)),
	]);
}

const patientPart = (composition: Composition): PageBreak => ({
	kind: 'page-break',
	part: patientRunning(composition),
});

/** Texts at the edges of pages for the patient. */
export function patientRunning({ superbill: { number }, label, language }: Composition): Running {
	return {
		text: [plainText(label('forPatient')), number].filter(Boolean).join(' '),
		continued: `${plainText(label('how-to-submit'))} (${plainText(label('continued'))})`,
		page: pageNumber(language),
	};
}

const STEP = /^(\d+)\. +(.*)$/;

/** Empty lines separate paragraphs. Lines that start with a number and a period are the steps of a list. */
function pageBlocks(text: Text): Block[] {
	const [{ text: source, lang } = { text: '' }] = spans(text);
	const say = (words: string): Text => (lang === undefined ? words : [{ text: words, lang }]);
	return source.split(/\n\s*\n/).map((part): Block => {
		const lines = part.trim().split('\n');
		const steps = lines.map((line) => STEP.exec(line.trim()));
		return steps.every((step) => step !== null)
			? {
					kind: 'list',
					numbering: 'numbers',
					items: steps.map((step) => ({ label: `${step[1]}.`, text: say(step[2] as string) })),
				}
			: { kind: 'paragraph', text: say(lines.map((line) => line.trim()).join(' ')), apart: true };
	});
}
