import type { Image } from '../../page/content.ts';

/** Where templates stand. File access is behind it, so that reading templates is a matter of values. */
export interface TemplateFolder {
	/** Names of its template files. */
	readonly templates: readonly string[];
	/** The bytes of a file of the folder. `most` is how many it may have. */
	read(name: string, most: number): FileReading;
}

/** `mistake` completes a sentence that starts with the file. */
export type FileReading = { readonly bytes: Uint8Array } | { readonly mistake: string };

/** Whether a file of a folder is a template; hidden ones belong to editors and to systems that mount folders. */
export function isTemplateName(name: string): boolean {
	return /^[^.].*\.ya?ml$/.test(name);
}

const KIB = 1024;

/** What a template may name, how large it may be and what it must be. */
export const NAMED_FILES = {
	logo: {
		most: 512 * KIB,
		kind: 'a PNG, JPEG or SVG picture',
		fits: (bytes) => imageType(bytes) !== undefined,
	},
	font: { most: 20 * KIB * KIB, kind: 'a TrueType font (.ttf)', fits: isTrueType },
	preview: { most: KIB * KIB, kind: 'UTF-8 text', fits: isUtf8 },
} as const satisfies Record<string, NamedFile>;

interface NamedFile {
	readonly most: number;
	readonly kind: string;
	fits(bytes: Uint8Array): boolean;
}

/** A file that a template names: in the template's folder or below, whatever the system calls a path. */
export function readNamed(
	folder: TemplateFolder,
	name: string,
	{ most, kind, fits }: NamedFile,
): FileReading {
	const steps = name.split('/');
	if (/[\\:\0]/.test(name) || steps.some((step) => step === '' || step === '.' || step === '..')) {
		return { mistake: 'must be a file in the folder of the template, like "files/logo.png"' };
	}
	const reading = folder.read(name, most);
	if ('mistake' in reading || fits(reading.bytes)) return reading;
	return { mistake: `must be ${kind}; what is in it is not` };
}

/** What a picture is, by how it begins. */
export function imageType(bytes: Uint8Array): Image['type'] | undefined {
	if (beginsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
	if (beginsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
	return SVG.test(decodeUtf8(bytes) ?? '') ? 'svg' : undefined;
}

/** After an XML declaration, comments and a document type. */
const SVG = /^\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!(?!--)[^>]*>\s*)*<svg[\s>]/s;

/** OpenType with outlines of its own kind (`OTTO`), collections and web fonts are others. */
function isTrueType(bytes: Uint8Array): boolean {
	return beginsWith(bytes, [0x00, 0x01, 0x00, 0x00]) || beginsWith(bytes, [0x74, 0x72, 0x75, 0x65]);
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
	return magic.every((byte, i) => bytes[i] === byte);
}

/** UTF-8 text, without its byte order mark. */
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
