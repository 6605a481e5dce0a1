import type { Figure, FontFiles, Image, Text } from '../page/content.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { Language } from '../superbill/language.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { Superbill } from '../superbill/superbill.ts';
import type { Bilingual, Labels } from './labels.ts';
import type { Fill } from './liquid.ts';
import type { Template } from './template.ts';

/** A template with the files it names. */
export interface LoadedTemplate {
	readonly template: Template;
	/** SHA-256, as hexadecimal, of the template's file, of the files that it names, and of what it starts from. */
	readonly sha256: string;
	/** Every Liquid text of the template, parsed, by its source. */
	readonly texts: ReadonlyMap<string, Fill>;
	readonly logo?: Image | undefined;
	/** Fonts for characters that the document's own lack, in the order in which they are asked. */
	readonly fallbackFonts: readonly FontFiles[];
	/** What a preview shows. */
	readonly preview: Preview;
}

/** A request that passes every check on its day of issue. */
export type Preview = SuperbillRequest & { readonly issuedOn: IsoDate };

/** What every part of a page is composed from. */
export interface Composition {
	readonly superbill: Superbill;
	readonly template: Template;
	readonly logo: Omit<Figure, 'kind'> | undefined;
	readonly language: Language;
	readonly label: Labels;
	readonly date: (date: IsoDate) => string;
	/** A template's text with its variables filled in, one paragraph a language; none where nothing is left to say. */
	readonly fill: (text: Bilingual) => Text[];
	/** The same with its line breaks. */
	readonly fillLines: (text: Bilingual) => Text[];
}
