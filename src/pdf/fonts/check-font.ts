import { readFace } from './face.ts';
import { readSfnt } from './sfnt.ts';

/** A font file that cannot be used, and why: completes "the font …". */
class FontError extends Error {
	override readonly name = 'FontError';
}

/** A family's largest files, of some ten thousand Chinese characters, stay under this. */
const MAX_BYTES = 24 * 1024 * 1024;

const TABLES = ['cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'OS/2', 'post', 'name'];

/** Embedding permissions in OS/2 fsType (OpenType 1.9). */
const FS_TYPE = 8;
const RESTRICTED = 0x2;
const PREVIEW_AND_PRINT = 0x4;
const EDITABLE = 0x8;
const NO_SUBSETTING = 0x100;
const BITMAPS_ONLY = 0x200;

/**
 * What keeps a font file from being used, in plain words; `undefined` when nothing does. Every glyph is read once, so
 * that a damaged one is found before a name needs it.
 */
export function checkFont(bytes: Uint8Array): string | undefined {
	try {
		check(bytes);
	} catch (error) {
		return `the font ${error instanceof FontError ? error.message : 'is damaged'}`;
	}
	return undefined;
}

function check(bytes: Uint8Array): void {
	if (bytes.length > MAX_BYTES) throw new FontError('is larger than 24 MiB');
	const kind = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
	if (kind === 'OTTO') throw new FontError('has PostScript outlines; use its TrueType version (.ttf)');
	if (kind === 'ttcf') throw new FontError('is a collection; use the single font (.ttf)');
	if (kind === 'wOFF' || kind === 'wOF2')
		throw new FontError('is packed for the web; use its TrueType file (.ttf)');
	if (kind !== '\0\x01\0\0' && kind !== 'true') throw new FontError('is not a TrueType file (.ttf)');
	const sfnt = readSfnt(bytes);
	const missing = TABLES.filter((tag) => !sfnt.has(tag));
	if (missing.length > 0) throw new FontError(`lacks the ${missing.join(', ')} table`);
	checkLicence(sfnt.table('OS/2').getUint16(FS_TYPE));
	if (readFace('F', bytes).readAll() === 0) throw new FontError('has no characters');
}

/** The least restrictive of several permissions holds. */
function checkLicence(permissions: number): void {
	if (permissions & RESTRICTED && !(permissions & (PREVIEW_AND_PRINT | EDITABLE))) {
		throw new FontError('forbids embedding (OS/2 fsType); a PDF/A must embed it');
	}
	if (permissions & NO_SUBSETTING) throw new FontError('forbids subsetting (OS/2 fsType)');
	if (permissions & BITMAPS_ONLY) throw new FontError('allows only its bitmaps to be embedded (OS/2 fsType)');
}
