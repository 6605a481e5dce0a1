import t, { type Test } from 'tap';
import { SYSTEM } from '../../../src/calls/actor.ts';
import { purgeOld } from '../../../src/records/retention.ts';
import { visit } from '../../records/issuing.suite.ts';
import { storedApp } from './stored-app.ts';

const REASON = { reason: 'Letter of 2026-11-02: records to be preserved' };

async function issued(t: Test) {
	const { store, send, sendJson: json } = await storedApp(t);
	const answer = await json('POST', '/v1/superbills', visit());
	const url = String(answer.headers['location']);
	const now = new Date(Date.now() + 2 * 24 * 3_600_000);
	return {
		url,
		id: answer.headers['superbill-id'],
		number: answer.headers['superbill-number'],
		json,
		get: (path: string) => send({ url: path }),
		hold: (body: unknown = REASON) => json('PUT', `${url}/legal-hold`, body),
		release: () => send({ method: 'DELETE', url: `${url}/legal-hold` }),
		/** Purges everything older than a day, two days from now. */
		purge: () => purgeOld(store, { actor: SYSTEM, now }, 1),
	};
}

t.test('a superbill on legal hold is not purged, and its record says since when and why', async (t) => {
	const { url, id, number, get, hold, release, purge } = await issued(t);
	const held = await hold();
	t.equal(held.statusCode, 200);
	t.match(held.json(), { id, number, heldAt: /^\d{4}-/ });
	t.strictSame(Object.keys(held.json()), ['id', 'number', 'heldAt']);
	t.equal(await purge(), 0);
	t.match((await get(url)).json(), { heldAt: held.json().heldAt, holdReason: REASON.reason, purgedAt: null });
	const released = await release();
	t.equal(released.statusCode, 200);
	t.strictSame(released.json(), { id, number, heldAt: null });
	t.equal((await release()).statusCode, 200);
	t.equal(await purge(), 1);
});

t.test('a purged superbill keeps its record, but its PDF is gone', async (t) => {
	const { url, number, json, get, hold, purge } = await issued(t);
	const before = (await get(url)).json();
	await purge();
	const record = await get(url);
	t.equal(record.statusCode, 200);
	const { payload, findings, totals, diagnosisLetters, laterPayments, balance, ...rest } = before;
	t.ok(payload && findings && totals && diagnosisLetters && laterPayments && balance);
	const { purgedAt } = record.json();
	t.strictSame(record.json(), { ...rest, purgedAt, updatedAt: purgedAt });
	t.match(record.json(), { number, status: 'issued', purgedAt: /^\d{4}-/ });
	t.equal((await get(`${url}/pdf`)).statusCode, 410);
	t.equal((await hold()).statusCode, 410);
	const voided = await json('POST', `${url}/void`, { reason: 'Typed twice' });
	t.equal(voided.statusCode, 410);
	t.match(voided.json().detail, `The contents of superbill ${number} were purged`);
});

t.test('a legal hold needs a reason and nothing else', async (t) => {
	const { hold } = await issued(t);
	for (const body of [{}, { reason: '' }, { ...REASON, until: '2030-01-01' }]) {
		const answer = await hold(body);
		t.equal(answer.statusCode, 422);
		t.ok(answer.json().findings.length > 0);
	}
});

t.test('an unknown superbill cannot be put on legal hold', async (t) => {
	const { json, url } = await issued(t);
	const elsewhere = url.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');
	t.equal((await json('PUT', `${elsewhere}/legal-hold`, REASON)).statusCode, 404);
});
