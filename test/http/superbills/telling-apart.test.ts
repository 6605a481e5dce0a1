import t from 'tap';
import { visit } from '../../records/issuing.suite.ts';
import { storedApp } from './stored-app.ts';

const BODY = visit() as object;

t.test('a repeated request says that its answer is an earlier one', async (t) => {
	const { send } = await storedApp(t);
	const post = (url: string, body: unknown) =>
		send({
			method: 'POST',
			url,
			headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
			payload: JSON.stringify(body),
		});
	for (const replayed of [undefined, 'true']) {
		const { statusCode, headers } = await post('/v1/superbills', BODY);
		t.strictSame([statusCode, headers['idempotent-replayed']], [201, replayed]);
	}
	const other = await post('/v1/superbills', { ...BODY, number: 'OWN-1' });
	t.match(other.json(), { status: 422, code: 'key-reused', type: '/docs/errors/key-reused' });
	t.notOk('findings' in other.json(), 'it is not about mistakes in the superbill');
});

t.test('every conflict has a code of its own', async (t) => {
	const { post, sendJson, send } = await storedApp(t);
	const codeOf = async (answer: Promise<{ json(): { code: string } }>) => (await answer).json().code;
	const { headers } = await post('/v1/superbills', { ...BODY, number: 'OWN-1' });
	const url = `/v1/superbills/${headers['superbill-id']}`;
	t.equal(await codeOf(post('/v1/superbills?again=true', { ...BODY, number: 'OWN-1' })), 'number-taken');
	t.equal(await codeOf(post('/v1/superbills', BODY)), 'repeated');
	const replacement = { reason: 'Wrong place of service', superbill: BODY };
	const { headers: corrected } = await post(`${url}/replacements`, replacement);
	t.equal(await codeOf(post(`${url}/replacements`, replacement)), 'repeated');
	t.equal(await codeOf(post(`${url}/void`, { reason: 'Typed twice' })), 'already-replaced');
	const next = `/v1/superbills/${corrected['superbill-id']}`;
	await post(`${next}/void`, { reason: 'Typed twice' });
	t.equal(await codeOf(post(`${next}/void`, { reason: 'Typed twice' })), 'already-void');
	t.equal(await codeOf(send({ url: '/v1/superbills/unknown' })), 'not-found');
	t.equal(await codeOf(send({ url: '/v1/unknown' })), 'unknown-path');
	t.equal(await codeOf(sendJson('PUT', `${next}/legal-hold`, {})), 'invalid-body');
});

t.test('a mistake in a search is not called one in a superbill', async (t) => {
	const { post } = await storedApp(t);
	const answer = await post('/v1/superbills/search', { serviceFrom: 'Monday', lastname: 'x' });
	t.match(answer.json(), { status: 422, code: 'invalid-body', findings: [{ pointer: '/serviceFrom' }, {}] });
	t.notMatch(answer.body, /superbill(?!s\/search)/i);
});
