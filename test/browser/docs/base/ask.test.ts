import t from 'tap';
import type { ApiAnswer, CallOperation } from '../../../../src/browser/base/call.ts';
import { type Intent, isSame, questionBefore } from '../../../../src/browser/docs/base/ask.ts';

const SUPERBILL = { patient: { firstName: 'Marlow', lastName: 'Fakenham' } };
const TOTALS = { totals: { totalCharges: '550.00' } };

const answer = (value: unknown, status = 200): ApiAnswer<never> => ({
	ok: status === 200,
	status,
	headers: new Headers(),
	value: value as never,
	file: undefined,
	problem: undefined,
});

/** Asks about a request, with the answers of the service by operation, and lists what it was asked. */
async function asked(
	operationId: string,
	intent: Partial<Omit<Intent, 'operationId'>>,
	answers: Readonly<Record<string, ApiAnswer<never>>> = {},
) {
	const calls: (readonly [operation: string, args: unknown])[] = [];
	const call = (async (operation: string, args: unknown) => {
		calls.push([operation, args]);
		return answers[operation] ?? answer(undefined, 0);
	}) as CallOperation;
	const question = await questionBefore(
		{ operationId, parameters: {}, body: undefined, contentType: 'application/json', ...intent },
		call,
	);
	return { title: question?.title, text: question?.text, calls };
}

t.test('the same would be sent if parameters, body and media type are the same', async (t) => {
	const intent: Intent = {
		operationId: 'issueSuperbill',
		parameters: { 'path.id': '1' },
		body: '{}',
		contentType: 'application/json',
	};
	t.ok(isSame(intent, { ...intent, parameters: { 'path.id': '1' } }));
	for (const other of [{ parameters: {} }, { body: '{ }' }, { contentType: 'text/csv' }]) {
		t.notOk(isSame(intent, { ...intent, ...other }));
	}
});

t.test('nobody is asked before an operation that can be undone', async (t) => {
	t.strictSame(await asked('renderSuperbill', { body: '{}' }), {
		title: undefined,
		text: undefined,
		calls: [],
	});
});

t.test('issuing asks with the patient and the total, unless the service will refuse it', async (t) => {
	const body = JSON.stringify(SUPERBILL);
	const { title, calls } = await asked(
		'issueSuperbill',
		{ body },
		{ validateSuperbill: answer({ status: 'warnings', ...TOTALS }) },
	);
	t.equal(title, 'Issue a superbill for Marlow Fakenham, $550.00?');
	t.strictSame(calls, [['validateSuperbill', { body: SUPERBILL }]]);
	for (const refusal of [answer({ status: 'errors' }), answer(undefined, 401)]) {
		t.equal((await asked('issueSuperbill', { body }, { validateSuperbill: refusal })).title, undefined);
	}
	for (const unknown of [answer(undefined, 503), answer({ status: 'ok' })]) {
		const { title } = await asked('issueSuperbill', { body }, { validateSuperbill: unknown });
		t.equal(title, 'Issue a superbill for Marlow Fakenham?');
	}
	t.equal((await asked('issueSuperbill', { body: 'null' })).title, 'Issue a superbill?');
});

t.test('replacing and voiding name the superbill that is meant', async (t) => {
	const parameters = { 'path.id': 'some-id' };
	const original = answer({ number: 'SB-1', payload: SUPERBILL, ...TOTALS });
	const valid = answer({ status: 'ok', ...TOTALS });
	const replaced = await asked(
		'replaceSuperbill',
		{ parameters, body: JSON.stringify({ superbill: SUPERBILL }) },
		{ getSuperbill: original, validateSuperbill: valid },
	);
	t.equal(replaced.title, 'Replace SB-1 with a corrected superbill for Marlow Fakenham, $550.00?');
	t.match(replaced.calls.at(-1), ['getSuperbill', { path: { id: 'some-id' } }]);
	const empty = await asked('replaceSuperbill', { parameters, body: '{}' }, { validateSuperbill: valid });
	t.equal(empty.title, 'Replace the superbill with a corrected superbill, $550.00?');
	t.equal(
		(
			await asked(
				'replaceSuperbill',
				{ parameters, body: '{}' },
				{ validateSuperbill: answer({ status: 'errors' }) },
			)
		).title,
		undefined,
	);
	t.equal(
		(await asked('voidSuperbill', { parameters }, { getSuperbill: original })).title,
		'Void SB-1 for Marlow Fakenham, $550.00?',
	);
	t.equal((await asked('voidSuperbill', { parameters })).title, 'Void this superbill?');
});

t.test('issuing a draft asks with its counts', async (t) => {
	const parameters = { 'path.id': 'some-id' };
	const batch = answer({ counts: { checked: 3, failed: 1 } });
	const { title, text } = await asked('issueBatch', { parameters }, { getBatch: batch });
	t.equal(title, 'Issue 3 superbills?');
	t.match(text, '1 with errors is left out.');
	t.equal((await asked('issueBatch', { parameters })).title, 'Issue the superbills of this batch?');
});

t.test('a batch is not sent twice to ask before it is issued', async (t) => {
	const lines = { contentType: 'application/x-ndjson', body: 'a file' };
	const issue = { parameters: { 'query.mode': 'issue' } };
	for (const [operation, intent, title] of [
		['createBatch', { body: '{"mode": "issue", "superbills": [{}, {}]}' }, 'Issue 2 superbills?'],
		['createBatch', { body: '{"mode": "issue", "visits": []}' }, 'Issue the superbills of this batch?'],
		['createBatch', { body: '{"superbills": [{}]}' }, undefined],
		['createBatchFromLines', { ...lines, ...issue }, 'Issue the superbills of this batch?'],
		['createBatchFromLines', lines, undefined],
		['createBatchFromTable', { ...issue, contentType: 'text/csv' }, 'Issue the superbills of this batch?'],
		['createBatchFromTable', { contentType: 'text/csv' }, undefined],
		['checkTable', issue, undefined],
	] as const) {
		const question = await asked(operation, intent);
		t.equal(question.title, title, operation);
		t.strictSame(question.calls, []);
	}
});
