import type { Fill } from './liquid.ts';
import type { LoadedTemplate } from './loaded-template.ts';
import { readAcceptedTemplateText, templateTexts } from './printed-texts.ts';

/** A loaded template without its functions, which cannot be sent to another thread. */
export type TemplateData = Omit<LoadedTemplate, 'texts'>;

export function templateData({ texts: _texts, ...data }: LoadedTemplate): TemplateData {
	return data;
}

/** Restores a template on another thread. Its texts were already checked where it was loaded. */
export function fromTemplateData(
	data: TemplateData,
	hasGlyph: (codePoint: number) => boolean,
): LoadedTemplate {
	const texts = new Map<string, Fill>();
	for (const { path, text } of templateTexts(data.template)) {
		texts.set(text, readAcceptedTemplateText(path, text, hasGlyph));
	}
	return { ...data, texts };
}
