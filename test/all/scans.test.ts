import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readQrText } from '../../src/qr/read.ts';
import { readDocument } from '../../src/scan/read-document.ts';
import { CASES } from '../fixtures/cases.ts';
import { FULL } from '../fixtures/property.ts';
import { pdfOf, TEMPLATES } from '../service/service-under-test.ts';
import { found, textIn, VALUES } from './ocr.ts';
import { encodePng, type Picture } from './picture.ts';
import { pgmOf, SCANS, scanned, squared } from './scans.ts';

/** Reads scans of every template with independent programs. */

t.setTimeout(600_000);

const { request } = CASES.find(({ file }) => file === 'iv-ketamine-visit.json') as (typeof CASES)[number];

/**
 * Values that tesseract finds, by template, in the order of the scans. The scans are the same in every run. The aim is all
 * of them at 200 dpi and 24 on a fax; noise still costs one to three, and infusion lacks one. `node dist/bench/ocr.js` measures what makes a difference.
 */
const LEAST: Readonly<Record<string, readonly number[]>> = {
	'behavioral-health': [26, 26, 26, 23, 25],
	compact: [26, 26, 26, 25, 25],
	infusion: [26, 25, 26, 23, 26],
	standard: [26, 26, 26, 23, 25],
	statement: [26, 26, 26, 24, 25],
};

/** Recognizing a page takes seconds, so only some are, unless everything is tried. */
const isRecognized = (template: string, scan: string): boolean =>
	FULL || (template === 'standard' && scan !== '300 dpi grey');

function zbar(file: string, picture: Picture): string {
	writeFileSync(file, pgmOf(picture));
	const output = execFileSync('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', file], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	return output.replace(/\n$/, '');
}

const table: string[] = [];

for (const template of TEMPLATES.keys()) {
	t.test(`scans of ${template} are read`, async (t) => {
		const file = join(t.testdir(), 'page.pgm');
		const pdf = pdfOf({ ...request, template });
		const counts: string[] = [];
		for (const [i, [name, scan]] of Object.entries(SCANS).entries()) {
			const picture = scanned(pdf, scan);
			const text = zbar(file, picture);
			t.notOk('mistake' in readQrText(text), `zbar reads the QR code at ${name}`);
			t.match(text, `SB1:${request.number}:`);
			t.match(
				readDocument(encodePng(picture), name),
				{ superbill: { number: request.number, serviceLines: [{ code: '99213', charge: '150.00' }] } },
				`"superbill read" does, too, at ${name}`,
			);
			if (!isRecognized(template, name)) {
				counts.push('–');
				continue;
			}
			const values = found(textIn(pgmOf(squared(picture, scan)), scan.across));
			const missing = VALUES.filter((value) => !values.includes(value));
			t.ok(values.length >= (LEAST[template]?.[i] as number), `${name}: ${missing.join(', ')} not found`);
			counts.push(`${values.length}`);
		}
		table.push(`| ${template} | ${counts.join(' | ')} |`);
	});
}

t.test('the values that were recognized are counted', async (t) => {
	t.equal(table.length, TEMPLATES.size);
	t.comment(`Values of ${VALUES.length} that tesseract finds:`);
	for (const row of [`| template | ${Object.keys(SCANS).join(' | ')} |`, ...table]) t.comment(row);
});
