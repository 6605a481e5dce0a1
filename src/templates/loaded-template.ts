import type { FontFiles, Image } from '../page/content.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { Fill } from './liquid.ts';
import type { Template } from './template.ts';

/** A template with the files that it names. */
export interface LoadedTemplate {
	readonly template: Template;
	/** Hexadecimal SHA-256 that covers the template's file, the files that it names and the template that it extends. */
	readonly sha256: string;
	/** Every Liquid text of the template, parsed, by its source. */
	readonly texts: ReadonlyMap<string, Fill>;
	readonly logo?: Image | undefined;
	/** Fonts for characters that the document's own fonts lack, in the order in which they are tried. */
	readonly fallbackFonts: readonly FontFiles[];
	/** The request that a preview prints. */
	readonly preview: Preview;
}

/** A request that passes every check on its issue date. */
export type Preview = SuperbillRequest & { readonly issuedOn: IsoDate };

/** A part of a template that does not fit on its page. */
export interface Misfit {
	/** The keys that can be changed, the best one first. */
	readonly paths: readonly (readonly string[])[];
	/** Says what does not fit and what would. Follows the key and a colon. */
	readonly message: string;
}

/** Templates by id, in the order in which people see them. */
export type Templates = ReadonlyMap<string, LoadedTemplate>;
