import t from 'tap';
import { EXAMPLES } from '../../../src/http/examples/index.ts';
import type { Finding } from '../../../src/superbill/finding.ts';
import { schemaErrors, testApp } from '../app.ts';

const example = () => structuredClone(EXAMPLES['iv-ketamine-visit']?.value) as Record<string, unknown>;

t.test('render answers with a PDF that is named by its number and must not be cached', async (t) => {
	const { post } = await testApp(t);
	const answer = await post('render', { ...example(), number: 'SB/1' });
	t.equal(answer.statusCode, 200);
	t.equal(answer.headers['content-type'], 'application/pdf');
	t.equal(answer.headers['content-disposition'], 'attachment; filename="superbill-SB-1.pdf"');
	t.match(answer.headers['superbill-findings'], /^errors=0, warnings=\d+, infos=\d+$/);
	t.equal(answer.headers['cache-control'], 'no-store');
	t.equal(answer.headers['content-length'], String(answer.rawPayload.length));
});

t.test('render answers with a PDF whatever the caller accepts', async (t) => {
	const { send } = await testApp(t);
	for (const accept of ['*/*', 'application/json', 'text/html;q=0.9']) {
		const answer = await send({
			method: 'POST',
			url: '/v1/superbills/render',
			headers: { accept, 'content-type': 'application/json; charset=utf-8' },
			payload: JSON.stringify(example()),
		});
		t.equal(answer.headers['content-type'], 'application/pdf', accept);
	}
});

t.test('render refuses a wrong request and lists every mistake', async (t) => {
	const { post } = await testApp(t);
	const answer = await post('render', { ...example(), number: 'no', sugar: 1 });
	t.equal(answer.statusCode, 422);
	t.match(answer.json(), {
		title: 'The superbill was refused',
		detail: 'The request has 2 errors. Fix the items below, then try again.',
		findings: [{ pointer: '/number' }, { pointer: '/sugar' }],
	});
	t.equal(answer.headers['content-disposition'], undefined);
});

t.test('a single error is counted in the singular', async (t) => {
	const { post } = await testApp(t);
	const answer = await post('render', { ...example(), sugar: 1 });
	t.match(answer.json().detail, /^The request has 1 error\./);
});

t.test('validate answers with the findings of render, totals and letters', async (t) => {
	const { post } = await testApp(t);
	const answer = await post('validate', example());
	t.equal(answer.statusCode, 200);
	t.match(answer.json(), {
		totals: { totalCharges: '550.00', balance: '0.00', paymentStatus: 'paid-in-full' },
		diagnosisLetters: { A: 'F33.2' },
	});
});

t.test('validate answers any JSON object with 200, without totals if the shape is wrong', async (t) => {
	const { post } = await testApp(t);
	for (const body of [{}, { serviceLines: 1 }, { ...example(), sugar: 1 }]) {
		const answer = await post('validate', body);
		t.equal(answer.statusCode, 200);
		t.equal(answer.json().status, 'errors');
		t.notOk('totals' in answer.json());
	}
});

t.test('both refuse a body that is not an object, with a finding', async (t) => {
	const { post } = await testApp(t);
	for (const operation of ['render', 'validate'] as const) {
		for (const body of [[], null, 1, true, 'superbill']) {
			const answer = await post(operation, body);
			t.equal(answer.statusCode, 422);
			t.equal(answer.json().findings[0].pointer, '');
		}
	}
});

t.test('a property about prior authorization is refused in one sentence that says why', async (t) => {
	const { post } = await testApp(t);
	for (const name of ['priorAuthorization', 'priorAuthorizationNumber', 'preAuthRef']) {
		const answer = await post('render', { ...example(), [name]: 'A1' });
		t.equal(answer.statusCode, 422);
		t.strictSame(
			answer.json().findings.map((finding: Finding) => [finding.pointer, finding.message]),
			[
				[
					`/${name}`,
					`"${name}" is refused, because this service does not do prior authorization, pre-certification or referral authorization.`,
				],
			],
		);
	}
});

t.test('property names with a meaning in JavaScript are refused like any other', async (t) => {
	const { send } = await testApp(t);
	for (const name of ['__proto__', 'constructor', 'prototype']) {
		const answer = await send({
			method: 'POST',
			url: '/v1/superbills/validate',
			headers: { 'content-type': 'application/json' },
			payload: `{"${name}":{"prototype":1},${JSON.stringify(example()).slice(1)}`,
		});
		t.strictSame(
			answer.json().findings.map((finding: Finding) => finding.pointer),
			[`/${name}`],
		);
	}
});

t.test('every example passes without errors or warnings, and matches the published schema', async (t) => {
	const { post } = await testApp(t);
	for (const [id, { value }] of Object.entries(EXAMPLES)) {
		t.strictSame(schemaErrors('/components/schemas/SuperbillRequest', value), [], id);
		const validation = (await post('validate', value)).json();
		const telling = validation.findings.filter((finding: Finding) => finding.severity !== 'info');
		t.strictSame(telling, [], id);
		t.equal((await post('render', value)).statusCode, 200, id);
	}
});

t.test('a body with ten thousand unknown properties gets a bounded list of findings', async (t) => {
	const { post } = await testApp(t);
	const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 1]));
	const { findings } = (await post('validate', many)).json();
	t.equal(findings.length, 2_001);
	t.match(findings.at(-1).message, /^The request has \d+ more mistakes\.$/);
});

t.test('a megabyte of stacked accents is refused unread', async (t) => {
	const { post } = await testApp(t);
	const answer = await post('validate', { ...example(), note: `a${'\u0301\u0316'.repeat(250_000)}` });
	t.match(answer.json().findings, [
		{ pointer: '/note', message: 'Note has more than 30 combining marks on one letter.' },
	]);
});
