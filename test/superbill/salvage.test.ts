import t from 'tap';
import { z } from 'zod';
import { SuperbillRequest } from '../../src/superbill/request.ts';
import { readable, salvage } from '../../src/superbill/salvage.ts';
import { plainWith } from '../fixtures/plain.ts';

const saved = (changes: Parameters<typeof plainWith>[0]) =>
	salvage(SuperbillRequest, plainWith(changes)) as SuperbillRequest;
const NONE = 'unreadable';

t.test('only what is wrong is unreadable', async (t) => {
	const request = saved({
		'/serviceLines/0/charge': '150',
		'/note': 5,
		'/patient/address/postalCode': 'nine',
		'/misspelled': 1,
	});
	const line = request.serviceLines[0];
	t.equal(
		readable(() => line?.charge, NONE),
		NONE,
	);
	t.equal(
		readable(() => line?.units, 0),
		1,
		'defaults are filled in',
	);
	t.equal(line?.code, '99213');
	t.equal(
		readable(() => request.note, NONE),
		NONE,
		'not taken as left out',
	);
	t.equal(
		readable(() => request.patient.address.postalCode, NONE),
		NONE,
	);
	t.equal(request.patient.address.country, 'US');
	t.notOk('misspelled' in request);
});

t.test('a missing part and a part of the wrong type are unreadable as a whole', async (t) => {
	const request = saved({ '/patient': 'Marlow', '/coverages': {}, '/serviceLines/0': 7 });
	t.equal(
		readable(() => request.patient.lastName, NONE),
		NONE,
	);
	t.equal(
		readable(() => request.coverages?.length ?? 0, -1),
		-1,
	);
	t.equal(
		readable(() => request.serviceLines.map(({ code }) => code).join(), NONE),
		NONE,
	);
	const withoutPractice = saved({ '/billingProvider': undefined });
	t.equal(
		readable(() => withoutPractice.billingProvider.npi, NONE),
		NONE,
	);
	t.ok(withoutPractice.patient.lastName);
});

t.test('the body stays as it was', async (t) => {
	const body = plainWith({ '/note': 5 });
	salvage(SuperbillRequest, body);
	t.match(body, { note: 5 });
});

t.test('too little is left of some bodies', async (t) => {
	for (const body of [[], 'text', null, plainWith({ '/serviceLines': Array(60).fill({}) })])
		t.equal(salvage(SuperbillRequest, body), undefined);
	const words = z.strictObject({ words: z.record(z.string(), z.string().meta({ examples: ['a'] })) });
	t.equal(salvage(words, { words: { one: 1 } }), undefined, 'no schema at the place');
	const never = z.strictObject({
		one: z
			.string()
			.refine(() => false)
			.meta({ examples: ['a'] }),
	});
	t.equal(salvage(never, { one: 'b' }), undefined, 'no example fits');
});

t.test('any other error is passed on', async (t) => {
	t.throws(
		() =>
			readable(() => {
				throw new RangeError('mine');
			}, 0),
		{ message: 'mine' },
	);
});

t.test('a mistake at a place that does not exist leaves nothing to check', async (t) => {
	const inner = z.strictObject({ one: z.string() });
	const elsewhere = z.strictObject({ at: inner.optional() }).refine(() => false, { path: ['at', 'one'] });
	t.equal(salvage(elsewhere, {}), undefined);
	const plain = z.strictObject({ count: z.number() });
	t.equal(salvage(plain, {}), undefined, 'no example');
	const moved = z
		.strictObject({ at: z.strictObject({ one: z.string().meta({ examples: ['a'] }) }) })
		.overwrite(() => ({}) as never);
	t.strictSame(salvage(moved, { at: { one: 5 } }), {}, 'the value went away');
	t.equal(salvage(plain, {}, 51), undefined, 'too many mistakes are known already');
});
