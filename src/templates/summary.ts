import { LANGUAGES } from '../superbill/language.ts';
import type { LoadedTemplate } from './loaded-template.ts';

/** The properties by which people and programs choose a template. */
export function templateSummary({ template, sha256 }: LoadedTemplate) {
	const { id, version, title, description, page, notices } = template;
	return {
		id,
		version,
		title,
		description,
		sha256,
		pageSize: page.size,
		languages: LANGUAGES,
		notices: notices.map(({ id, when }) => ({ id, when })),
	};
}

export type TemplateSummary = ReturnType<typeof templateSummary>;
