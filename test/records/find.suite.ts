import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { type Actor, OPERATOR } from '../../src/calls/actor.ts';
import { createRecords, type Records } from '../../src/records/records.ts';
import type { Store } from '../../src/store/store.ts';
import type { SuperbillInput } from '../../src/superbill/request.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { callBy, refusal, visit } from './issuing.suite.ts';

const harbor: Actor = { name: 'key:harbor', scopes: OPERATOR.scopes, practice: 'harbor' };
const meadow: Actor = { name: 'key:meadow', scopes: OPERATOR.scopes, practice: 'meadow' };

interface SearchBench {
	readonly store: Store;
	readonly records: Records;
	/** Issues a superbill and returns its number. */
	issue(changes?: object, actor?: Actor): Promise<string>;
	/** Numbers of the superbills that a search finds, in order. */
	find(body: object, actor?: Actor): Promise<string[]>;
}

const patient = (changes: object): Pick<SuperbillInput, 'patient'> => ({
	patient: { ...PLAIN.patient, ...changes },
});

const served = (...dates: string[]): object => ({
	serviceLines: dates.map((date) => ({ ...PLAIN.serviceLines[0], date })),
});

export async function finding(t: Test, open: OpenTestStore): Promise<void> {
	async function bench(t: Test): Promise<SearchBench> {
		const store = await open(t);
		return { store, ...using(store) };
	}

	function using(store: Store) {
		const records = createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });
		return {
			records,
			issue: async (changes = {}, actor = harbor) =>
				(await records.issue(callBy(actor), visit(changes))).number,
			find: async (body: object, actor = harbor) =>
				(await records.search(callBy(actor), body)).items.map(({ number }) => number),
		};
	}

	const countOf = async ({ db }: Store, number: string): Promise<number> => {
		const { seq } = await db
			.selectFrom('superbills')
			.select('seq')
			.where('number', '=', number)
			.executeTakeFirstOrThrow();
		return (await db.selectFrom('search_terms').select('term').where('seq', '=', seq).execute()).length;
	};

	await t.test('a name is found whichever way it is written', async (t) => {
		const { issue, find } = await bench(t);
		const names: readonly (readonly [lastName: string, ...asked: string[]])[] = [
			['Nguyễn', 'nguyen', 'NGUYEN', 'Nguyễn'],
			['Delacruz', 'de la cruz', 'De La-Cruz', 'delacruz'],
			['de la Vega', 'delavega', 'DE LA VEGA', 'vega', 'vega de la', 'dela vega'],
			['O’Brien', "o'brien", 'obrien', 'O Brien', 'O´Brien'],
			['Smythe-Sample', 'smythe', 'sample smythe', 'smythesample', 'Smythe–Sample'],
			['Đỗ', 'do', 'Do', 'ĐỖ'],
			['Weiß', 'weiss', 'WEISS', 'weiß'],
			['Yıldız', 'yildiz', 'YILDIZ', 'Yıldız'],
			['İnan', 'inan', 'Inan', 'İNAN'],
			['Åkesson', 'akesson'],
			['Łoś', 'los'],
		];
		for (const [lastName, ...asked] of names) {
			const number = await issue(patient({ lastName, firstName: 'Testa' }));
			for (const name of [lastName, ...asked]) t.strictSame(await find({ lastName: name }), [number], name);
		}
		t.strictSame(await find({ lastName: 'vega cruz' }), [], 'every word must match');
		t.strictSame(await find({ lastName: 'veg' }), [], 'words are whole');
		t.strictSame(await find({ lastName: 'brien' }), [], 'an apostrophe divides no word');
		t.strictSame(await find({ firstName: 'nguyen' }), [], 'a last name is not a first name');
	});

	await t.test('three letters of a name are enough, in any order', async (t) => {
		const { store, issue, find } = await bench(t);
		const marlow = await issue(patient({ lastName: 'Fakenham', firstName: 'Marlow' }));
		const vega = await issue(
			patient({ lastName: 'de la Vega', firstName: 'Mary Ann', preferredName: 'Annie' }),
		);
		const nguyen = await issue(patient({ lastName: 'Nguyễn', firstName: 'Li' }));
		const long = await issue(patient({ lastName: 'Quillworthington', firstName: 'O’Brien' }));
		const asked: readonly (readonly [name: string, ...found: string[]])[] = [
			['fak', marlow],
			['FAKENHAM', marlow],
			['fakenham mar', marlow],
			['mar fak', marlow],
			['mar', vega, marlow],
			['ann', vega],
			['veg mary', vega],
			['de la ve', vega],
			['delav', vega],
			['de la vega', vega],
			['ngu', nguyen],
			['nguyen li', nguyen],
			['li', nguyen],
			['obr', long],
			["o'brien quillworth", long],
			['quillwor', long],
			['quillworthing', long],
			['quillwox'],
			['fakenham ann'],
			['akenham'],
			['fa'],
		];
		for (const [name, ...found] of asked) t.strictSame(await find({ name }), found, name);
		t.strictSame(await find({ name: 'fakenham m' }), [marlow], 'a word that is being typed');
		t.strictSame(await find({ name: 'mar', birthDate: PLAIN.patient.birthDate, number: marlow }), [marlow]);
		t.strictSame(await find({ name: 'mar' }, meadow), [], 'not by another practice');
		t.strictSame(await find({ lastName: 'fak' }), [], 'whole names stay whole');
		const off = using({ ...store, nameBeginnings: false });
		t.strictSame(await off.find({ name: 'fak' }), [], 'it can be turned off');
		t.strictSame(await off.find({ name: 'marlow fakenham' }), [marlow]);
		const terms = () =>
			store.db
				.selectFrom('search_terms')
				.select((row) => row.fn.countAll<number>().as('n'))
				.executeTakeFirstOrThrow()
				.then(({ n }) => Number(n));
		const before = await terms();
		const plain = await off.issue(patient({ birthDate: '1990-01-01' }));
		const after = await terms();
		t.equal(
			after - before,
			(await countOf(store, marlow)) - 10,
			'no terms for fak … fakenham and mar … marlow',
		);
		t.strictSame(await find({ name: 'fak' }), [marlow]);
		t.strictSame(await find({ name: 'marlow fakenham' }), [plain, marlow], 'without them, by whole words');
	});

	await t.test('a number is found by its end, as people type it', async (t) => {
		const { store, issue, find, records } = await bench(t);
		const numbers = ['SB-2026-000102', 'SB-2025-000102', 'SB-2026-001102', 'A/17', 'INV102.26', '---'];
		const [now, before, other, letter, parts, odd] = numbers as [
			string,
			string,
			string,
			string,
			string,
			string,
		];
		for (const number of numbers)
			await issue({ number, issuedOn: `2026-11-0${1 + numbers.indexOf(number)}` });
		await issue({ number: now }, meadow);
		const asked: readonly (readonly [number: string, ...found: string[]])[] = [
			[now, now],
			['sb-2026-000102', now],
			['SB 2026 102', now],
			['2026-102', now],
			['102', before, now],
			['000102', before, now],
			['1102', other],
			['02'],
			['26', parts],
			['102.26', parts],
			['inv 102/26', parts],
			['17', letter],
			['a17', letter],
			['---', odd],
			['%'],
			['_'],
		];
		for (const [number, ...found] of asked) {
			t.strictSame(await find({ number }), found, number);
			const list = await records.list(callBy(harbor), { number, limit: 50 });
			t.strictSame(
				list.items.map(({ number }) => number),
				found,
				number,
			);
		}
		t.strictSame(await find({ number: '102', issuedTo: '2026-11-01' }), [now]);
		t.strictSame(await find({ number: '102', status: 'void' }), []);
		t.strictSame(await find({ number: '102', name: 'fak', status: 'issued' }), [before, now]);
		t.strictSame(await find({ number: '102', name: 'nobody' }), []);
		t.equal((await find({ number: '102' }, OPERATOR)).length, 3);
		await store.db.updateTable('superbills').set({ number_end: null }).execute();
		t.strictSame(await find({ number: now }), [now], 'one that an older version issued, by its whole number');
		t.strictSame(await find({ number: '102' }), []);
	});

	await t.test('what was issued or changed since a time is found, by every change', async (t) => {
		const { store, issue, find, records } = await bench(t);
		const at = (time: string) => ({ ...callBy(harbor), now: new Date(`2026-11-23T${time}Z`) });
		const older = await issue();
		const { id, ...voided } = await records.issue(at('09:00:00'), visit());
		const found = (updatedSince: string, more = {}) => find({ updatedSince, ...more });
		t.strictSame(await found('2026-11-23'), [voided.number]);
		t.strictSame(await found('2026-11-23T11:00:00+02:00', { name: 'fak' }), [voided.number]);
		t.strictSame(await found('2026-11-23T09:00:01Z'), []);
		t.strictSame(await found('2026-10-06', { status: 'issued' }), [voided.number, older]);

		const [paid, held, replaced] = [
			await records.issue(at('09:00:00'), visit({ payments: [] })),
			await records.issue(at('09:00:00'), visit()),
			await records.issue(at('09:00:00'), visit()),
		];
		const changes: readonly (readonly [
			number: string,
			change: (call: ReturnType<typeof at>) => Promise<unknown>,
		])[] = [
			[voided.number, (call) => records.void(call, id, { reason: 'Typed twice' })],
			[
				paid.number,
				(call) => records.pay(call, paid.id, { date: '2026-11-23', amount: '0.01', method: 'card' }),
			],
			[held.number, (call) => records.hold(call, held.id, { reason: 'A letter' })],
			[held.number, (call) => records.release(call, held.id)],
		];
		for (const [i, [number, change]] of changes.entries()) {
			await change(at(`10:0${i}:00`));
			t.strictSame(await found(`2026-11-23T10:0${i}:00Z`), [number]);
			t.strictSame(await found(`2026-11-23T10:0${i}:00Z`, { number, name: 'fak' }), [number]);
		}
		const correction = await records.replace(at('11:00:00'), replaced.id, {
			reason: 'A day',
			superbill: visit(),
		});
		t.strictSame((await found('2026-11-23T11:00:00Z')).sort(), [replaced.number, correction.number].sort());
		t.strictSame(await found('2026-11-23T11:00:00Z', { status: 'replaced' }), [replaced.number]);
		t.equal((await records.record(at('12:00:00'), held.id)).updatedAt, '2026-11-23T10:03:00.000Z');

		await store.db.updateTable('superbills').set({ updated_at: null }).execute();
		t.strictSame(await found('2026-10-06'), [], 'an older version keeps no such times');
		const [{ updatedAt } = {}] = (await records.search(at('12:00:00'), { number: older })).items;
		t.equal(updatedAt, '2026-10-06T18:00:00.000Z');
		await t.rejects(found('yesterday'), refusal('invalid-body'));
	});

	await t.test('the end of very many numbers is found in the order of a list', async (t) => {
		const { store, issue, find, records } = await bench(t);
		await issue();
		const { seq: _, ...row } = await store.db.selectFrom('superbills').selectAll().executeTakeFirstOrThrow();
		const day = (i: number) => `2026-${String(1 + (i % 12)).padStart(2, '0')}-15`;
		for (let start = 0; start < 2_500; start += 250) {
			await store.db
				.insertInto('superbills')
				.values(
					Array.from({ length: 250 }, (_, i) => ({
						...row,
						id: `many-${start + i}`,
						number: `${start + i}-2026`,
						number_end: `2026-${start + i}-`,
						issued_on: day(start + i),
						summary: null,
					})),
				)
				.execute();
		}
		t.strictSame((await find({ number: '2026', limit: 3 })).sort(), ['2471-2026', '2483-2026', '2495-2026']);
		const page = await records.search(callBy(harbor), { number: '2026', issuedTo: '2026-03-31', limit: 100 });
		t.equal(page.items.length, 100);
		t.ok(page.items.every(({ issuedOn }) => issuedOn === '2026-03-15'));
		t.strictSame(await find({ number: '2026', name: 'fak' }), [], 'none of them has terms');
	});

	await t.test('first, middle and preferred names are all found as first names', async (t) => {
		const { issue, find } = await bench(t);
		const number = await issue(
			patient({ firstName: 'Mary Ann', middleName: 'Quill', preferredName: 'Annie' }),
		);
		for (const firstName of ['maryann', 'ann mary', 'quill', 'annie', 'Mary Quill']) {
			t.strictSame(await find({ firstName }), [number], firstName);
		}
		t.strictSame(await find({ firstName: 'Mary Jane' }), []);
	});

	await t.test('a superbill must meet all criteria', async (t) => {
		const { issue, find } = await bench(t);
		const one = await issue(patient({ lastName: 'Fakenham', accountNumber: 'fict-0101' }));
		const other = await issue(patient({ lastName: 'Fakenham', birthDate: '1990-01-01' }));
		t.strictSame(await find({ lastName: 'fakenham' }), [other, one]);
		t.strictSame(await find({ lastName: 'fakenham', birthDate: '1990-01-01' }), [other]);
		t.strictSame(await find({ accountNumber: 'FICT-0101' }), [one]);
		t.strictSame(await find({ accountNumber: 'FICT-0101', birthDate: '1990-01-01' }), []);
		t.strictSame(await find({ number: one }), [one]);
		t.strictSame(await find({ number: one, lastName: 'Fakenham', status: 'issued' }), [one]);
		t.strictSame(await find({ number: one, birthDate: '1990-01-01' }), []);
		t.strictSame(await find({ number: one, status: 'void' }), []);
		t.strictSame(await find({}), [other, one], 'without criteria, all are found');
	});

	await t.test('metadata comes back in records and lists, and is found by exact pairs', async (t) => {
		const { issue, find, records } = await bench(t);
		const number = await issue({ metadata: { encounterId: 'ENC-1', clinic: 'East' } });
		await issue({ metadata: { encounterId: 'ENC-2' } });
		await issue();
		t.strictSame(await find({ metadata: { encounterId: 'ENC-1' } }), [number]);
		t.strictSame(await find({ metadata: { encounterId: 'ENC-1', clinic: 'East' } }), [number]);
		for (const metadata of [
			{ encounterId: 'enc-1' },
			{ encounterid: 'ENC-1' },
			{ clinic: 'East', other: 'x' },
		])
			t.strictSame(await find({ metadata }), []);
		t.strictSame(await find({ metadata: { encounterId: 'ENC-1' } }, meadow), [], 'not by another practice');
		const { items } = await records.search(callBy(harbor), {});
		t.strictSame(
			items.map(({ metadata }) => metadata),
			[null, { encounterId: 'ENC-2' }, { encounterId: 'ENC-1', clinic: 'East' }],
		);
		const { payload } = await records.record(callBy(harbor), items[2]?.id ?? '');
		t.strictSame(payload?.metadata, { encounterId: 'ENC-1', clinic: 'East' });
	});

	await t.test('whichever criterion is the rarest, the others are checked, too', async (t) => {
		const { issue, find, records } = await bench(t);
		for (let i = 0; i < 5; i++) await issue(served('2025-03-02'));
		const rare = await issue({ ...patient({ lastName: 'Rarely' }), ...served('2025-03-02') });
		await issue({ ...patient({ lastName: 'Rarely' }), ...served('2023-03-02') });
		const range = { serviceFrom: '2025-01-02', serviceTo: '2025-12-30' };
		t.strictSame(await find({ lastName: 'rarely', ...range }), [rare]);
		t.strictSame(await find({ lastName: 'rarely', ...range, status: 'issued' }), [rare]);
		const [{ id } = { id: '' }] = (await records.search(callBy(harbor), { number: rare })).items;
		await records.void(callBy(harbor), id, { reason: 'A visit that did not take place' });
		t.strictSame(await find({ lastName: 'rarely', ...range, status: 'issued' }), []);
		t.strictSame(await find({ lastName: 'rarely', ...range, status: 'void' }), [rare]);
	});

	await t.test('a service is found by a range of days', async (t) => {
		const { issue, find } = await bench(t);
		const march = await issue(served('2025-03-31', '2025-03-02'));
		const newYear = await issue(served('2025-12-31', '2026-01-01'));
		const leap = await issue(served('2024-02-29'));
		const long = await issue(served('1999-12-31'));
		const sought: readonly (readonly [from: string | undefined, to: string | undefined, string[]])[] = [
			['2025-03-02', '2025-03-02', [march]],
			['2025-03-01', '2025-03-31', [march]],
			['2025-03-03', '2025-03-30', []],
			['2025-03-31', '2025-12-30', [march]],
			['2025-04-01', '2025-12-31', [newYear]],
			['2026-01-01', '2026-01-01', [newYear]],
			['2026-01-02', undefined, []],
			['2026-01-01', undefined, [newYear]],
			[undefined, '2025-03-01', [leap, long]],
			[undefined, '1999-12-31', [long]],
			[undefined, '1999-12-30', []],
			['2000-01-01', '2024-12-31', [leap]],
			['2024-02-29', '2025-03-02', [leap, march]],
			['2024-03-01', '2025-03-01', []],
			['2024-02-01', '2024-02-29', [leap]],
			['2024-02-01', '2024-02-28', []],
			['1800-01-01', '9999-12-31', [leap, newYear, march, long]],
			['9000-01-01', undefined, []],
		];
		for (const [serviceFrom, serviceTo, numbers] of sought) {
			const range = { ...(serviceFrom && { serviceFrom }), ...(serviceTo && { serviceTo }) };
			t.strictSame((await find(range)).sort(), [...numbers].sort(), JSON.stringify(range));
			t.strictSame(
				(await find({ ...range, lastName: 'fakenham' })).sort(),
				[...numbers].sort(),
				`${JSON.stringify(range)} and a name`,
			);
		}
	});

	await t.test(
		'lists are ordered by issue date and then by time of issue, and can be filtered by status and date',
		async (t) => {
			const { issue, find, records } = await bench(t);
			const old = await issue({ issuedOn: '2026-11-01' });
			const late = await issue({ issuedOn: '2026-11-05' });
			const early = await issue({ issuedOn: '2026-10-30' });
			const same = await issue({ issuedOn: '2026-11-01' });
			const list = async (request: object) =>
				(await records.list(callBy(harbor), { limit: 50, ...request })).items.map(({ number }) => number);
			t.strictSame(await list({}), [late, same, old, early]);
			t.strictSame(await list({ issuedFrom: '2026-11-01', issuedTo: '2026-11-04' }), [same, old]);
			const [, voided] = (await records.list(callBy(harbor), { limit: 50 })).items;
			await records.void(callBy(harbor), voided?.id as string, { reason: 'A visit that did not take place' });
			t.strictSame(await list({ status: 'void' }), [same]);
			t.strictSame(await list({ status: 'issued' }), [late, old, early]);
			t.strictSame(await list({}), [late, same, old, early], 'with any status');
			t.strictSame(await list({ number: old }), [old]);
			t.strictSame(await find({ lastName: 'fakenham', status: 'void' }), [same]);
			t.strictSame(await find({ lastName: 'fakenham', issuedTo: '2026-10-30' }), [early]);
		},
	);

	await t.test('an item has everything that a list shows', async (t) => {
		const { issue, records } = await bench(t);
		const number = await issue({
			...served('2026-10-02', '2026-10-01'),
			issuedOn: '2026-10-06',
			payments: [],
		});
		const { items } = await records.search(callBy(harbor), { lastName: 'fakenham' });
		t.match(items, [
			{
				number,
				status: 'issued',
				practice: 'harbor',
				issuedOn: '2026-10-06',
				patient: {
					firstName: 'Marlow',
					lastName: 'Fakenham',
					birthDate: '1984-02-29',
					accountNumber: /^PT-/,
				},
				serviceFrom: '2026-10-01',
				serviceTo: '2026-10-02',
				totalCharges: '300.00',
				balance: '300.00',
			},
		]);
	});

	await t.test('every superbill is on one page only, while others are issued', async (t) => {
		const { issue, records } = await bench(t);
		const before: string[] = [];
		for (let i = 0; i < 12; i++) before.push(await issue({ issuedOn: `2026-11-0${1 + (i % 3)}` }));
		for (const asked of [{}, { lastName: 'fakenham' }, { serviceFrom: '2020-01-02', status: 'issued' }]) {
			const seen: string[] = [];
			let cursor: string | null = null;
			do {
				const page = await records.search(callBy(harbor), {
					...asked,
					limit: 2,
					...(cursor !== null && { cursor }),
				});
				seen.push(...page.items.map(({ number }) => number));
				cursor = page.nextCursor;
				// One belongs before the next page, the other one on it.
				await Promise.all([issue({ issuedOn: '2026-11-05' }), issue({ issuedOn: '2026-11-01' })]);
			} while (cursor !== null && seen.length < 100);
			t.equal(new Set(seen).size, seen.length, 'no superbill appears twice');
			t.strictSame(
				before.filter((number) => !seen.includes(number)),
				[],
				'none is missing',
			);
		}
	});

	await t.test('a cursor fits only its own list', async (t) => {
		const { issue, records } = await bench(t);
		for (let i = 0; i < 3; i++) await issue();
		await issue({}, meadow);
		await issue({}, meadow);
		const call = callBy(harbor);
		const { nextCursor } = await records.search(call, { lastName: 'fakenham', limit: 1 });
		const cursor = nextCursor as string;
		const next = await records.search(call, { lastName: 'fakenham', limit: 2, cursor });
		t.equal(next.items.length, 2, 'another limit does not make it another list');
		t.equal(next.nextCursor, null);
		const others = [
			{ lastName: 'another', cursor },
			{ cursor },
			{ lastName: 'fakenham', status: 'issued', cursor },
			{ lastName: 'fakenham', cursor: `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}` },
			{ lastName: 'fakenham', cursor: cursor.slice(0, 20) },
			{ lastName: 'fakenham', cursor: 'AAAA' },
			{ lastName: 'fakenham', cursor: 'not a cursor' },
			{ lastName: 'fakenham', cursor: '' },
		];
		for (const body of others) await t.rejects(records.search(call, body), refusal('invalid-cursor'));
		const same = { lastName: 'fakenham', cursor };
		await t.rejects(records.search(callBy(meadow), same), refusal('invalid-cursor'));
		await t.rejects(records.search(callBy(OPERATOR), same), refusal('invalid-cursor'));
	});

	await t.test('a practice finds only its own superbills', async (t) => {
		const { issue, find, records } = await bench(t);
		const mine = await issue({}, harbor);
		await issue({}, meadow);
		await issue({}, meadow);
		const asked = [
			{},
			{ lastName: 'fakenham' },
			{ number: mine },
			{ status: 'issued' },
			{ serviceFrom: '2020-01-01' },
			{ practice: 'harbor' },
		];
		for (const body of asked) {
			const { items } = await records.search(callBy(harbor), body);
			t.strictSame(
				items.map(({ practice }) => practice),
				['harbor'],
				JSON.stringify(body),
			);
		}
		for (const practice of ['meadow', 'nowhere']) {
			await t.rejects(records.search(callBy(harbor), { practice }), refusal('not-found'));
			await t.rejects(records.list(callBy(harbor), { practice, limit: 50 }), refusal('not-found'));
		}
		t.equal((await find({}, OPERATOR)).length, 3, 'an actor for all practices finds superbills of all');
		t.equal((await find({ lastName: 'fakenham' }, OPERATOR)).length, 3);
		t.equal((await find({ number: mine }, OPERATOR)).length, 2, 'two practices may use the same number');
		t.equal((await find({ lastName: 'fakenham', practice: 'meadow' }, OPERATOR)).length, 2);
		t.equal((await find({ lastName: 'fakenham', practice: 'nowhere' }, OPERATOR)).length, 0);
	});

	await t.test(
		'a search covers up to a hundred practices; if there are more, it must name one',
		async (t) => {
			const { store, issue, find } = await bench(t);
			const number = await issue();
			const { seq: _, ...row } = await store.db
				.selectFrom('superbills')
				.selectAll()
				.executeTakeFirstOrThrow();
			const others = (from: number, to: number) =>
				store.db
					.insertInto('superbills')
					.values(
						Array.from({ length: to - from }, (_, i) => ({
							...row,
							id: `other-${from + i}`,
							practice_id: `other-${from + i}`,
							summary: null,
						})),
					)
					.execute();
			await others(0, 99);
			t.strictSame(await find({ lastName: 'fakenham', serviceFrom: '2000-01-02' }, OPERATOR), [number]);
			t.strictSame(await find({ serviceFrom: '2000-01-02', serviceTo: '2026-11-20' }, OPERATOR), [number]);
			const keys = store.keyring().map(({ secret }) => secret.toString('base64'));
			while (keys.length < 5) keys.push(randomBytes(32).toString('base64'));
			const { find: findUnderAll } = using({ ...store, keyring: fixedKeyring(keys.join()) });
			const wide = { serviceFrom: '1990-01-02', serviceTo: '2026-11-29', lastName: 'fakenham' };
			t.strictSame(await findUnderAll(wide, OPERATOR), [number], 'under five keys: 50,000 terms');
			await others(99, 100);
			await t.rejects(find({ lastName: 'fakenham' }, OPERATOR), refusal('invalid-body'));
			t.strictSame(await find({ lastName: 'fakenham', practice: 'harbor' }, OPERATOR), [number]);
			t.equal((await find({ number }, OPERATOR)).length, 50, 'a search by number, date or status need not');
		},
	);

	await t.test('a purged superbill is listed without its contents, and not found by them', async (t) => {
		const { store, issue, find, records } = await bench(t);
		const number = await issue();
		await store.db.deleteFrom('search_terms').execute();
		await store.db
			.updateTable('superbills')
			.set({ record: null, summary: null, purged_at: '2026-11-23T00:00:00.000Z' })
			.execute();
		t.strictSame(await find({ lastName: 'fakenham' }), []);
		t.match((await records.search(callBy(harbor), { number })).items, [
			{ number, patient: null, serviceFrom: null, serviceTo: null, totalCharges: null, balance: null },
		]);
	});

	await t.test('during a rotation, superbills are found under either data key', async (t) => {
		const { store: before } = await bench(t);
		const [old] = before.keyring();
		const fresh = randomBytes(32).toString('base64');
		const after: Store = {
			...before,
			keyring: fixedKeyring(`${fresh},${old.secret.toString('base64')}`),
		};
		const first = await using(before).issue({
			...patient({ lastName: 'de la Vega' }),
			issuedOn: '2026-11-02',
		});
		const { issue, find } = using(after);
		const second = await issue({ ...patient({ lastName: 'Delavega' }), issuedOn: '2026-11-01' });
		t.strictSame(await find({ lastName: 'de la vega' }), [first, second]);
		t.strictSame(await find({ lastName: 'delavega', birthDate: PLAIN.patient.birthDate }), [first, second]);
		t.strictSame(await find({ serviceFrom: '2020-01-01', lastName: 'delavega' }), [first, second]);
	});

	await t.test('the audit log records a list and a search, without their values', async (t) => {
		const { store, issue, records } = await bench(t);
		await issue();
		await records.search(callBy(harbor), { lastName: 'Fakenham', birthDate: '1984-02-29' });
		await records.list(callBy(OPERATOR), { limit: 50 });
		const events = await store.db
			.selectFrom('audit_events')
			.select(['chain', 'actor', 'action', 'subject', 'details'])
			.where('action', 'in', ['superbill.search', 'superbill.list'])
			.orderBy('chain', 'desc')
			.execute();
		t.strictSame(events, [
			{
				chain: 'harbor',
				actor: 'key:harbor',
				action: 'superbill.search',
				subject: null,
				details: '{"results":1,"criteria":"birthDate lastName"}',
			},
			{
				chain: '',
				actor: 'operator',
				action: 'superbill.list',
				subject: null,
				details: '{"results":1,"criteria":""}',
			},
		]);
	});

	await t.test('an invalid criterion is refused by name', async (t) => {
		const { records } = await bench(t);
		const wrong: readonly (readonly [body: unknown, pointer: string])[] = [
			[{ lastname: 'Fakenham' }, '/lastname'],
			[{ lastName: '-' }, '/lastName'],
			[{ birthDate: '1984-02-30' }, '/birthDate'],
			[{ serviceFrom: '2026-10-02', serviceTo: '2026-10-01' }, '/serviceTo'],
			[{ issuedFrom: '2026-10-02', issuedTo: '2026-10-01' }, '/issuedTo'],
			[{ status: 'paid' }, '/status'],
			[{ limit: 0 }, '/limit'],
			[{ limit: 101 }, '/limit'],
			[{ limit: '50' }, '/limit'],
			[{ limit: 1.5 }, '/limit'],
			[{ cursor: 7 }, '/cursor'],
			[[], ''],
		];
		for (const [body, pointer] of wrong) {
			const refusal = await records.search(callBy(harbor), body).catch((error: unknown) => error);
			t.match(
				refusal,
				{ kind: 'invalid-body', findings: [{ rule: 'shape', pointer }] },
				JSON.stringify(body),
			);
		}
	});
}
