import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { DEFLATE } from './deflate.ts';

/** An embedded JSON file (ISO 32000-1, 7.11.4), ready to be written as a stream. */
export interface AttachedData {
	readonly dictionary: string;
	readonly deflated: Buffer;
	/** MD5 of the data, in hexadecimal digits. */
	readonly checksum: string;
}

/** @param date in PDF syntax */
export function attachedData(data: Buffer, date: string): AttachedData {
	const checksum = createHash('md5').update(data).digest('hex');
	const deflated = deflateSync(data, DEFLATE);
	return {
		dictionary:
			`<</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size ${data.length}/CreationDate ${date}` +
			`/ModDate ${date}/CheckSum <${checksum}>>>/Filter/FlateDecode/Length ${deflated.length}>>`,
		deflated,
		checksum,
	};
}
