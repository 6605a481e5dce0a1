import type { LoadedTemplate } from './loaded-template.ts';

/** A loaded template without its functions, which cannot be sent to another thread. `fromTemplateData` restores them. */
export type TemplateData = Omit<LoadedTemplate, 'texts'>;

export function templateData({ texts: _texts, ...data }: LoadedTemplate): TemplateData {
	return data;
}
