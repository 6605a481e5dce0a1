import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { testApp } from '../app.ts';

const PAGES = ['/', '/docs'];

/** The paths of the files that a page loads. */
const filesOf = (html: string) =>
	Array.from(html.matchAll(/(?:href|src)="([^"]+)"/g), ([, path = '']) => path);

t.test('each page loads its files, which browsers keep for good', async (t) => {
	const { send } = await testApp(t);
	for (const url of PAGES) {
		const page = await send({ url });
		t.equal(page.statusCode, 200);
		t.match(page.headers, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
		const files = filesOf(page.body);
		t.ok(files.length >= 4, url);
		for (const file of files) {
			const plain = await send({ url: file });
			t.equal(plain.statusCode, 200, file);
			t.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
			t.equal(plain.headers['content-encoding'], undefined);
			const packed = await send({ url: file, headers: { 'accept-encoding': 'br, gzip' } });
			t.equal(packed.headers['content-encoding'], 'gzip');
			t.equal(packed.headers.vary, 'Accept-Encoding');
			t.ok(gunzipSync(packed.rawPayload).equals(plain.rawPayload), `${file} is the same compressed`);
		}
	}
});

t.test('who refuses gzip does not get it', async (t) => {
	const { send } = await testApp(t);
	const [file = ''] = filesOf((await send({ url: '/' })).body);
	for (const header of ['gzip;q=0', 'gzip; q=0.0, br', 'identity', 'xgzip-like']) {
		const { headers } = await send({ url: file, headers: { 'accept-encoding': header } });
		t.equal(headers['content-encoding'], undefined, header);
	}
});

t.test('only files that were built are served', async (t) => {
	const { send } = await testApp(t);
	const [file = ''] = filesOf((await send({ url: '/' })).body);
	for (const url of [
		`${file}.gz`,
		'/assets/front-desk.html',
		'/assets/..%2ffront-desk.html',
		'/assets/x.js',
		`${file}x`,
	]) {
		t.equal((await send({ url })).statusCode, 404, url);
	}
});
