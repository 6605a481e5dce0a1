import type { SuperbillInput } from '../src/superbill/request.ts';
import { getDocument } from '../test/pdf/pdfjs.ts';
import { flaws } from '../test/pdf/validity/checks/all.ts';
import { readTaggedPdf } from '../test/pdf/validity/document.ts';
import { Dict, readObjects } from '../test/pdf/validity/pdf-file.ts';
import type { Subject } from './subjects.ts';

/** @returns the number of pages @throws Error if the document is wrong: its time would mean nothing */
export async function verify(pdf: Buffer, subject: Subject, request: SuperbillInput): Promise<number> {
	const { text, pages } = await read(pdf);
	const { patient, serviceLines, number, payments = [] } = request;
	const expected = [
		number,
		...(subject.exact ? [patient.firstName, patient.lastName] : []),
		payments[0]?.reference,
		...serviceLines.flatMap(({ code, charge }) => [code, charge]),
	].filter((word) => word !== undefined);
	const missing = expected.filter((word) => !text.includes(squeezed(word)));
	if (missing.length > 0) throw new Error(`${subject.id}: the text lacks ${missing.join(', ')}`);
	const wanted = serviceLines.length > 20 ? 3 : 1;
	if (pages !== wanted) throw new Error(`${subject.id}: ${pages} pages instead of ${wanted}`);
	const fonts = embeddedFonts(pdf);
	const noto = fonts.filter((name) => name.includes('Noto'));
	if (noto.length < 2) throw new Error(`${subject.id}: two weights of Noto Sans are not embedded`);
	const wrong = subject.exact ? flaws(readTaggedPdf(pdf)) : [];
	if (wrong.length > 0) throw new Error(`${subject.id}: ${wrong.join('; ')}`);
	return pages;
}

async function read(pdf: Buffer): Promise<{ readonly text: string; readonly pages: number }> {
	const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
	const document = await task.promise;
	let text = '';
	for (let number = 1; number <= document.numPages; number++) {
		const { items } = await (await document.getPage(number)).getTextContent({ disableNormalization: true });
		text += items.map((item) => ('str' in item ? item.str : '')).join('');
	}
	const pages = document.numPages;
	await task.destroy();
	return { text: squeezed(text), pages };
}

const squeezed = (text: string): string => text.normalize('NFC').replace(/[\s,]/g, '');

/** Names of the embedded fonts. */
const embeddedFonts = (pdf: Buffer): string[] =>
	[...readObjects(pdf).numbered.values()].flatMap((value) =>
		value instanceof Dict && (value.dict('FontFile2') ?? value.dict('FontFile3'))
			? [String(value.get('FontName'))]
			: [],
	);
