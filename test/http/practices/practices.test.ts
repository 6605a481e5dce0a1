import { randomBytes } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import { ketamineVisit } from '../../../src/http/examples/ketamine-visit.ts';
import { PRACTICE_EXAMPLES, PRACTICE_ON_FILE } from '../../../src/http/examples/practices-on-file.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import type { Finding } from '../../../src/superbill/finding.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { jpegFile } from '../../pdf/pictures/jpeg-file.ts';
import { pngFile } from '../../pdf/pictures/png-file.ts';
import { DOCUMENT, schemaErrors, testApp } from '../app.ts';

const CLINIC = PRACTICE_EXAMPLES['ketamine-clinic'].value;
const HARBOR = '/v1/practices/pretend-harbor';

const png = pngFile({ width: 40, height: 20, type: 2, depth: 8, pixel: (x, y) => [5 * x, 5 * y, 90] });

async function api(t: Test) {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const { send } = await testApp(t, {}, { store: () => store });
	const json = (method: 'PUT' | 'POST', url: string, body: unknown, headers: Record<string, string> = {}) =>
		send({
			method,
			url,
			headers: { 'content-type': 'application/json', ...headers },
			payload: JSON.stringify(body),
		});
	return {
		store,
		send,
		put: (url: string, body: unknown, headers?: Record<string, string>) => json('PUT', url, body, headers),
		post: (url: string, body: unknown) => json('POST', url, body),
		get: (url: string) => send({ url }),
		remove: (url: string, headers: Record<string, string> = {}) => send({ method: 'DELETE', url, headers }),
		putLogo: (file: Buffer, headers: Record<string, string> = {}) =>
			send({
				method: 'PUT',
				url: `${HARBOR}/logo`,
				headers: { 'content-type': 'image/png', ...headers },
				payload: file,
			}),
	};
}

/** The pointers of the errors in an answer. */
const pointers = (answer: LightMyRequestResponse): string[] =>
	(answer.json() as { findings: Finding[] }).findings
		.filter(({ severity }) => severity === 'error')
		.map(({ pointer }) => pointer);

const { number: _, ...VISIT } = PRACTICE_ON_FILE.value;

t.test('a practice is stored, read, listed and replaced', async (t) => {
	const { put, get } = await api(t);
	const created = await put(HARBOR, CLINIC);
	t.equal(created.statusCode, 201);
	t.match(created.json(), { id: 'pretend-harbor', profile: CLINIC, logo: null, archivedAt: null });
	const changed = await put(HARBOR, { ...CLINIC, language: 'es' });
	t.equal(changed.statusCode, 200);
	t.not(changed.headers.etag, created.headers.etag);
	const read = await get(HARBOR);
	t.equal(read.headers.etag, changed.headers.etag);
	t.strictSame(read.json(), changed.json());
	t.equal(read.json().profile.language, 'es');
	t.strictSame((await get('/v1/practices')).json(), {
		items: [
			{
				id: 'pretend-harbor',
				name: CLINIC.billingProvider.name,
				npi: CLINIC.billingProvider.npi,
				updatedAt: changed.json().updatedAt,
				archivedAt: null,
			},
		],
		nextCursor: null,
	});
});

t.test('practices that changed since a time are listed', async (t) => {
	const { put, get } = await api(t);
	const { updatedAt } = (await put('/v1/practices/a', CLINIC)).json();
	const since = async (time: string) =>
		(await get(`/v1/practices?updatedSince=${time}`)).json().items?.map(({ id }: { id: string }) => id);
	t.strictSame(await since(updatedAt), ['a']);
	t.strictSame(await since(updatedAt.slice(0, 10)), ['a']);
	t.strictSame(await since('2999-01-01'), []);
	t.equal((await get('/v1/practices?updatedSince=yesterday')).statusCode, 400);
});

t.test('cursors lead through the list of practices', async (t) => {
	const { put, get } = await api(t);
	for (const id of ['c', 'a', 'b']) await put(`/v1/practices/${id}`, CLINIC);
	const first = (await get('/v1/practices?limit=2')).json();
	t.strictSame(
		first.items.map(({ id }: { id: string }) => id),
		['a', 'b'],
	);
	const second = (await get(`/v1/practices?limit=2&cursor=${first.nextCursor}`)).json();
	t.strictSame(
		second.items.map(({ id }: { id: string }) => id),
		['c'],
	);
	t.equal(second.nextCursor, null);
	for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=A', 'page=2']) {
		t.equal((await get(`/v1/practices?${query}`)).statusCode, 400, query);
	}
});

t.test('the examples can be stored as they are, and match the published schema', async (t) => {
	const { put } = await api(t);
	for (const [id, { value }] of Object.entries(PRACTICE_EXAMPLES)) {
		t.strictSame(schemaErrors('/components/schemas/PracticeProfile', value), [], id);
		t.equal((await put(`/v1/practices/${id}`, value)).statusCode, 201, id);
	}
});

t.test('a visit of a practice on file can be made and issued once the example is stored', async (t) => {
	const { get, put, post } = await api(t);
	t.strictSame(schemaErrors('/components/schemas/SuperbillRequest', PRACTICE_ON_FILE.value), []);
	await put(HARBOR, CLINIC);
	const validation = await post('/v1/superbills/validate', PRACTICE_ON_FILE.value);
	t.not(validation.json().status, 'errors');
	t.equal((await post('/v1/superbills/render', PRACTICE_ON_FILE.value)).statusCode, 200);
	const issued = await post('/v1/superbills', VISIT);
	t.equal(issued.statusCode, 201);
	t.equal(issued.headers['superbill-number'], 'SB-2026-000001');
	const record = await get(issued.headers['location'] as string);
	const [, infusion] = record.json().payload.serviceLines;
	t.match(infusion, {
		code: '96365',
		description: 'Ketamine infusion, 90 min',
		charge: '375.00',
		minutes: 90,
	});
	t.notHas(infusion, { service: 'ketamine-90' }, 'the record keeps the complete line');
	for (const path of ['/v1/superbills/render', '/v1/superbills/validate', '/v1/superbills']) {
		const examples = DOCUMENT.paths[path]?.['post']?.requestBody?.content['application/json']?.examples;
		t.ok(examples?.['practice-on-file'], path);
	}
});

t.test(
	'a profile with which every superbill would be refused is refused with the same findings',
	async (t) => {
		const { put } = await api(t);
		const { billingProvider, providers } = CLINIC;
		const clinician = providers[0].clinician;
		const answer = await put(HARBOR, {
			...CLINIC,
			billingProvider: {
				...billingProvider,
				npi: '2000000029',
				taxId: { type: 'SSN', value: '000-00-0000' },
				taxonomy: 'psychiatry',
				name: 'Harbor \u{10ffff}',
			},
			providers: [
				...providers,
				{ id: 'two', clinician: { ...clinician, npi: '2000000011', lastName: 'A\u202e' } },
			],
			template: 'gone',
		});
		t.equal(answer.statusCode, 422);
		t.strictSame(pointers(answer).sort(), [
			'/billingProvider/name',
			'/billingProvider/npi',
			'/billingProvider/taxId/value',
			'/providers/1/clinician/lastName',
			'/providers/1/clinician/npi',
			'/template',
		]);
		t.match(answer.body, 'Provider 2: last name has characters that cannot be printed');
	},
);

t.test('mistakes in the shape of a profile point to their place', async (t) => {
	const { put } = await api(t);
	const provider = CLINIC.providers[0];
	const answer = await put(HARBOR, {
		...CLINIC,
		providers: [provider, provider],
		numbering: 'SB',
		rules: { nonsense: 'off' },
		colour: 'blue',
	});
	t.equal(answer.statusCode, 422);
	t.strictSame(pointers(answer).sort(), ['/colour', '/numbering', '/providers/1/id', '/rules/nonsense']);
	t.equal((await put(HARBOR, [])).statusCode, 422);
});

t.test("two administrators do not overwrite each other's changes unknowingly", async (t) => {
	const { put, remove, putLogo } = await api(t);
	t.equal((await put(HARBOR, CLINIC, { 'if-match': '*' })).statusCode, 412, 'nothing there yet');
	const etag = String((await put(HARBOR, CLINIC, { 'if-none-match': '*' })).headers.etag);
	t.equal((await put(HARBOR, CLINIC, { 'if-none-match': '*' })).statusCode, 412, 'there already');
	const second = await put(HARBOR, { ...CLINIC, language: 'es' }, { 'if-match': `"other", ${etag}` });
	t.equal(second.statusCode, 200);
	const stale = { 'if-match': etag };
	t.equal((await put(HARBOR, CLINIC, stale)).statusCode, 412);
	t.equal(
		(await put(HARBOR, CLINIC, { 'if-match': `W/${second.headers.etag}` })).statusCode,
		412,
		'a weak tag',
	);
	t.equal((await putLogo(png, stale)).statusCode, 412);
	t.equal((await remove(`${HARBOR}/logo`, stale)).statusCode, 412);
	t.equal((await remove(HARBOR, stale)).statusCode, 412);
	t.equal((await remove(HARBOR, { 'if-match': String(second.headers.etag) })).statusCode, 200);
});

t.test(
	'a practice that issued nothing is removed; one that did is archived and can be restored',
	async (t) => {
		const { put, get, post, remove } = await api(t);
		await put('/v1/practices/unused', CLINIC);
		t.equal((await remove('/v1/practices/unused')).json().outcome, 'removed');
		t.equal((await get('/v1/practices/unused')).statusCode, 404);
		t.equal((await remove('/v1/practices/unused')).statusCode, 404);

		await put(HARBOR, CLINIC);
		await post('/v1/superbills?again=true', VISIT);
		const archived = await remove(HARBOR);
		t.equal(archived.statusCode, 200);
		t.equal(archived.json().outcome, 'archived');
		t.type(archived.json().archivedAt, 'string');
		t.strictSame((await remove(HARBOR)).json(), archived.json(), 'again, it changes nothing');
		t.equal((await get(HARBOR)).json().archivedAt, archived.json().archivedAt);

		t.equal((await post('/v1/superbills?again=true', VISIT)).statusCode, 409);
		const rendering = await post('/v1/superbills/render', VISIT);
		t.equal(rendering.statusCode, 422);
		t.strictSame(pointers(rendering), ['/billingProvider/practice']);
		const validation = await post('/v1/superbills/validate', VISIT);
		t.equal(validation.statusCode, 200);
		t.match(validation.json(), { status: 'errors', findings: [{ pointer: '/billingProvider/practice' }] });

		t.equal((await put(HARBOR, CLINIC)).json().archivedAt, null);
		t.equal((await post('/v1/superbills?again=true', VISIT)).headers['superbill-number'], 'SB-2026-000002');
	},
);

t.test('a Social Security number is masked, and a profile can be sent back as it was read', async (t) => {
	const { put, get, post } = await api(t);
	const own = { ...CLINIC.billingProvider, taxId: { type: 'SSN', value: '219-09-9999' } };
	await put(HARBOR, { ...CLINIC, billingProvider: own });
	const { profile } = (await get(HARBOR)).json();
	t.equal(profile.billingProvider.taxId.value, '***-**-9999');
	t.equal((await put(HARBOR, { ...profile, language: 'es' })).statusCode, 200);
	const record = await post('/v1/superbills', VISIT);
	const kept = await get(`/v1/superbills/${record.headers['superbill-id']}`);
	t.equal(kept.json().payload.billingProvider.taxId.value, '219-09-9999', 'it is still on file');

	for (const taxId of [
		{ type: 'SSN', value: '***-**-0000' },
		{ type: 'ITIN', value: '***-**-9999' },
	]) {
		const rules = { 'tax-id-format': 'off' };
		const answer = await put(HARBOR, { ...profile, rules, billingProvider: { ...own, taxId } });
		t.equal(answer.statusCode, 422);
		t.strictSame(pointers(answer)[0], '/billingProvider/taxId/value');
	}
});

t.test('an id that no practice can have is refused', async (t) => {
	const { put, get, remove, putLogo } = await api(t);
	for (const id of ['Harbor', 'a_b', '%00', 'default', 'a'.repeat(51)]) {
		t.equal((await put(`/v1/practices/${id}`, CLINIC)).statusCode, 400, id);
		t.equal((await get(`/v1/practices/${id}`)).statusCode, 404, id);
		t.equal((await remove(`/v1/practices/${id}`)).statusCode, 404, id);
	}
	t.equal((await putLogo(png)).statusCode, 404);
});

t.test('a logo is stored as it was sent, and appears on the documents of its practice', async (t) => {
	const { put, get, post, putLogo, remove } = await api(t);
	await put(HARBOR, CLINIC);
	t.equal((await get(`${HARBOR}/logo`)).statusCode, 404);
	const plain = await post('/v1/superbills/render', PRACTICE_ON_FILE.value);
	const given = await putLogo(png);
	t.match(given.json(), { logo: { type: 'image/png', bytes: png.length } });
	const logo = await get(`${HARBOR}/logo`);
	t.equal(logo.headers['content-type'], 'image/png');
	t.ok(logo.rawPayload.equals(png));
	t.equal((await put(HARBOR, CLINIC)).json().logo.bytes, png.length, 'a PUT of the profile leaves it');
	const shown = await post('/v1/superbills/render', PRACTICE_ON_FILE.value);
	t.ok(shown.rawPayload.includes(`logo sha256 ${given.json().logo.sha256}`));
	t.notOk(plain.rawPayload.includes('logo sha256'));
	t.equal((await remove(`${HARBOR}/logo`)).json().logo, null);
	t.equal((await remove(`${HARBOR}/logo`)).statusCode, 200);
	t.ok((await post('/v1/superbills/render', PRACTICE_ON_FILE.value)).rawPayload.equals(plain.rawPayload));
});

t.test('the content of a logo file is checked, not its name', async (t) => {
	const { put, get, putLogo } = await api(t);
	await put(HARBOR, CLINIC);
	const jpeg = jpegFile({ frame: 0xc0, levels: [96, 180, 60] });
	t.equal((await putLogo(jpeg)).json().logo.type, 'image/jpeg', 'whatever it is called');
	t.equal((await get(`${HARBOR}/logo`)).headers['content-type'], 'image/jpeg');
	for (const [file, message] of [
		[Buffer.from('<svg/>'), 'The picture is neither a PNG nor a JPEG file.'],
		[png.subarray(0, 60), 'The picture is cut off.'],
		[Buffer.concat([png.subarray(0, 8), Buffer.alloc(30)]), 'The picture'],
	] as const) {
		const answer = await putLogo(file);
		t.equal(answer.statusCode, 422);
		t.match(answer.json().findings, [{ pointer: '', message }]);
	}
	const large = await putLogo(Buffer.alloc(256 * 1024 + 1));
	t.equal(large.statusCode, 413);
	t.match(large.json().detail, 'Make the picture smaller.');
	for (const type of ['image/svg+xml', 'application/json', 'text/plain']) {
		const answer = await putLogo(Buffer.from('{}'), { 'content-type': type });
		t.equal(answer.statusCode, 415, type);
		t.match(answer.json().title, 'must be a picture');
	}
});

t.test('requests that refer to nothing on file need no store', async (t) => {
	const { post } = await testApp(t);
	const { billingProvider, providers } = CLINIC;
	const spelledOut = {
		...PRACTICE_ON_FILE.value,
		billingProvider,
		renderingProvider: providers[0].clinician,
		serviceLines: ketamineVisit.serviceLines,
	};
	t.equal((await post('render', spelledOut)).statusCode, 200);
	t.equal((await post('validate', PRACTICE_ON_FILE.value)).statusCode, 503);
});
