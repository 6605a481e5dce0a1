import { createHash } from 'node:crypto';
import decodeQR from 'qr/decode.js';
import t from 'tap';
import { finishedPdf, finishPdf } from '../../src/pdf/finish.ts';
import { qrStencil } from '../../src/pdf/qr-stencil.ts';
import { type QrReading, readQrText } from '../../src/qr/read.ts';
import { MOST_QR_CHARACTERS } from '../../src/qr/write.ts';
import { drawDocument } from '../../src/service/drawing/document.ts';
import { CASES } from '../fixtures/cases.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { readPdf } from './reader.ts';
import { flaws } from './validity/checks/all.ts';
import { readTaggedPdf } from './validity/document.ts';

const service = serviceUnderTest();

function unfinished(request: object) {
	const preparation = service.prepare(request);
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	return drawDocument(preparation.prepared, preparation.prepared.template).unfinished;
}

const WIDTH = /\/ImageMask true\/Width (\d+)\/Height (\d+)\/Length (\d+)>>\nstream\n/;

/** The text of the stencil in a file; undefined if it has none. */
function textIn(pdf: Buffer): string | undefined {
	const match = WIDTH.exec(pdf.toString('latin1'));
	if (!match) return undefined;
	const [size, start] = [Number(match[1]), match.index + match[0].length];
	return textOf(size, pdf.subarray(start, start + Number(match[3])));
}

function textOf(modules: number, samples: Uint8Array): string {
	const [rowLength, scale] = [Math.ceil(modules / 8), 4];
	const size = (modules + 8) * scale;
	const data = new Uint8Array(size * size * 3).fill(255);
	for (let y = 0; y < modules * scale; y++) {
		for (let x = 0; x < modules * scale; x++) {
			const column = Math.floor(x / scale);
			const byte = samples[Math.floor(y / scale) * rowLength + (column >> 3)] as number;
			const at = 3 * ((y + 4 * scale) * size + x + 4 * scale);
			if (((byte >> (7 - (column & 7))) & 1) === 0) data.fill(0, at, at + 3);
		}
	}
	return decodeQR({ width: size, height: size, data }, { timeLimit: 2_000 });
}

t.test(
	'every template has a QR code on its first page, with the number and the hash of the data',
	async (t) => {
		for (const template of TEMPLATES.keys()) {
			const pending = unfinished({ ...everything, number: 'SB-2026-9999999', template });
			const pdf = finishedPdf(pending, 'SB-2026-000101');
			const { form, sha256 } = readQrText(textIn(pdf) as string) as QrReading;
			t.equal(form.number, 'SB-2026-000101', template);
			const { pages, attachments } = await readPdf(pdf);
			t.ok(
				pages[0]?.outline.some((line) => line.startsWith('Figure: ')),
				template,
			);
			const data = createHash('sha256').update(attachments['superbill.json'] as Uint8Array);
			t.equal(sha256, data.digest('hex').slice(0, 25), template);
			t.strictSame(flaws(readTaggedPdf(pdf)), [], template);
			t.ok(finishPdf(pending, 'SB-2026-000101').equals(finishPdf(pending, 'SB-2026-000101')));
		}
	},
);

t.test('a draft has one without a number', async (t) => {
	const { form } = readQrText(textIn(finishedPdf(unfinished(minimal), undefined)) as string) as QrReading;
	t.equal(form.number, undefined);
});

t.test('a request or a template can leave it out, and the request decides', async (t) => {
	const standard = TEMPLATES.get('standard') as NonNullable<ReturnType<typeof TEMPLATES.get>>;
	const without = serviceUnderTest({
		templates: () =>
			new Map([['standard', { ...standard, template: { ...standard.template, qrCode: false } }]]),
	});
	const has = (from: typeof service, qrCode?: boolean) => {
		const preparation = from.prepare({ ...everything, ...(qrCode !== undefined && { qrCode }) });
		if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
		const { prepared } = preparation;
		return (
			textIn(finishedPdf(drawDocument(prepared, prepared.template).unfinished, everything.number)) !==
			undefined
		);
	};
	t.strictSame(
		[has(service), has(service, false), has(without), has(without, true)],
		[true, false, false, true],
	);
});

t.test('it adds at most a kilobyte to the file of a visit', async (t) => {
	const { request } = CASES.find(({ file }) => file === 'iv-ketamine-visit.json') as (typeof CASES)[number];
	const size = (sent: object) => finishedPdf(unfinished(sent), request.number).length;
	t.ok(size(request) - size({ ...request, qrCode: false }) <= 1024);
});

t.test('a text as long as the form allows is a symbol of 69 modules', async (t) => {
	const text = 'A'.repeat(MOST_QR_CHARACTERS);
	const { entries, samples } = qrStencil(text);
	t.match(entries, /\/Width 69\/Height 69$/);
	t.equal(textOf(69, samples), text);
	t.match(qrStencil(`${text}A`).entries, /\/Width 73\/Height 73$/);
});

t.test('it takes a fraction of the time of drawing', async (t) => {
	const spent = (work: () => unknown): number => {
		const before = process.cpuUsage();
		for (let i = 0; i < 10; i++) work();
		const { user, system } = process.cpuUsage(before);
		return user + system;
	};
	const text = textIn(finishedPdf(unfinished(everything), everything.number)) as string;
	let best = Number.POSITIVE_INFINITY;
	for (let round = 0; round < 10; round++) {
		const drawing = spent(() => unfinished(everything));
		best = Math.min(best, spent(() => qrStencil(text)) / drawing);
	}
	t.ok(best < 1 / 20, `${best}`);
});
