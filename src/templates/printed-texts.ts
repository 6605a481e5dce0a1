import { type Fill, type ReadText, readAcceptedText, readPlainText, readText } from './liquid.ts';
import type { LoadedTemplate } from './loaded-template.ts';
import type { TemplateData } from './template-data.ts';

type TextPath = readonly (string | number)[];

const LIQUID = /^(?:notices\.\d+\.text|signature\.statement)\.e[ns]$/;

/** @param sample variables to try a Liquid text with */
export function readTemplateText(
	path: TextPath,
	text: string,
	sample: object | undefined,
	hasGlyph: (codePoint: number) => boolean,
): ReadText {
	return LIQUID.test(path.join('.')) ? readText(text, sample, hasGlyph) : readPlainText(text, hasGlyph);
}

/** @param text a text that `readTemplateText` has accepted */
function readAcceptedTemplateText(
	path: TextPath,
	text: string,
	hasGlyph: (codePoint: number) => boolean,
): Fill {
	return LIQUID.test(path.join('.')) ? readAcceptedText(text, hasGlyph) : () => text;
}

/** Finds every text that is printed, even in keys that do not have the right shape. */
export function* templateTexts(
	keys: Readonly<Record<string, unknown>>,
): Generator<{ readonly path: TextPath; readonly text: string }> {
	for (const key of ['notices', 'signature', 'labels']) yield* textsIn(keys[key], [key]);
}

function* textsIn(
	value: unknown,
	path: TextPath,
): Generator<{ readonly path: TextPath; readonly text: string }> {
	if (typeof value === 'string') {
		if (path.at(-1) === 'en' || path.at(-1) === 'es') yield { path, text: value };
	} else if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) {
			yield* textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
		}
	}
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
