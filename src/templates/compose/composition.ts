import type { Figure, Text } from '../../page/content.ts';
import type { IsoDate } from '../../superbill/dates.ts';
import type { Language } from '../../superbill/language.ts';
import type { Superbill } from '../../superbill/superbill.ts';
import type { Bilingual, Labels } from '../labels.ts';
import type { Template } from '../template.ts';

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
