import t from 'tap';
import { visit } from '../../records/issuing.suite.ts';
import { storedApp } from './stored-app.ts';

t.test(
	'a void superbill is marked unless it is asked for as issued, and each form has its ETag',
	async (t) => {
		const { send, post } = await storedApp(t);
		const issued = await post('/v1/superbills', visit());
		const url = String(issued.headers['location']);
		const get = (query = '', etag = '') =>
			send({ url: `${url}/pdf${query}`, headers: { 'if-none-match': etag } });
		const before = await get();
		t.equal((await post(`${url}/void`, { reason: 'Typed twice' })).statusCode, 200);

		const marked = await get('', String(before.headers['etag']));
		t.equal(marked.statusCode, 200, 'the old ETag does not count any more');
		t.ok(marked.rawPayload.length > issued.rawPayload.length);
		t.equal((await get('', String(marked.headers['etag']))).statusCode, 304);

		const asIssued = await get('?as=issued');
		t.strictSame(asIssued.rawPayload, issued.rawPayload);
		t.equal(asIssued.headers['etag'], before.headers['etag']);
		const wrong = await get('?as=void');
		t.equal(wrong.statusCode, 400);
		t.match(wrong.json().detail, /query parameter as/);
	},
);

t.test('a part of a PDF can be downloaded, as long as the PDF is the same', async (t) => {
	const { send, post } = await storedApp(t);
	const issued = await post('/v1/superbills', visit());
	const url = String(issued.headers['location']);
	const pdf = issued.rawPayload;
	const size = pdf.length;
	const get = (range: string, headers = {}) => send({ url: `${url}/pdf`, headers: { range, ...headers } });
	const whole = await send({ url: `${url}/pdf` });
	const etag = String(whole.headers['etag']);
	t.equal(whole.headers['accept-ranges'], 'bytes');
	for (const [range, first, last] of [
		['bytes=0-99', 0, 99],
		['bytes=100-', 100, size - 1],
		['Bytes=-50', size - 50, size - 1],
		[`bytes=5-${size}`, 5, size - 1],
		[`bytes=-${size + 1}`, 0, size - 1],
	] as const) {
		const part = await get(range, { 'if-range': etag });
		t.equal(part.statusCode, 206, range);
		t.match(part.headers, { etag, 'accept-ranges': 'bytes', 'content-type': 'application/pdf' });
		t.equal(part.headers['content-range'], `bytes ${first}-${last}/${size}`);
		t.ok(part.rawPayload.equals(pdf.subarray(first, last + 1)), range);
	}
	for (const range of ['bytes=0-1,5-6', 'bytes=9-5', 'bytes=-', 'lines=0-1', 'bytes=a-b']) {
		const all = await get(range);
		t.equal(all.statusCode, 200, range);
		t.equal(all.rawPayload.length, size);
	}
	for (const range of [`bytes=${size}-`, 'bytes=-0']) {
		const none = await get(range);
		t.equal(none.statusCode, 416, range);
		t.equal(none.headers['content-range'], `bytes */${size}`);
		t.match(none.json().detail, `${size} bytes`);
	}
	t.equal((await get('bytes=0-1', { 'if-none-match': etag })).statusCode, 304);
	await post(`${url}/void`, { reason: 'Typed twice' });
	t.equal((await get('bytes=0-1', { 'if-range': etag })).statusCode, 200, 'another file by now');
});
