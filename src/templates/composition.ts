import type { FontFiles, Image, Text } from '../page/content.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { Superbill } from '../superbill/superbill.ts';
import type { Bilingual, Labels, Language } from './labels.ts';
import type { Template } from './template.ts';

/** A template with the files it names. */
export interface LoadedTemplate {
	readonly template: Template;
	/** SHA-256, as hexadecimal, of the template file and of every file that it names. */
	readonly sha256: string;
	readonly logo?: Image | undefined;
	/** Fonts for characters that the document's own lack, in the order in which they are asked. */
	readonly fallbackFonts: readonly FontFiles[];
	/** The request that a preview shows. */
	readonly preview: unknown;
}

/** What every part of a page is composed from. */
export interface Composition {
	readonly superbill: Superbill;
	readonly template: Template;
	readonly logo: Image | undefined;
	readonly language: Language;
	readonly label: Labels;
	readonly date: (date: IsoDate) => string;
	/** A template's text with its variables filled in, one paragraph a language. */
	readonly fill: (text: Bilingual) => Text[];
}
