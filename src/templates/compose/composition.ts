import type { Figure, Text } from '../../page/content.ts';
import type { IsoDate } from '../../superbill/dates.ts';
import type { Language } from '../../superbill/language.ts';
import type { Sibling } from '../../superbill/sibling.ts';
import type { Superbill } from '../../superbill/superbill.ts';
import type { Bilingual, Labels } from '../labels.ts';
import type { Template } from '../template.ts';

/** The values from which every section is composed. */
export interface Composition {
	readonly superbill: Superbill;
	/** Set for a document other than the superbill. */
	readonly sibling: Sibling | undefined;
	readonly template: Template;
	readonly logo: Omit<Figure, 'kind'> | undefined;
	readonly language: Language;
	readonly label: Labels;
	readonly date: (date: IsoDate) => string;
	/** Fills in the variables of a template's text: one paragraph per language, none if the text comes out empty. */
	readonly fill: (text: Bilingual) => Text[];
	/** Does the same and keeps line breaks. */
	readonly fillLines: (text: Bilingual) => Text[];
}
