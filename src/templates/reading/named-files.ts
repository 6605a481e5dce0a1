import type { Image } from '../../page/content.ts';
import { beginsWith, rasterType } from '../../page/image-type.ts';
import { MOST_BYTES } from '../vocabulary.ts';

/** A folder of templates. An interface, so that reading templates does not depend on a disk. */
export interface TemplateFolder {
	readonly templates: readonly string[];
	/** Reads a file of the folder. `most` is the limit of its bytes. */
	read(name: string, most: number): FileReading;
}

/** `mistake` completes a sentence that starts with the key that names the file. */
export type FileReading = { readonly bytes: Uint8Array } | { readonly mistake: string };

/** Recognises template files. Hidden files belong to editors and to systems that mount folders. */
export function isTemplateName(name: string): boolean {
	return /^[^.].*\.ya?ml$/.test(name);
}

export const NAMED_FILES = {
	logo: {
		most: MOST_BYTES.logo,
		kind: 'a PNG, JPEG or SVG picture',
		fits: (bytes) => imageType(bytes) !== undefined,
	},
	font: { most: MOST_BYTES.font, kind: 'a TrueType font (.ttf)', fits: isTrueType },
	preview: { most: MOST_BYTES.preview, kind: 'a UTF-8 text file', fits: isUtf8 },
} as const satisfies Record<string, NamedFile>;

interface NamedFile {
	readonly most: number;
	readonly kind: string;
	fits(bytes: Uint8Array): boolean;
}

/** Reads a file that a template names. Paths that leave the folder on any operating system are refused. */
export function readNamed(
	folder: TemplateFolder,
	name: string,
	{ most, kind, fits }: NamedFile,
): FileReading {
	const steps = name.split('/');
	if (/[\\:\0]/.test(name) || steps.some((step) => step === '' || step === '.' || step === '..')) {
		return { mistake: 'must name a file in the folder of the template, such as files/logo.png' };
	}
	const reading = folder.read(name, most);
	if ('mistake' in reading || fits(reading.bytes)) return reading;
	return { mistake: `must name ${kind}; this file has other content` };
}

/** Recognises a picture by its content. */
export function imageType(bytes: Uint8Array): Image['type'] | undefined {
	return rasterType(bytes) ?? (SVG.test(decodeUtf8(bytes) ?? '') ? 'svg' : undefined);
}

/** An svg element, possibly after an XML declaration, comments and a document type. */
const SVG = /^\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!(?!--)[^>]*>\s*)*<svg[\s>]/s;

/** OpenType with CFF outlines (`OTTO`), font collections and web fonts start with other bytes. */
function isTrueType(bytes: Uint8Array): boolean {
	return beginsWith(bytes, [0x00, 0x01, 0x00, 0x00]) || beginsWith(bytes, [0x74, 0x72, 0x75, 0x65]);
}

/** Decodes UTF-8 and removes a byte order mark; `undefined` for other bytes. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function isUtf8(bytes: Uint8Array): boolean {
	return decodeUtf8(bytes) !== undefined;
}
