import type { Block, Text } from '../../page/content.ts';
import type { Language } from '../../superbill/language.ts';
import type { Superbill } from '../../superbill/superbill.ts';
import { type Bilingual, inLanguage } from '../labels.ts';
import type { Notice } from '../template.ts';
import { fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { spans } from './spans.ts';

const IS_PRINTED: Readonly<Record<Notice['when'], (superbill: Superbill, id: string) => boolean>> = {
	always: () => true,
	'on-request': ({ notices = [] }, id) => notices.includes(id),
	'paid-in-full': ({ totals }) => totals.paymentStatus === 'paid-in-full',
	'balance-due': ({ totals }) => totals.balance > 0,
	telehealth: ({ visits }) => visits.some(({ lines }) => lines.some(({ telehealth }) => telehealth)),
	corrected: ({ replaces }) => replaces !== undefined,
};

function notices({ superbill, template }: Composition): Notice[] {
	return template.notices.filter(({ id, when }) => IS_PRINTED[when](superbill, id));
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
	return columns.length > 1 ? [{ kind: 'columns', widths: columns.map(() => 1), columns }] : columns.flat();
}

/** Notices with a title, each on a separate page for the patient, not for the payer. */
export function noticePages(composition: Composition): Block[] {
	return notices(composition).flatMap(({ title, text }): Block[] => {
		return title ? noticePage(composition.language, title, composition.fillLines(text)) : [];
	});
}

export interface TitledNotice {
	readonly title: Bilingual;
	readonly text: Bilingual;
}

export function noticePage(language: Language, title: Bilingual, texts: readonly Text[]): Block[] {
	return [
		{ kind: 'page-break' },
		{ ...heading(inLanguage(language, title)), size: 'title' },
		...texts.flatMap(pageBlocks),
	];
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
