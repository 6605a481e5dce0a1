import { execFileSync } from 'node:child_process';
import { pgmOf, type Scan, scanned, squared } from './scans.ts';

/** Values of the visit in `iv-ketamine-visit.json` that a payer's program looks for: identifiers, codes, dates, amounts. */
export const VALUES: readonly string[] = [
	'SB-2026-000101',
	'2000000028',
	'2000000010',
	'00-0000001',
	'261QM0801X',
	'363LP0808X',
	'FICT-APN-0001',
	'FICT000000101',
	'FICT-GRP-01',
	'PT-000101',
	'555-0101',
	'555-0111',
	'99999',
	'02/29/1984',
	'10/06/2026',
	'F33.2',
	'99213',
	'96365',
	'96366',
	'J3490',
	'00000-1234-05',
	'150.00',
	'300.00',
	'75.00',
	'25.00',
	'550.00',
];

/** Reads a picture of a page, as tesseract does unless it is told how the page is laid out. */
export function textIn(pgm: Buffer, dpi: number): string {
	return execFileSync('tesseract', ['-', '-', '--dpi', `${dpi}`, '-l', 'eng'], {
		input: pgm,
		encoding: 'utf8',
		stdio: ['pipe', 'pipe', 'ignore'],
		env: { ...process.env, OMP_THREAD_LIMIT: '1' },
	});
}

/** Values that stand alone in a text: no letter or digit is next to them. */
export function found(text: string, values: readonly string[] = VALUES): string[] {
	return values.filter((value) =>
		new RegExp(`(?<![A-Za-z0-9])${value.replaceAll('.', '\\.')}(?![A-Za-z0-9])`).test(text),
	);
}

export function foundIn(pdf: Uint8Array, scan: Scan, values: readonly string[] = VALUES): string[] {
	return found(textIn(pgmOf(squared(scanned(pdf, scan), scan)), scan.across), values);
}
