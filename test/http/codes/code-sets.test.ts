import { join } from 'node:path';
import t, { type Test } from 'tap';
import { importFiles } from '../../../src/codes/library/import.ts';
import { openLibrary } from '../../../src/codes/library/live.ts';
import { codeFile, HCPCS, ORDER_FILES } from '../../fixtures/code-files.ts';
import { KEY, testApp } from '../app.ts';

/** A service in which the fixtures are imported. */
async function serve(t: Test) {
	const dataDir = t.testdir();
	await importFiles(
		join(dataDir, 'codes'),
		[...ORDER_FILES, 'icd10cm-tabular-2026.xml', HCPCS].map(codeFile),
	);
	await importFiles(join(dataDir, 'codes'), [codeFile('clinic-codes.csv')], { set: 'clinic' });
	// Without the shipped code sets.
	const library = await openLibrary(join(dataDir, 'codes'));
	const { send } = await testApp(t, { dataDir }, { library });
	return async (path: string) => {
		const answer = await send({ url: `/v1/code-sets${path}` });
		return { status: answer.statusCode, body: answer.json() };
	};
}

const codesOf = ({ body }: { body: { items: { code: string }[] } }): string[] =>
	body.items.map(({ code }) => code);

t.test('all code sets are listed with their editions, loaded or not', async (t) => {
	const get = await serve(t);
	const { status, body } = await get('');
	t.equal(status, 200);
	const set = (name: string) => body.items.find((item: { set: string }) => item.set === name);
	t.match(set('icd10cm'), { title: 'ICD-10-CM diagnosis codes', loaded: true, editions: { length: 3 } });
	t.match(set('icd10cm').editions[1], {
		edition: '2026',
		from: '2025-10-01',
		to: '2026-09-30',
		rows: 27,
		billable: 17,
		sha256: /^[0-9a-f]{64}$/,
		origin: 'imported',
		completeUntil: '2026-03-31',
		derived: false,
		source: 'icd10cm-order-2026.txt',
	});
	t.match(set('ncci-ptp'), { loaded: false, editions: [] });
	t.match(set('place-of-service'), {
		loaded: true,
		editions: [{ origin: 'shipped', completeUntil: null, rows: 52 }],
	});
	t.match(set('clinic'), { title: 'clinic', loaded: true });
	t.equal(body.nextCursor, null);
});

t.test('a code is found by its start or by words, on the date of service', async (t) => {
	const get = await serve(t);
	const words = encodeURIComponent('Which code is recurrent depression, severe?');
	t.strictSame(codesOf(await get(`/icd10cm/codes?q=${words}&date=2026-01-01`)), ['F33.2']);
	t.strictSame(codesOf(await get('/icd10cm/codes?q=f33&billable=true&date=2026-01-01')), [
		'F33.0',
		'F33.2',
		'F33.40',
	]);
	t.strictSame(codesOf(await get('/icd10cm/codes?q=f33&billable=false&date=2026-01-01')), ['F33', 'F33.4']);
	t.strictSame(codesOf(await get('/icd10cm/codes?q=PTSD&date=2026-01-01&limit=1')), ['F43.1']);
	t.strictSame(codesOf(await get('/hcpcs/codes?q=S0013&date=2026-01-01')), []);
	t.strictSame(codesOf(await get('/place-of-service/codes?q=office&date=2026-01-01')), ['11']);
	t.strictSame(codesOf(await get('/clinic/codes?q=ketamine&date=2026-01-01')), ['KET1']);
	t.equal((await get('/icd10cm/codes?q=f33')).status, 200, 'today, where no date is given');
});

t.test('nextCursor leads through all codes', async (t) => {
	const get = await serve(t);
	const all = codesOf(await get('/icd10cm/codes?date=2026-01-01&limit=100'));
	const paged: string[] = [];
	let cursor = '';
	do {
		const page = await get(`/icd10cm/codes?date=2026-01-01&limit=7${cursor}`);
		paged.push(...codesOf(page));
		cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
	} while (cursor !== '');
	t.equal(all.length, 27);
	t.strictSame(paged, all);
});

t.test('a code is looked up with everything that is known about it on the date', async (t) => {
	const get = await serve(t);
	const { status, body } = await get('/icd10cm/codes/F33.2?date=2026-01-01');
	t.equal(status, 200);
	t.match(body, {
		code: 'F33.2',
		title: 'Major depressive disorder, recurrent severe without psychotic features',
		billable: true,
		state: 'billable',
		parent: { code: 'F33' },
		children: [],
		notes: [{ at: 'F33', kind: 'excludes1', text: 'bipolar disorder (F31.-)' }, {}, {}],
	});
	t.match((await get('/icd10cm/codes/i428?date=2026-01-01')).body, {
		state: 'ended',
		to: '2025-09-30',
		successors: [{ code: 'I42.81' }],
	});
	t.match((await get('/icd10cm/codes/F64A?date=2026-10-01')).body, { title: null, billable: true });
	t.equal((await get('/icd10cm/codes/F33')).status, 200);
});

t.test('an unknown code is 404, with similar codes', async (t) => {
	const get = await serve(t);
	const unknown = await get('/icd10cm/codes/F32.3?date=2026-01-01');
	t.equal(unknown.status, 404);
	t.match(
		unknown.body.detail,
		/^No loaded edition of icd10cm has this code\. Similar codes: .*F33\.2 \(Major/,
	);
	t.equal(
		(await get('/hcpcs/codes/Z9999?date=2026-01-01')).body.detail,
		'No loaded edition of hcpcs has this code.',
	);
	for (const path of ['/taxonomy/codes', '/ncci-ptp/codes/99001', '/__proto__/codes']) {
		const { status, body } = await get(path);
		t.equal(status, 404, path);
		t.match(body.detail, /Loaded: .*icd10cm/);
	}
});

t.test('a wrong query parameter is named', async (t) => {
	const get = await serve(t);
	const wrong: readonly (readonly [string, RegExp])[] = [
		['limit=0', /^The query parameter limit must be a whole number from 1 to 100\.$/],
		['limit=101', /^The query parameter limit must/],
		['date=2026-02-30', /^The query parameter date must be a date that exists/],
		['billable=yes', /^The query parameter billable must be true or false\.$/],
		['cursor=x', /^cursor must be the nextCursor/],
		[`q=${'x'.repeat(201)}`, /^The query parameter q must have at most 200 characters\.$/],
		['Q=F33', /^This operation has no query parameter Q\. Did you mean q\?$/],
		['q=a&q=b', /^The query parameter q may be sent only once\.$/],
	];
	for (const [query, detail] of wrong) {
		const { status, body } = await get(`/icd10cm/codes?${query}`);
		t.equal(status, 400, query);
		t.match(body.detail, detail, query);
	}
	t.equal((await get('/icd10cm/codes/F33?when=now')).status, 400);
});

t.test('the operations require the key', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY });
	for (const path of ['', '/icd10cm/codes', '/icd10cm/codes/F33']) {
		t.equal((await send({ url: `/v1/code-sets${path}` })).statusCode, 401, path);
	}
});
