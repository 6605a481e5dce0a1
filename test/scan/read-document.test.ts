import { encode } from 'jpeg-js';
import t from 'tap';
import { OperatorError } from '../../src/calls/operator-error.ts';
import { Refusal } from '../../src/calls/refusal.ts';
import { qrStencil } from '../../src/pdf/qr-stencil.ts';
import { qrFormOf } from '../../src/qr/from-superbill.ts';
import { qrText, sealedQrText } from '../../src/qr/write.ts';
import { readDocument } from '../../src/scan/read-document.ts';
import { everything, superbillOf } from '../fixtures/payloads.ts';
import { voided } from '../pdf/marks.ts';
import { mergedOf, partsOf } from '../pdf/merged.ts';
import { header, pngFile, SIGNATURE } from '../pdf/pictures/png-file.ts';
import { pdfOf } from '../service/service-under-test.ts';

const TEXT = sealedQrText(qrText(qrFormOf(superbillOf(everything))), Buffer.from('{}'));

interface Code {
	readonly size: number;
	readonly isDark: (x: number, y: number) => boolean;
}

/** A QR code with a quiet zone, some pixels for each module. */
function codeOf(text: string, scale = 3): Code {
	const { entries, samples } = qrStencil(text);
	const modules = Number(/Width (\d+)/.exec(entries)?.[1]);
	const rowLength = Math.ceil(modules / 8);
	return {
		size: (modules + 8) * scale,
		isDark: (x, y) => {
			const [column, row] = [Math.floor(x / scale) - 4, Math.floor(y / scale) - 4];
			if (column < 0 || row < 0 || column >= modules || row >= modules) return false;
			return (((samples[row * rowLength + (column >> 3)] as number) >> (7 - (column & 7))) & 1) === 0;
		},
	};
}

function pngOf({ size, isDark }: Code): Buffer {
	return pngFile({
		width: size,
		height: size,
		type: 0,
		depth: 1,
		pixel: (x, y) => [isDark(x, y) ? 0 : 1],
	});
}

function mistake(file: Buffer): readonly [refused: boolean, message: string] {
	try {
		readDocument(file, 'a.png');
	} catch (error) {
		if (error instanceof Refusal || error instanceof OperatorError)
			return [error instanceof Refusal, error.message];
		throw error;
	}
	throw new Error('it was read');
}

t.test('the data attached to a PDF is read, also after the superbill was voided', async (t) => {
	const pdf = pdfOf(everything);
	t.match(readDocument(pdf, 'a.pdf'), { superbill: { number: everything.number } });
	t.match(readDocument(voided(pdf), 'a.pdf'), { superbill: { number: everything.number }, status: {} });
});

t.test('a PNG and a JPEG are read by their QR codes', async (t) => {
	const code = codeOf(TEXT);
	const expected = { kind: 'superbill', superbill: { number: everything.number } };
	t.match(readDocument(pngOf(code), 'a.png'), expected);
	const { size, isDark } = code;
	// Dark blue on half-transparent yellow.
	const coloured = pngFile({
		width: size,
		height: size,
		type: 6,
		depth: 8,
		pixel: (x, y) => (isDark(x, y) ? [0, 0, 90, 255] : [255, 255, 120, 128]),
	});
	t.match(readDocument(coloured, 'a.png'), expected);
	const data = Buffer.alloc(size * size * 4, 255);
	for (let i = 0; i < size * size; i++) {
		if (isDark(i % size, Math.floor(i / size))) data.fill(20, 4 * i, 4 * i + 3);
	}
	t.match(readDocument(encode({ width: size, height: size, data }, 60).data, 'a.jpg'), expected);
});

t.test('a picture with much noise is read after it has been smoothed', async (t) => {
	const { size, isDark } = codeOf(TEXT, 6);
	let seed = 1;
	const isWrong = () => {
		seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
		return seed < 0x7fffffff * 0.03;
	};
	const noisy = pngOf({ size, isDark: (x, y) => isDark(x, y) !== isWrong() });
	t.match(readDocument(noisy, 'a.png'), { superbill: { number: everything.number } });
});

t.test('other PDFs are refused, with a way out for scans', async (t) => {
	const advice =
		/If it is a scan or was printed to PDF, save its first page as a PNG or JPEG and read that\.$/;
	t.match(mistake(Buffer.from('%PDF-1.4\n')), [true, advice]);
	t.match(mistake(await mergedOf(partsOf([pdfOf(everything), pdfOf(everything)]))), [
		true,
		/it is not a superbill but a file of several/,
	]);
});

t.test('other files and damaged pictures are mistakes of the operator', async (t) => {
	t.match(mistake(Buffer.from('{}')), [false, /^a\.png is neither a PDF nor a PNG or JPEG\./]);
	t.match(mistake(Buffer.alloc(0)), [false, /neither/]);
	t.match(mistake(pngOf(codeOf(TEXT)).subarray(0, 200)), [
		false,
		'a.png cannot be read: the picture is cut off.',
	]);
	const huge = header({ width: 10_000, height: 10_000, type: 0, depth: 1 });
	t.match(mistake(Buffer.concat([SIGNATURE, huge])), [
		false,
		/100.* pixels; make it smaller, 64 million at most/,
	]);
	t.match(mistake(Buffer.from([0xff, 0xd8, 0xff, 0xd9])), [false, /damaged, of a rare kind/]);
});

t.test('a picture without a superbill is refused', async (t) => {
	const blank = pngFile({ width: 40, height: 40, type: 0, depth: 8, pixel: () => [255] });
	t.match(mistake(blank), [true, /^a\.png shows no QR code that can be read\./]);
	t.match(mistake(pngOf(codeOf('HTTPS://EXAMPLE.COM'))), [
		true,
		'a.png: the QR code is not that of a superbill. Scan the first page of a superbill.',
	]);
});
