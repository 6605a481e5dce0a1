import { parseDictionary, parseReference, requiredEntry } from '../file/syntax.ts';
import { readIssuedFile } from './issued-file.ts';
import { inflated } from './stored-objects.ts';

/** The data attached to an issued superbill, as canonical JSON. @throws UnreadablePdf for any other file */
export function attachedJson(pdf: Buffer): string {
	const { objects, attachment } = readIssuedFile(pdf);
	const files = parseDictionary(objects.resolve(requiredEntry(attachment, 'EF')));
	return inflated(objects.get(parseReference(requiredEntry(files, 'F')))).toString();
}
