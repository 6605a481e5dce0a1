import type { CallOperation } from '../../base/call.ts';
import { type PageLanguage, sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { CONTROL_WORDS } from './control-words.ts';

type InBoth = Readonly<Record<PageLanguage, string>>;

export interface ListedNotice {
	readonly id: string;
	readonly when: string;
	readonly title: InBoth | null;
	readonly text: InBoth;
}

export interface ListedTemplate {
	readonly id: string;
	readonly title: string;
	readonly notices: readonly ListedNotice[];
}

interface ListedPayer {
	readonly id: string;
	readonly payer: string;
}

interface Choices {
	readonly templates: readonly ListedTemplate[];
	readonly payers: readonly ListedPayer[];
}

/** The templates and payer profiles to choose from; empty while they load. */
export function useChoices(call: CallOperation): Choices {
	const [choices, setChoices] = React.useState<Choices>({ templates: [], payers: [] });
	React.useEffect(() => {
		void (async () => {
			const [templates, payers] = await Promise.all([
				call<{ items: readonly ListedTemplate[] }>('listTemplates'),
				call<{ items: readonly ListedPayer[] }>('listPayers'),
			]);
			setChoices({
				templates: templates.ok ? templates.value.items : [],
				payers: payers.ok ? payers.value.items : [],
			});
		})();
	}, [call]);
	return choices;
}

/** The notices of a template that are printed only if they are asked for. */
export function noticesToChoose(
	templates: readonly ListedTemplate[],
	id = 'standard',
): readonly ListedNotice[] {
	return (
		templates.find((template) => template.id === id)?.notices.filter(({ when }) => when === 'on-request') ??
		[]
	);
}

const SHIPPED = ['out-of-network', 'medicare-opt-out', 'part-2', 'good-faith-estimate'] as const;

/** The name of a notice: its title, or else words for its id. */
export function noticeName({ id, title }: ListedNotice, language: PageLanguage): string {
	if (title) return title[language];
	const shipped = SHIPPED.find((one) => one === id);
	if (shipped) return sayIn(language, CONTROL_WORDS)(shipped);
	const words = id.replaceAll('-', ' ');
	return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** The sentence that a notice without a page of its own prints, with a gap for what the superbill fills in. */
export function noticeText({ title, text }: ListedNotice, language: PageLanguage): string | undefined {
	if (title) return undefined;
	return text[language]
		.replaceAll(/\{%.*?%\}/gs, '')
		.replaceAll(/\{\{.*?\}\}/gs, '…')
		.trim();
}
