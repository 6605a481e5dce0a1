import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { ROOT } from '../fixtures/cases.ts';
import { pdfOf } from '../service/service-under-test.ts';
import { compare, decodePng, encodePng, type Picture, picturesOf } from './picture.ts';
import { PICTURE_FOLDER, pictured } from './pictured.ts';

/** Folder for pictures that differ: before, now and the differences, side by side. */
const KEPT = new URL('dist/pictures/', ROOT);

/** The share that may differ: thirty pixels of a page, less than a short word. Other tests compare the text. */
const TOLERATED = 0.0001;

const stored = (file: string): Picture => decodePng(readFileSync(new URL(file, PICTURE_FOLDER)));

t.test('every page of every example looks the same as before, with every template', async (t) => {
	const now = pictured();
	rmSync(KEPT, { recursive: true, force: true });
	t.strictSame(
		readdirSync(PICTURE_FOLDER).sort(),
		[...now.keys()].sort(),
		'no page is new or missing; npm run pictures updates the files',
	);
	for (const file of readdirSync(PICTURE_FOLDER)) {
		const picture = now.get(file);
		if (!picture) continue;
		const { share, picture: difference } = compare(stored(file), picture);
		if (share > TOLERATED) {
			mkdirSync(KEPT, { recursive: true });
			writeFileSync(new URL(file, KEPT), encodePng(difference));
		}
		t.ok(
			share <= TOLERATED,
			`${file}: ${(100 * share).toFixed(3)} % differ. Look at ${fileURLToPath(new URL(file, KEPT))}; if the change is intended, run: npm run pictures`,
		);
	}
});

t.test('the comparison finds a missing word, and ignores stored greys and slight noise', async (t) => {
	const visit = EXAMPLES['iv-ketamine-visit']?.value;
	// The QR code changes with any of the data.
	const [page] = picturesOf(pdfOf({ ...visit, qrCode: false })) as [Picture];
	t.equal(compare(decodePng(encodePng(page)), page).share, 0);
	const noise = page.pixels.map((grey, i) => Math.min(255, Math.max(0, grey + ((i * 7919) % 61) - 30)));
	t.equal(compare(page, { ...page, pixels: noise }).share, 0);
	const payments = visit?.payments?.map((payment) => ({ ...payment, reference: undefined }));
	const [other] = picturesOf(pdfOf({ ...visit, payments, qrCode: false })) as [Picture];
	const { share, picture } = compare(page, other);
	t.ok(share > TOLERATED, `${share}`);
	t.ok(share < 0.001, `${share}`);
	t.equal(picture.width, 3 * page.width, 'before, now and the difference');
});

t.test('pages of different sizes differ by the area that only the larger one has', async (t) => {
	const white = { width: 20, height: 20, pixels: new Uint8Array(400).fill(255) };
	const black = { width: 20, height: 40, pixels: new Uint8Array(800).fill(0) };
	t.equal(compare(white, black).share, 1);
	t.equal(compare(white, { ...white, height: 10, pixels: white.pixels.subarray(200) }).share, 0);
});
