import type { Fill } from './liquid.ts';
import type { LoadedTemplate } from './loaded-template.ts';
import { readAcceptedTemplateText, templateTexts } from './printed-texts.ts';

/** A loaded template without its functions, as it passes from thread to thread. */
export type TemplateData = Omit<LoadedTemplate, 'texts'>;

export function templateData({ texts: _texts, ...data }: LoadedTemplate): TemplateData {
	return data;
}

/** A template as it was loaded on another thread: whatever is wrong with it would have been told there. */
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
