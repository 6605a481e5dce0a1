import t from 'tap';
import { PRACTICE_EXAMPLES, PRACTICE_ON_FILE } from '../../../src/http/examples/practices-on-file.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { storedApp } from './stored-app.ts';

const PROFILE = PRACTICE_EXAMPLES['ketamine-clinic'].value;
const { number: _number, ...VISIT } = PRACTICE_ON_FILE.value;

t.test('the request of a superbill makes another one, with the practice as it is on file then', async (t) => {
	const { send, sendJson, post } = await storedApp(t);
	await sendJson('PUT', '/v1/practices/harbor', PROFILE);
	const { providers } = PROFILE;
	const [line] = VISIT.serviceLines;
	const provider = { provider: providers[0]?.id as string };
	const sent = {
		...VISIT,
		billingProvider: { practice: 'harbor' },
		renderingProvider: provider,
		serviceLines: [{ ...line, renderingProvider: provider }],
		payments: [],
	};
	const first = await post('/v1/superbills', sent);
	t.equal(first.statusCode, 201, first.body.slice(0, 500));
	const self = String(first.headers['location']);
	const answer = await send({ url: `${self}/request` });
	t.equal(answer.statusCode, 200);
	const request = answer.json();
	t.match(request, { billingProvider: { practice: 'harbor' }, renderingProvider: provider });
	t.strictSame(request.serviceLines[0].renderingProvider, provider);
	for (const name of ['number', 'issuedOn', 'replaces']) t.notOk(name in request, name);

	await sendJson('PUT', '/v1/practices/harbor', { ...PROFILE, numbering: 'NEW-{seq}' });
	t.match((await post('/v1/superbills/validate', request)).json().issuing, {
		expectedNumber: 'NEW-1',
		repeats: { number: first.headers['superbill-number'] },
	});
	t.equal((await post('/v1/superbills?again=true', request)).headers['superbill-number'], 'NEW-1');
	const corrected = await post(`${self}/replacements`, { reason: 'A wrong day', superbill: request });
	t.equal(corrected.headers['superbill-number'], 'NEW-2');
	const again = await send({ url: `${corrected.headers['location']}/request` });
	t.strictSame(again.json(), request, 'a correction, too');

	await send({ method: 'DELETE', url: '/v1/practices/harbor' });
	const spelled = (await send({ url: `${self}/request` })).json();
	t.equal(spelled.billingProvider.name, PROFILE.billingProvider.name, 'an archived practice cannot be named');
	t.equal((await send({ url: '/v1/superbills/none/request' })).statusCode, 404);
});

t.test('the request of a superbill without a practice on file is as it was sent', async (t) => {
	const { send, post } = await storedApp(t);
	const { number: _, ...spelled } = minimal;
	const { headers } = await post('/v1/superbills', spelled);
	const request = (await send({ url: `${headers['location']}/request` })).json();
	t.match(request.billingProvider, minimal.billingProvider);
	t.equal((await post('/v1/superbills?again=true', request)).statusCode, 201);
});

t.test('the payload of a record can be edited and sent as its replacement', async (t) => {
	const onFile = { ...VISIT, billingProvider: { practice: 'harbor' } };
	const { number: _, ...spelled } = minimal;
	for (const sent of [onFile, spelled, { ...minimal, number: 'MINE-1' }]) {
		const { send, sendJson, post } = await storedApp(t);
		if (sent === onFile) await sendJson('PUT', '/v1/practices/harbor', PROFILE);
		const first = await post('/v1/superbills', sent);
		t.equal(first.statusCode, 201, first.body.slice(0, 500));
		let self = String(first.headers['location']);
		// The second replacement has a payload that says what it replaces.
		for (const note of ['First correction', 'Second correction']) {
			const { payload, number } = (await send({ url: self })).json();
			const corrected = await post(`${self}/replacements`, {
				reason: 'A wrong note',
				superbill: { ...payload, note },
			});
			t.equal(corrected.statusCode, 201, corrected.body.slice(0, 500));
			t.not(corrected.headers['superbill-number'], number, 'it has a number of its own');
			self = String(corrected.headers['location']);
			t.match((await send({ url: self })).json(), { payload: { note }, replaces: { number } });
		}
	}
});

t.test('a replacement does not choose what it replaces', async (t) => {
	const { send, post } = await storedApp(t);
	const { number: _, ...spelled } = minimal;
	const self = String((await post('/v1/superbills', spelled)).headers['location']);
	const { payload } = (await send({ url: self })).json();
	const replaces = { number: 'SB-1', issuedOn: '2026-10-01', reason: 'Another one' };
	const answer = await post(`${self}/replacements`, { reason: 'x', superbill: { ...payload, replaces } });
	t.equal(answer.statusCode, 422);
	t.match(answer.json().findings, [{ pointer: '/superbill/replaces' }]);
});
