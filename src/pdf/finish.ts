import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { partOfNumber, withNumber } from '../page/number-marks.ts';
import { sealedQrText } from '../qr/write.ts';
import { attachedData } from './file/attachment.ts';
import { DEFLATE } from './file/deflate.ts';
import { dateString, infoOf, xmpOf } from './file/metadata.ts';
import { ObjectWriter } from './file/object-writer.ts';
import type { LateNumber, LateText, UnfinishedPdf } from './file/unfinished.ts';
import type { EncodedRun } from './fonts/face.ts';
import { FACES } from './fonts/faces.ts';
import { lateOperators } from './layout/canvas.ts';
import { qrStencil } from './qr-stencil.ts';

/**
 * Completes a document with everything that depends on its number: the number on its pages, the attached data, the QR
 * code, metadata and file identifier. It takes a fraction of the time of drawing, so it can be done within a transaction. The same
 * input gives the same bytes. What else is only known when a superbill is issued belongs here.
 *
 * @param number undefined for a document without a number
 * @returns the rest of the file, which comes after `head`
 */
export function finishPdf(unfinished: UnfinishedPdf, number: string | undefined): Buffer {
	const { objects, numberLength, root, info, xmp, metadata, attachment, contents, qrCode } = unfinished;
	if ((number === undefined) !== (numberLength === 0)) {
		throw new RangeError('a document is finished with a number if it was drawn for one');
	}
	const filled = (text: string) => (number === undefined ? text : withNumber(text, numberLength, number));
	const file = new ObjectWriter(objects);
	for (const { id, parts } of contents) {
		const operators = parts.map((part) =>
			typeof part === 'string' ? part : lateText(part, number as string),
		);
		const content = deflateSync(Buffer.from(operators.join(''), 'latin1'), DEFLATE);
		file.stream(id, `<</Filter/FlateDecode/Length ${content.length}>>`, content);
	}
	const data = Buffer.from(filled(attachment.data));
	const { dictionary, deflated, checksum } = attachedData(data, dateString(metadata.created));
	file.stream(attachment.id, dictionary, deflated);
	if (qrCode) {
		const { entries, samples } = qrStencil(sealedQrText(filled(qrCode.text), data));
		file.stream(qrCode.id, `<<${entries}/Length ${samples.length}>>`, samples);
	}
	const facts = { ...metadata, title: filled(metadata.title) };
	const xml = xmpOf(facts);
	file.stream(xmp, `<</Type/Metadata/Subtype/XML/Length ${xml.length}>>`, xml);
	file.object(info, infoOf(facts));
	// The data and the metadata determine all the rest.
	const id = md5(checksum, xml);
	return file.end(
		new Map([
			['Root', root],
			['Info', `${info} 0 R`],
			['ID', `[<${id}> <${id}>]`],
		]),
	);
}

/** The complete file. @throws RangeError */
export function finishedPdf(unfinished: UnfinishedPdf, number: string | undefined): Buffer {
	return Buffer.concat([unfinished.head, finishPdf(unfinished, number)]);
}

function md5(...parts: readonly (string | Uint8Array)[]): string {
	const hash = createHash('md5');
	for (const part of parts) hash.update(part);
	return hash.digest('hex');
}

/** The operators of a late text, as they end a line of the content. */
function lateText(text: LateText, number: string): string {
	const shift = text.moves.reduce((sum, { to, number: part }) => {
		const more = widthOfNumber(part, number) - part.width;
		return to === 'left' ? sum - more : sum + more;
	}, 0);
	return lateOperators(text, shift, text.number ? shownNumber(text.number, number) : []);
}

function shownNumber(part: LateNumber, number: string): readonly EncodedRun[] {
	return faceOf(part).encode(partOfNumber(number, part));
}

function widthOfNumber(part: LateNumber, number: string): number {
	const text = partOfNumber(number, part);
	return (faceOf(part).width(text) * part.size) / 1000 + part.tracking * text.length;
}

const faceOf = ({ face }: LateNumber) => (face === FACES.bold.id ? FACES.bold : FACES.regular);
