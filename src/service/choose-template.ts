import type { Finding } from '../superbill/finding.ts';
import { shapeFinding } from '../superbill/read.ts';
import type { LoadedTemplate, Templates } from '../templates/loaded-template.ts';

const DEFAULT_TEMPLATE = 'standard';

export interface ChosenTemplate {
	/** The default template if the named one is not installed, so that the other checks can run. */
	readonly template: LoadedTemplate;
	readonly isInstalled: boolean;
}

export function chooseTemplate(
	installed: Templates,
	id: string | undefined = DEFAULT_TEMPLATE,
): ChosenTemplate {
	const chosen = installed.get(id);
	return {
		template: chosen ?? (installed.get(DEFAULT_TEMPLATE) as LoadedTemplate),
		isInstalled: chosen !== undefined,
	};
}

/** Tests if a template prints a signature. */
export function hasSignature({ template }: LoadedTemplate): boolean {
	return template.signature.style !== 'none';
}

export function unknownTemplateOfRequest(installed: Templates): Finding {
	return shapeFinding(
		['template'],
		`The template must be one of ${quoted(installed.keys())}.`,
		'Choose an installed template, or leave it out.',
	);
}

export function unknownTemplateOfPractice(installed: Templates): Finding {
	return shapeFinding(
		[],
		"The practice's template is no longer installed.",
		`Name an installed template (${quoted(installed.keys())}), or have an administrator change the practice.`,
	);
}

export function unknownNotices(
	notices: readonly string[] | undefined,
	{ template }: LoadedTemplate,
): readonly Finding[] {
	const offered = template.notices.map(({ id }) => id);
	return (notices ?? []).flatMap((id, i) => (offered.includes(id) ? [] : [unknownNotice(i, offered)]));
}

function unknownNotice(index: number, offered: readonly string[]): Finding {
	return shapeFinding(
		['notices', index],
		offered.length === 0
			? 'This template offers no notices.'
			: `Notice ${index + 1} must be one of ${quoted(offered)}.`,
		'Choose a notice that the template offers, or leave it out.',
	);
}

function quoted(ids: Iterable<string>): string {
	return Array.from(ids, (id) => `"${id}"`).join(', ');
}
