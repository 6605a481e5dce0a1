import { createHash } from 'node:crypto';
import type { Image } from '../page/content.ts';
import { rasterType } from '../page/image-type.ts';

/** A practice's own logo, printed in its letterhead. */
export interface Logo {
	readonly image: Image;
	/** Hexadecimal hash of the file. */
	readonly sha256: string;
}

/** Recently read logos, so that an image is decoded once however often its practice is read. */
const recent = new Map<string, Logo>();
const MOST_RECENT = 100;

/** Reads a file as a logo by its content; `undefined` for anything but PNG and JPEG. */
export function readLogo(file: Buffer): Logo | undefined {
	const type = rasterType(file);
	if (!type) return undefined;
	const sha256 = createHash('sha256').update(file).digest('hex');
	return sameLogo({ image: { type, bytes: file }, sha256 });
}

/** Returns the same object for the same file, even if it was read again or came from another thread. */
export function sameLogo(logo: Logo): Logo {
	const known = recent.get(logo.sha256) ?? logo;
	// Moved to the end, so that the first is the least recently used.
	recent.delete(logo.sha256);
	recent.set(logo.sha256, known);
	if (recent.size > MOST_RECENT) recent.delete(recent.keys().next().value as string);
	return known;
}
