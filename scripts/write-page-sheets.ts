/**
 * Draws sheets of pages, to look at. Needs pdftoppm.
 *
 *   node dist/scripts/write-page-sheets.js           the sheets in docs/pages
 *   node dist/scripts/write-page-sheets.js FOLDER    every page of every case, template and language in sheets of nine, then the same
 *                                                    pages as a fax; prints a table of page counts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stampStatus } from '../src/pdf/stamp-status.ts';
import { encodePng, type Picture, picturesOf } from '../test/all/picture.ts';
import { SCANS, type Scan, scanned, squared } from '../test/all/scans.ts';
import { CASES, ROOT } from '../test/fixtures/cases.ts';
import { REPLACED, voided } from '../test/pdf/marks.ts';
import { pdfOf, siblingOf, TEMPLATES } from '../test/service/service-under-test.ts';

const DOTS_PER_INCH = 80;
const FAX = SCANS['204 × 98 dpi'] as Scan;
const GAP = 12;
const BACKGROUND = 187;

/** Puts pictures side by side on grey, in rows. */
function sheetOf(pictures: readonly Picture[], columns: number): Picture {
	const wide = Math.max(...pictures.map(({ width }) => width)) + GAP;
	const high = Math.max(...pictures.map(({ height }) => height)) + GAP;
	const [width, height] = [wide * columns + GAP, high * Math.ceil(pictures.length / columns) + GAP];
	const pixels = new Uint8Array(width * height).fill(BACKGROUND);
	for (const [i, picture] of pictures.entries()) {
		const [left, top] = [GAP + wide * (i % columns), GAP + high * Math.floor(i / columns)];
		for (let y = 0; y < picture.height; y++) {
			const row = picture.pixels.subarray(y * picture.width, (y + 1) * picture.width);
			pixels.set(row, (top + y) * width + left);
		}
	}
	return { width, height, pixels };
}

/** The first page as a standard fax shows it, with square dots, at the resolution of the other pictures. */
function faxed(pdf: Uint8Array): Picture {
	return shrunk(squared(scanned(pdf, FAX), FAX), FAX.across / DOTS_PER_INCH);
}

/** Makes a picture smaller. A dot is as dark as the dots below it. */
function shrunk({ width, height, pixels }: Picture, times: number): Picture {
	const [wide, high] = [Math.floor(width / times), Math.floor(height / times)];
	const small = new Uint8Array(wide * high);
	for (let y = 0; y < high; y++) {
		for (let x = 0; x < wide; x++) {
			let [sum, count] = [0, 0];
			for (let j = Math.floor(y * times); j < (y + 1) * times; j++) {
				for (let i = Math.floor(x * times); i < (x + 1) * times; i++) {
					sum += pixels[j * width + i] as number;
					count++;
				}
			}
			small[y * wide + x] = Math.round(sum / count);
		}
	}
	return { width: wide, height: high, pixels: small };
}

function requestOf(name: string): object {
	const found = CASES.find(({ file }) => file === `${name}.json`);
	if (!found) throw new Error(`there is no case ${name}`);
	return found.request;
}

function writeDocsSheets(): void {
	const visit = requestOf('iv-ketamine-visit');
	const month = requestOf('psychotherapy-month-by-telehealth');
	const draw = (pdf: Uint8Array): Picture => picturesOf(pdf, DOTS_PER_INCH)[0] as Picture;
	const write = (name: string, pictures: readonly Picture[]): void =>
		writeFileSync(new URL(`docs/pages/${name}.png`, ROOT), encodePng(sheetOf(pictures, 3)));
	const [standard, statement] = [pdfOf(visit), pdfOf({ ...month, template: 'statement', language: 'es' })];
	const replaced = stampStatus(standard, REPLACED);
	write('templates', [
		draw(standard),
		draw(pdfOf({ ...visit, template: 'infusion' })),
		draw(pdfOf({ ...month, template: 'statement' })),
		draw(pdfOf({ ...month, template: 'behavioral-health' })),
		draw(pdfOf({ ...visit, template: 'compact' })),
		draw(pdfOf({ ...visit, language: 'es' })),
	]);
	write('documents', [
		draw(voided(standard)),
		draw(replaced),
		draw(statement),
		...(['proof-of-payment', 'hsa-receipt', 'how-to-submit'] as const).map((name) =>
			draw(siblingOf(visit, name)),
		),
	]);
	write('fax', [faxed(standard), faxed(statement), faxed(voided(standard))]);
}

function writeAll(folder: string): void {
	mkdirSync(folder, { recursive: true });
	console.log(`| case | ${[...TEMPLATES.keys()].join(' | ')} |\n|---|${'--:|'.repeat(TEMPLATES.size)}`);
	const [pages, faxes]: [Picture[], Picture[]] = [[], []];
	for (const { file, request } of CASES) {
		const counts = [...TEMPLATES.keys()].map((template) =>
			(['en', 'es'] as const).map((language) => {
				const pdf = pdfOf({ ...request, template, language });
				const drawn = picturesOf(pdf, DOTS_PER_INCH);
				pages.push(...drawn);
				faxes.push(faxed(pdf));
				return drawn.length;
			}),
		);
		console.log(
			`| ${file.replace('.json', '')} | ${counts.map(([en, es]) => (en === es ? en : `${en}, Spanish ${es}`)).join(' | ')} |`,
		);
	}
	for (const [name, pictures] of [
		['pages', pages],
		['fax', faxes],
	] as const) {
		for (let i = 0; i < pictures.length; i += 9) {
			const file = join(folder, `${name}-${String(1 + i / 9).padStart(2, '0')}.png`);
			writeFileSync(file, encodePng(sheetOf(pictures.slice(i, i + 9), 3)));
		}
	}
}

const [folder] = process.argv.slice(2);
if (folder === undefined) writeDocsSheets();
else writeAll(folder);
