import { readFace } from './face.ts';
import { readSfnt } from './sfnt.ts';

/** A font file that cannot be used. The message completes "the font …". */
class FontError extends Error {
	override readonly name = 'FontError';
}

/** Enough for a font with some ten thousand Chinese characters. */
const MAX_BYTES = 24 * 1024 * 1024;

const TRUETYPE = ['\0\x01\0\0', 'true'];

/** Other font formats by their first four bytes. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
	OTTO: 'has PostScript outlines; use its TrueType version (.ttf)',
	ttcf: 'is a collection; use the single font (.ttf)',
	wOFF: 'is compressed for the web; use its TrueType file (.ttf)',
	wOF2: 'is compressed for the web; use its TrueType file (.ttf)',
};

const REQUIRED_TABLES = ['cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'OS/2', 'post', 'name'];

/** Offset of the embedding permissions in the OS/2 table (OpenType 1.9, "fsType"). */
const FS_TYPE = 8;

/** Bits of fsType that forbid what a PDF/A needs, unless a less restrictive bit is set too. */
const PROHIBITIONS = [
	{ bit: 0x2, unless: 0x4 | 0x8, message: 'forbids embedding (OS/2 fsType); a PDF/A must embed it' },
	{ bit: 0x100, unless: 0, message: 'forbids subsetting (OS/2 fsType)' },
	{ bit: 0x200, unless: 0, message: 'allows only its bitmaps to be embedded (OS/2 fsType)' },
];

/**
 * The reason why a font file cannot be used, as a sentence fragment; `undefined` if it can. Every glyph is read once, so
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
	const format = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
	if (!TRUETYPE.includes(format)) {
		throw new FontError(OTHER_FORMATS[format] ?? 'is not a TrueType file (.ttf)');
	}
	const sfnt = readSfnt(bytes);
	const missing = REQUIRED_TABLES.filter((tag) => !sfnt.has(tag));
	if (missing.length > 0) throw new FontError(`lacks the ${missing.join(', ')} table`);
	const permissions = sfnt.table('OS/2').getUint16(FS_TYPE);
	for (const { bit, unless, message } of PROHIBITIONS) {
		if (permissions & bit && !(permissions & unless)) throw new FontError(message);
	}
	if (readFace('F', bytes).readAll() === 0) throw new FontError('has no characters');
}
