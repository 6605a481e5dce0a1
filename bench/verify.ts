import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { flaws } from '../test/pdf/validity/checks/all.ts';
import { readTaggedPdf } from '../test/pdf/validity/document.ts';
import { Dict, readObjects } from '../test/pdf/validity/pdf-file.ts';
import type { Subject } from './subjects.ts';

/** @throws Error where a document is not what was asked for: a fast wrong one would measure nothing. */
export async function verify(pdf: Buffer, subject: Subject, request: SuperbillInput): Promise<number> {
	const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
	const document = await task.promise;
	let text = '';
	for (let number = 1; number <= document.numPages; number++) {
		const { items } = await (await document.getPage(number)).getTextContent({ disableNormalization: true });
		text += items.map((item) => ('str' in item ? item.str : '')).join('');
	}
	const pages = document.numPages;
	await task.destroy();
	const { patient, serviceLines, number, payments = [] } = request;
	const expected = [
		number,
		...(subject.exact ? [patient.firstName, patient.lastName] : []),
		payments[0]?.reference,
		...serviceLines.map(({ code }) => code),
	].filter((word) => word !== undefined);
	const missing = expected.filter((word) => !squeezed(text).includes(squeezed(word)));
	if (missing.length > 0) throw new Error(`${subject.id}: the text lacks ${missing.join(', ')}`);
	const { numbered } = await readObjects(pdf);
	if (![...numbered.values()].some((value) => value instanceof Dict && value.dict('FontFile2'))) {
		throw new Error(`${subject.id}: no font is embedded`);
	}
	const wrong = subject.exact ? flaws(await readTaggedPdf(pdf)) : [];
	if (wrong.length > 0) throw new Error(`${subject.id}: ${wrong.join('; ')}`);
	return pages;
}

const squeezed = (text: string): string => text.normalize('NFC').replace(/\s/g, '');
