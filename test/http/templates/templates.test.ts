import t from 'tap';
import { serviceUnderTest, TEMPLATES } from '../../service/service-under-test.ts';
import { DOCUMENT, KEY, testApp } from '../app.ts';

t.test('the list has every template with its notices, on one page', async (t) => {
	const { send } = await testApp(t);
	const { items, nextCursor, ...more } = (await send({ url: '/v1/templates' })).json();
	t.equal(nextCursor, null);
	t.strictSame(more, {});
	t.strictSame(
		items.map(({ id }: { id: string }) => id),
		[...TEMPLATES.keys()],
	);
	for (const item of items) {
		t.match(item, {
			version: 1,
			pageSize: 'LETTER',
			languages: ['en', 'es'],
			sha256: TEMPLATES.get(item.id)?.sha256,
		});
	}
	const { notices } = items[3];
	t.match(notices[0], { id: 'not-a-bill', when: 'always', title: null, text: { en: /./, es: /./ } });
	t.match(notices.at(-1), { id: 'how-to-submit', title: { en: 'How to ask your plan for reimbursement' } });
	const one = await send({ url: '/v1/templates/standard' });
	t.strictSame(one.json(), items[3]);
});

t.test('a preview is a PDF of the sample with a mark, named after the template', async (t) => {
	const { send } = await testApp(t);
	for (const id of TEMPLATES.keys()) {
		const english = await send({ url: `/v1/templates/${id}/preview` });
		t.equal(english.statusCode, 200);
		t.equal(english.headers['content-type'], 'application/pdf');
		t.equal(english.headers['content-disposition'], `attachment; filename="template-${id}.pdf"`);
		t.ok(english.rawPayload.equals((await serviceUnderTest().preview(id, 'en'))?.pdf as Buffer));
		const spanish = await send({ url: `/v1/templates/${id}/preview?language=es` });
		t.ok(spanish.rawPayload.equals((await serviceUnderTest().preview(id, 'es'))?.pdf as Buffer));
		t.notOk(spanish.rawPayload.equals(english.rawPayload));
	}
});

t.test('an unknown template id is 404, and is not repeated', async (t) => {
	const { send } = await testApp(t);
	for (const url of ['/v1/templates/zebulon', '/v1/templates/zebulon/preview', '/v1/templates/__proto__']) {
		const answer = await send({ url });
		t.equal(answer.statusCode, 404);
		t.equal(answer.json().detail, 'There is no template with this id. GET /v1/templates lists them all.');
		t.notMatch(answer.body, 'zebulon');
	}
});

t.test('an unknown language is 400', async (t) => {
	const { send } = await testApp(t);
	for (const [query, form] of [
		['language=fr', 'must be en or es'],
		['language=', 'must be en or es'],
		['language=en&language=es', 'may be sent only once'],
	] as const) {
		const answer = await send({ url: `/v1/templates/standard/preview?${query}` });
		t.equal(answer.statusCode, 400, query);
		t.equal(answer.json().detail, `The query parameter language ${form}.`);
	}
});

t.test('templates require the key', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY });
	for (const url of ['/v1/templates', '/v1/templates/standard', '/v1/templates/standard/preview']) {
		t.equal((await send({ url })).statusCode, 401);
	}
});

t.test('operations with an id document a 404, and the tag comes before Operations', async (t) => {
	t.strictSame(
		Object.keys(DOCUMENT.paths).filter((path) => path.startsWith('/v1/templates')),
		['/v1/templates', '/v1/templates/{id}', '/v1/templates/{id}/preview'],
	);
	for (const [path, item] of Object.entries(DOCUMENT.paths)) {
		if (!path.includes('{')) continue;
		t.ok(
			Object.values(item).every(({ responses }) => '404' in responses),
			path,
		);
	}
	const { tags } = DOCUMENT as unknown as { tags: { name: string }[] };
	t.strictSame(
		tags.map(({ name }) => name),
		[
			'Superbills',
			'Issued superbills',
			'Batches',
			'Practices',
			'Templates',
			'Rules',
			'Codes',
			'Administration',
			'Operations',
		],
	);
});
