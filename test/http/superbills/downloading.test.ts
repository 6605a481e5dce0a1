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
