import { randomBytes } from 'node:crypto';
import t from 'tap';
import type { Image } from '../../../src/page/content.ts';
import { checkImage, checkUploadedImage, pictureOf } from '../../../src/pdf/pictures/decode.ts';
import { jpegFile } from './jpeg-file.ts';
import { pngFile } from './png-file.ts';

const svg = (width: number): Image => ({
	type: 'svg',
	bytes: Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 10"><rect width="5" height="5"/></svg>`,
	),
});

t.test('a good file of any type is accepted', async (t) => {
	const png = pngFile({ width: 3, height: 3, type: 2, depth: 8, pixel: () => [1, 2, 3] });
	t.equal(checkImage({ type: 'png', bytes: png }), undefined);
	t.equal(await checkUploadedImage({ type: 'png', bytes: png }), undefined);
	t.equal(checkImage({ type: 'jpeg', bytes: jpegFile({ frame: 0xc0, levels: [9] }) }), undefined);
	t.equal(checkImage(svg(10)), undefined);
});

t.test('the reason for a rejection is a sentence fragment, whatever the bytes are', async (t) => {
	t.match(checkImage({ type: 'png', bytes: Buffer.from('text') }), /^the picture is not a PNG file$/);
	t.match(checkImage({ type: 'svg', bytes: Buffer.from([0xff, 0xfe, 0x3c]) }), /^the picture is damaged$/);
	t.match(checkImage({ type: 'png', bytes: Buffer.alloc(600 * 1024) }), /larger than 512 KiB/);
	t.match(checkImage(svg(1000)), /more than 20 to 1/);
	for (const type of ['png', 'jpeg', 'svg'] as const) {
		for (let length = 0; length < 64; length++) {
			const image = { type, bytes: randomBytes(length) };
			t.equal(await checkUploadedImage(image), checkImage(image));
			t.type(checkImage(image), 'string');
		}
	}
});

t.test('an image is decoded once, and its id depends on its bytes', async (t) => {
	const image = svg(10);
	t.equal(pictureOf(image), pictureOf(image));
	t.equal(pictureOf(image).id, pictureOf(svg(10)).id);
	t.not(pictureOf(image).id, pictureOf(svg(20)).id);
	t.match(pictureOf(image).id, /^P[0-9a-f]{8}$/);
});

t.test('the bytes can be a view of a larger buffer', async (t) => {
	const { bytes } = svg(10);
	const larger = Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('yy')]);
	const view = new Uint8Array(larger.buffer, larger.byteOffset + 2, bytes.length);
	t.equal(checkImage({ type: 'svg', bytes: view }), undefined);
});
