import t from 'tap';
import type { ApiAnswer, CallOperation } from '../../../../src/browser/base/call.ts';
import {
	codeTyped,
	findCodes,
	looksLikeCode,
	lookUpCode,
} from '../../../../src/browser/front-desk/controls/codes.ts';

const DATE = '2026-10-06';

/** Answers like the service, and keeps what it was asked. */
function service(answers: Readonly<Record<string, unknown>>) {
	const asked: string[] = [];
	const call = (async (operation: string, args: { path?: { set: string; code?: string } } = {}) => {
		const key = [operation, args.path?.set, args.path?.code].filter((part) => part !== undefined).join(' ');
		asked.push(key);
		const value = answers[key];
		return { ok: value !== undefined, value } as ApiAnswer<unknown>;
	}) as CallOperation;
	return { call, asked };
}

const SETS = {
	items: [
		{ set: 'icd10cm', loaded: true },
		{ set: 'hcpcs', loaded: true },
		{ set: 'ncci-mue', loaded: true },
		{ set: 'house-list', loaded: true },
		{ set: 'old-list', loaded: false },
	],
};

t.test('text that can be a code is told from words', async (t) => {
	for (const code of ['f33', 'F33.2', 'F332', 'Z00', 'S72.001A', 'S72001A', '99213', '0591T', 'J1100']) {
		t.ok(looksLikeCode(code), code);
	}
	for (const words of ['', 'fatigue', 'depression', '90 min', 'type 2', '9921', 'F33.2 severe']) {
		t.notOk(looksLikeCode(words), words);
	}
	t.equal(codeTyped(' f33.2 '), 'F33.2');
	t.equal(codeTyped(' depression '), 'depression');
});

t.test(
	'procedures are searched in every loaded set that may hold them, which are asked for once',
	async (t) => {
		const found = (code: string) => ({ items: [{ code, title: null, billable: true }] });
		const { call, asked } = service({
			listCodeSets: SETS,
			'searchCodes hcpcs': found('J1100'),
			'searchCodes house-list': found('99213'),
		});
		const first = await findCodes(call, 'x', { kind: 'procedure', date: DATE });
		t.strictSame([first.codes.map(({ code }) => code), first.ok], [['J1100', '99213'], true]);
		await findCodes(call, 'x', { kind: 'procedure', date: DATE });
		t.equal(asked.filter((one) => one === 'listCodeSets').length, 1);
	},
);

t.test('a failure is told, and the sets are asked for again', async (t) => {
	const { call, asked } = service({});
	t.strictSame(await findCodes(call, 'x', { kind: 'diagnosis', date: DATE }), { codes: [], ok: false });
	await findCodes(call, 'x', { kind: 'procedure', date: DATE });
	await findCodes(call, 'x', { kind: 'procedure', date: DATE });
	t.equal(asked.filter((one) => one === 'listCodeSets').length, 2);
});

t.test('a code is looked up in the sets that can have it', async (t) => {
	const facts = { code: '99213', state: 'billable' };
	const { call, asked } = service({ listCodeSets: SETS, 'getCode house-list 99213': facts });
	t.strictSame(await lookUpCode(call, '99213', { kind: 'procedure', date: DATE }), facts);
	t.notOk(asked.includes('getCode hcpcs 99213'), 'HCPCS Level II has no such codes');
	t.equal(await lookUpCode(call, 'J1100', { kind: 'procedure', date: DATE }), undefined);
	t.ok(asked.includes('getCode hcpcs J1100'));
});
