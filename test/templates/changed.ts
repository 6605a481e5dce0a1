import { readText } from '../../src/templates/liquid.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import type { Template } from '../../src/templates/template.ts';

/** Changes a loaded template as if its file had been changed. */
export function changed(loaded: LoadedTemplate, own: Partial<Template>): LoadedTemplate {
	const template = { ...loaded.template, ...own };
	const sources = [template.signature.statement, ...template.notices.map(({ text }) => text)];
	const texts = sources
		.flatMap(({ en, es }) => [en, es])
		.map((source) => {
			const reading = readText(source, undefined, () => true);
			if ('mistakes' in reading) throw new Error(reading.mistakes[0]?.message);
			return [source, reading.fill] as const;
		});
	return { ...loaded, template, texts: new Map(texts) };
}
