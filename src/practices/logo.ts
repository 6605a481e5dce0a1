import { createHash } from 'node:crypto';
import type { Image } from '../page/content.ts';

/** A practice's own mark for its letterhead. */
export interface Logo {
	readonly image: Image;
	/** Of the file, in hexadecimal digits. */
	readonly sha256: string;
}

/** What kinds of picture begin with: PNG (ISO/IEC 15948, 5.2), JPEG (ITU-T T.81, B.2.1). */
const SIGNATURES = [
	['png', Buffer.of(0x89, 0x50, 0x4e, 0x47)],
	['jpeg', Buffer.of(0xff, 0xd8, 0xff)],
] as const;

/** Logos that were read of late: an image is decoded once, however often its practice is read. */
const recent = new Map<string, Logo>();
const MOST_RECENT = 100;

/** A file as a logo, whatever its sender calls it; nothing where it is neither PNG nor JPEG. */
export function readLogo(file: Buffer): Logo | undefined {
	const type = SIGNATURES.find(([, start]) => file.subarray(0, start.length).equals(start))?.[0];
	if (!type) return undefined;
	const sha256 = createHash('sha256').update(file).digest('hex');
	return sameLogo({ image: { type, bytes: file }, sha256 });
}

/** One object for one file, however often it was read or sent from thread to thread. */
export function sameLogo(logo: Logo): Logo {
	const known = recent.get(logo.sha256) ?? logo;
	// Put at the end: the first is the one that was not used for longest.
	recent.delete(logo.sha256);
	recent.set(logo.sha256, known);
	if (recent.size > MOST_RECENT) recent.delete(recent.keys().next().value as string);
	return known;
}
