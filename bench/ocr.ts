/**
 * Counts the values that tesseract finds in scanned pages.
 *
 *   node dist/bench/ocr.js                       every template, as the tests do
 *   node dist/bench/ocr.js faces [FILE.ttf ...]  weights, sizes and letter spacings of Noto Sans, then other typefaces
 *
 * Needs tesseract-ocr and poppler-utils.
 */
import { basename } from 'node:path';
import PDFDocument from 'pdfkit';
import { found, foundIn, textIn, VALUES } from '../test/all/ocr.ts';
import { pgmOf, SCANS, type Scan, scanned, squared } from '../test/all/scans.ts';
import { CASES } from '../test/fixtures/cases.ts';
import { pdfOf, TEMPLATES } from '../test/service/service-under-test.ts';

/** A way to set values. */
interface Setting {
	readonly name: string;
	readonly font: string;
	readonly size: number;
	/** Points between letters. */
	readonly spacing: number;
}

const NOTO = ['400Regular', '500Medium', '600SemiBold', '700Bold'] as const;

const noto = (weight: (typeof NOTO)[number]): string =>
	`node_modules/@expo-google-fonts/noto-sans/${weight}/NotoSans_${weight}.ttf`;

const BASE = { font: noto('400Regular'), size: 10, spacing: 0 };

const SEMIBOLD = { ...BASE, font: noto('600SemiBold') };

/** One thing is different from the first in each, and two in the last ones. */
const SETTINGS: readonly Setting[] = [
	{ ...BASE, name: 'Noto Sans 400, 10 pt' },
	...NOTO.slice(1).map((weight) => ({ ...BASE, name: weight, font: noto(weight) })),
	...[9, 10.5, 11].map((size) => ({ ...BASE, name: `${size} pt`, size })),
	...[0.2, 0.4, 0.6].map((spacing) => ({ ...BASE, name: `${spacing} pt between letters`, spacing })),
	...[9, 10.5, 11].map((size) => ({ ...SEMIBOLD, name: `600SemiBold, ${size} pt`, size })),
	{ ...SEMIBOLD, name: '600SemiBold, 0.2 pt between letters', spacing: 0.2 },
];

const TRIED = ['200 dpi', '200 dpi, 1 % noise', '204 × 98 dpi'] as const;

/** Values like those of a superbill, the same in every run. */
function madeUpValues(): string[] {
	let state = 7;
	const below = (limit: number): number => {
		state = (state * 48_271) % 2_147_483_647;
		return state % limit;
	};
	const digits = (count: number): string => Array.from({ length: count }, () => below(10)).join('');
	const letter = (): string => 'ABCDEFGHJKLMNPQRSTVZ'[below(20)] as string;
	const kinds: readonly (() => string)[] = [
		() => `200000${digits(4)}`,
		() => `FICT000000${digits(3)}`,
		() => `${letter()}${digits(2)}.${digits(1 + below(3))}`,
		() => `${letter()}${digits(4)}`,
		() => `9${digits(4)}`,
		() => `0${1 + below(9)}/1${below(10)}/20${digits(2)}`,
		() => `${1 + below(999)}.${digits(2)}`,
		() => `00000-${digits(4)}-${digits(2)}`,
		() => `SB-2026-${digits(6)}`,
		() => `26${below(10)}QM0${digits(3)}X`,
	];
	return Array.from({ length: 100 }, (_, i) => (kinds[i % kinds.length] as () => string)());
}

/** A page with values in five columns. */
async function pageOf(values: readonly string[], { font, size, spacing }: Setting): Promise<Buffer> {
	const doc = new PDFDocument({ size: 'LETTER', margin: 40, font });
	const chunks: Buffer[] = [];
	doc.on('data', (chunk: Buffer) => chunks.push(chunk));
	const done = new Promise((resolve) => doc.on('end', resolve));
	doc.fontSize(size);
	values.forEach((value, i) => {
		doc.text(value, 40 + (i % 5) * 106, 60 + Math.floor(i / 5) * 18, {
			characterSpacing: spacing,
			lineBreak: false,
		});
	});
	doc.end();
	await done;
	return Buffer.concat(chunks);
}

async function tryFaces(files: readonly string[]): Promise<void> {
	const values = madeUpValues();
	console.log(`| of ${values.length} values | ${TRIED.join(' | ')} |\n|---|${'--:|'.repeat(TRIED.length)}`);
	for (const setting of [...SETTINGS, ...files.map((font) => ({ ...BASE, name: basename(font), font }))]) {
		const pdf = await pageOf(values, setting);
		const counts = TRIED.map((name) => {
			const scan = SCANS[name] as Scan;
			return found(textIn(pgmOf(squared(scanned(pdf, scan), scan)), scan.across), values).length;
		});
		console.log(`| ${setting.name} | ${counts.join(' | ')} |`);
	}
}

function tryTemplates(): void {
	const { request } = CASES.find(({ file }) => file === 'iv-ketamine-visit.json') as (typeof CASES)[number];
	console.log(`| of ${VALUES.length} values | ${Object.keys(SCANS).join(' | ')} | not found |`);
	console.log(`|---|${'--:|'.repeat(Object.keys(SCANS).length)}---|`);
	for (const template of TEMPLATES.keys()) {
		const pdf = pdfOf({ ...request, template });
		const results = Object.values(SCANS).map((scan) => foundIn(pdf, scan));
		const missed = results.map(
			(values) => VALUES.filter((value) => !values.includes(value)).join(' ') || '–',
		);
		console.log(
			`| ${template} | ${results.map(({ length }) => length).join(' | ')} | ${missed.join('; ')} |`,
		);
	}
}

const [what, ...files] = process.argv.slice(2);
if (what === 'faces') await tryFaces(files);
else tryTemplates();
