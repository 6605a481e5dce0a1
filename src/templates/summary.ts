import { LANGUAGES, type Language } from '../superbill/language.ts';
import type { LoadedTemplate } from './loaded-template.ts';
import type { Notice, Template } from './template.ts';

/** The properties by which people and programs choose a template. */
export interface TemplateSummary {
	readonly id: string;
	readonly version: number;
	readonly title: string;
	readonly description: string;
	readonly sha256: string;
	readonly pageSize: Template['page']['size'];
	readonly languages: readonly Language[];
	readonly notices: readonly Pick<Notice, 'id' | 'when'>[];
}

export function templateSummary({ template, sha256 }: LoadedTemplate): TemplateSummary {
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
