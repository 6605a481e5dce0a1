import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { LightMyRequestResponse } from 'fastify';
import { strFromU8, unzipSync } from 'fflate';
import t from 'tap';
import { createMetrics } from '../../../src/http/observe/metrics.ts';
import { UploadRoom } from '../../../src/http/requests/upload-room.ts';
import { sampleTable } from '../../../src/intake/table/sample.ts';
import { createLog } from '../../../src/start/log.ts';
import { getDocument } from '../../pdf/pdfjs.ts';
import { visit } from '../../records/issuing.suite.ts';
import { batchApp, csv, kept, NDJSON } from './batch-app.ts';

t.setTimeout(120_000);

/** Parses server-sent events like a browser. */
function eventsIn(text: string): { id?: string; event?: string; data?: string }[] {
	return text
		.split('\n\n')
		.map((block) =>
			Object.fromEntries(
				block.split('\n').flatMap((line) => {
					const [, name, value] = /^(id|event|data): (.*)$/.exec(line) ?? [];
					return name === undefined ? [] : [[name, value]];
				}),
			),
		)
		.filter(({ event }) => event !== undefined);
}

const pageCount = async (pdf: Buffer): Promise<number> =>
	(await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise).numPages;

const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

t.test('what is done to a batch is found in the audit log by its subject', async (t) => {
	const app = await batchApp(t);
	const { send } = app;
	const { id } = await app.batch({ superbills: [visit()], mode: 'draft' });
	await app.ended(id);
	t.equal((await send({ method: 'POST', url: `/v1/batches/${id}/issue` })).statusCode, 202);
	await app.ended(id);
	t.equal((await send({ url: `/v1/batches/${id}/archive` })).statusCode, 200);
	const other = await app.batch({ superbills: [visit()] });
	t.equal((await send({ method: 'DELETE', url: `/v1/batches/${other.id}` })).statusCode, 200);
	const actions = async (subject: string) => {
		const answer = await send({ url: `/v1/audit-events?subject=${subject}` });
		t.equal(answer.statusCode, 200, subject);
		return answer
			.json()
			.items.map(({ action }: { readonly action: string }) => action)
			.reverse();
	};
	t.strictSame(await actions(`batch:${id}`), ['batch.create', 'batch.issue', 'batch.archive']);
	t.strictSame(await actions(`batch:${other.id}`), ['batch.create', 'batch.cancel']);
});

t.test('a JSON batch is issued superbill by superbill, and its ZIP file has all results', async (t) => {
	const app = await batchApp(t);
	const { send, store } = app;
	const answer = await app.upload(
		'application/json',
		JSON.stringify({ mode: 'issue', superbills: [visit(), { nothing: 'of it' }, visit()] }),
	);
	t.equal(answer.statusCode, 202);
	const { id, links, counts } = answer.json();
	t.equal(answer.headers.location, `/v1/batches/${id}`);
	t.strictSame(counts, { total: 3, waiting: 3, checked: 0, done: 0, failed: 0, cancelled: 0 });
	for (const early of [links.archive, links.merged]) t.equal((await send({ url: early })).statusCode, 409);

	const ended = await app.ended(id);
	t.equal(ended.state, 'done');
	t.match(ended.counts, { done: 2, failed: 1 });
	const items = await app.items(id);
	t.strictSame(
		items.map(({ position, state, number }) => [position, state, number]),
		[
			[1, 'done', 'SB-2026-000001'],
			[2, 'failed', null],
			[3, 'done', 'SB-2026-000002'],
		],
	);
	t.ok(items[1]?.findings.some(({ severity }) => severity === 'error'));
	t.strictSame(
		(await send({ url: `${links.items}?state=failed` }))
			.json()
			.items.map((item: { position: number }) => item.position),
		[2],
	);

	const zip = await send({ url: links.archive });
	t.equal(zip.headers['content-type'], 'application/zip');
	t.equal(zip.headers['content-disposition'], `attachment; filename="superbills-${id.slice(0, 8)}.zip"`);
	const files = unzipSync(zip.rawPayload);
	t.strictSame(Object.keys(files), [
		'SB-2026-000001.pdf',
		'SB-2026-000002.pdf',
		'manifest.json',
		'manifest.csv',
	]);
	const record = await send({ url: `/v1/superbills/${items[0]?.superbill}/pdf` });
	t.ok(
		record.rawPayload.equals(files['SB-2026-000001.pdf'] as Uint8Array),
		'the very bytes that were issued',
	);
	t.equal(createHash('sha256').update(record.rawPayload).digest('hex'), items[0]?.sha256);
	const manifest = JSON.parse(strFromU8(files['manifest.json'] as Uint8Array));
	t.equal(manifest.batch, id);
	t.strictSame(
		manifest.items.map(({ status }: { status: string }) => status),
		['issued', 'failed', 'issued'],
	);

	const { issuedOn } = (await send({ url: `/v1/superbills/${items[0]?.superbill}` })).json();
	const named = await send({ url: `${links.archive}?names=${encodeURIComponent('{issuedOn} {number}')}` });
	t.strictSame(Object.keys(unzipSync(named.rawPayload)).slice(0, 2), [
		`${issuedOn} SB-2026-000001.pdf`,
		`${issuedOn} SB-2026-000002.pdf`,
	]);
	const wrong = await send({ url: `${links.archive}?names=${encodeURIComponent('{patient}')}` });
	t.equal(wrong.statusCode, 400);
	t.match(wrong.json().detail, /^The query parameter names may contain only \{number\}, .* in braces\.$/);

	const merged = await send({ url: links.merged });
	t.equal(merged.headers['content-disposition'], `attachment; filename="superbills-${id.slice(0, 8)}.pdf"`);
	t.equal(await pageCount(merged.rawPayload), 2 * (await pageCount(record.rawPayload)));
	t.strictSame(await kept(store), { batches: 1, items: 3 });
});

t.test('NDJSON and CSV may arrive in pieces of any size', async (t) => {
	const app = await batchApp(t);
	const inPieces = (text: string, size: number) =>
		Readable.from(
			(text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? []).map((piece) => Buffer.from(piece)),
		);
	const sent = [
		[NDJSON, lines(visit(), visit()), ''],
		[NDJSON, lines(visit()), '?of=visits&splitBy=visit&mode=draft'],
		['text/csv', sampleTable('spelled out'), '?mode=render'],
		['text/csv; charset=UTF-8', sampleTable('spelled out'), '?splitBy=visit&mode=render'],
	] as const;
	const totals: number[] = [];
	for (const [type, text, query] of sent) {
		const answer = await app.upload(type, inPieces(text, 1000), query);
		t.equal(answer.statusCode, 202, answer.body);
		totals.push(answer.json().counts.total);
	}
	t.strictSame(totals, [2, 1, 3, 4]);
});

t.test('the sample table can be downloaded, and every superbill in it can be made', async (t) => {
	const app = await batchApp(t);
	const sample = await app.send({ url: '/v1/batches/sample.csv' });
	t.equal(sample.headers['content-disposition'], 'attachment; filename="superbills-sample.csv"');
	t.match(sample.headers['content-type'], 'text/csv');
	t.equal(sample.body, `\ufeff${sampleTable('spelled out')}`);
	t.equal(
		(await app.send({ url: '/v1/batches/sample.csv?clinic=on-file' })).body,
		`\ufeff${sampleTable('on file')}`,
	);
	t.equal((await app.send({ url: '/v1/batches/sample.csv?clinic=mine' })).statusCode, 400);

	const { id } = (await csv(app, sample.rawPayload)).json();
	const ended = await app.ended(id);
	t.match(ended, { state: 'done', counts: { total: 3, done: 3 } });
	t.strictSame(
		(await app.items(id)).map(({ rows }) => rows),
		[
			[2, 5],
			[6, 8],
			[9, 9],
		],
	);
});

t.test('a dry run says how the upload was understood and stores nothing', async (t) => {
	const app = await batchApp(t);
	const answer = await csv(app, sampleTable('spelled out'), '/check');
	t.equal(answer.statusCode, 200);
	const { table, ...understood } = answer.json();
	t.match(understood, { superbills: 3, refused: 0, rows: 8, visits: 4, patients: 3, unlisted: 0 });
	t.match(table, { delimiter: 'comma', dates: 'YYYY-MM-DD' });
	t.ok(table.columns.some(({ name }: { name: string }) => name === 'charge'));
	t.notMatch(answer.body, /Juniper|Fictoria|1984/, 'nothing of a patient');

	const wrong = sampleTable('spelled out').replaceAll('F33.2', 'nonsense');
	const told = (await csv(app, wrong, '/check')).json();
	t.match(told, { superbills: 2, refused: 1 });
	t.match(
		told.items[0].findings.find(({ rule }: { rule: string }) => rule === 'diagnosis-format'),
		{ source: { row: 2, column: 'diagnosis_1' } },
	);
	const json = await app.upload('application/json', JSON.stringify({ superbills: [visit(), 1] }), '/check');
	t.match(json.json(), { superbills: 1, refused: 1 });
	t.strictSame(await kept(app.store), { batches: 0, items: 0 });
});

t.test(
	'an item that repeats another of the batch or of the last day fails, unless the batch says again',
	async (t) => {
		const app = await batchApp(t);
		const [first, second] = [visit(), visit()];
		const send = async (query: string, ...bodies: unknown[]) => {
			const answer = await app.upload(NDJSON, lines(...bodies), query);
			const { id } = answer.json();
			if (query === '?mode=draft') {
				await app.ended(id);
				await app.send({ method: 'POST', url: `/v1/batches/${id}/issue` });
			}
			await app.ended(id);
			return (await app.items(id)).map(({ number, reason }) => number ?? reason?.slice(0, 60));
		};
		const repeated = (number: string) =>
			`Superbill SB-2026-00000${number} has the same practice, patient and `;
		t.strictSame(await send('?mode=issue', first, first), ['SB-2026-000001', repeated('1')]);
		t.strictSame(await send('?mode=issue', first, second), [repeated('1'), 'SB-2026-000002']);
		t.strictSame(await send('?mode=draft', first, visit()), [repeated('1'), 'SB-2026-000003']);
		t.strictSame(await send('?mode=issue&again=true', first, first), ['SB-2026-000004', 'SB-2026-000005']);
		t.strictSame(await send('', first), [undefined], 'without a mode, nothing is issued');
		t.equal((await app.upload(NDJSON, lines(first), '?again=maybe')).statusCode, 400);
	},
);

t.test('a draft is checked, and issued by a separate call', async (t) => {
	const app = await batchApp(t);
	const { id, links } = await app.batch({ mode: 'draft', superbills: [visit(), {}] });
	t.equal((await app.send({ method: 'POST', url: `/v1/batches/${id}/issue` })).statusCode, 409);
	t.match(await app.ended(id), { state: 'drafted', counts: { checked: 1, failed: 1 } });
	t.equal((await app.send({ url: links['archive'] as string })).statusCode, 409);
	const issued = await app.send({ method: 'POST', url: `/v1/batches/${id}/issue` });
	t.equal(issued.statusCode, 202);
	t.match(issued.json(), { state: 'waiting', counts: { waiting: 1, checked: 0, failed: 1 } });
	t.match(await app.ended(id), { state: 'done', counts: { done: 1, failed: 1 } });
	t.equal((await app.send({ method: 'POST', url: `/v1/batches/${id}/issue` })).json().state, 'done');
});

t.test('a cancelled batch issues nothing more, and has nothing to print', async (t) => {
	const app = await batchApp(t);
	const { id, links } = await app.batch({ superbills: [visit(), visit()] });
	const cancelled = await app.send({ method: 'DELETE', url: `/v1/batches/${id}` });
	t.match(cancelled.json(), { state: 'cancelled', counts: { cancelled: 2, done: 0 } });
	const merged = await app.send({ url: links['merged'] as string });
	t.equal(merged.statusCode, 409);
	t.match(merged.json().detail, 'no documents to print');
	const files = unzipSync((await app.send({ url: links['archive'] as string })).rawPayload);
	t.strictSame(
		JSON.parse(strFromU8(files['manifest.json'] as Uint8Array)).items.map(
			({ status }: { status: string }) => status,
		),
		['cancelled', 'cancelled'],
	);
});

t.test('an Idempotency-Key returns the same batch again, and refuses a different one', async (t) => {
	const app = await batchApp(t);
	const send = (body: string, key: string, query = '') =>
		app.send({
			method: 'POST',
			url: `/v1/batches/ndjson${query}`,
			headers: { 'content-type': NDJSON, 'idempotency-key': key },
			payload: body,
		});
	const same = lines(visit());
	const first = await send(same, 'november');
	const again = await send(same, 'november');
	t.equal(again.statusCode, 202);
	t.equal(again.json().id, first.json().id);
	const isReplayed = [first, again].map(({ headers }) => headers['idempotent-replayed']);
	t.strictSame(isReplayed, [undefined, 'true']);
	for (const other of [
		await send(lines(visit(), visit()), 'november'),
		await send(same, 'november', '?mode=draft'),
		await send(same, 'november', '?again=true'),
	]) {
		t.equal(other.statusCode, 422);
		t.match(other.json(), { code: 'key-reused', detail: /Idempotency-Key/ });
	}
	t.equal((await send(lines(visit()), 'no vember')).statusCode, 400);
	t.strictSame(await kept(app.store), { batches: 1, items: 1 });
});

t.test('events report every change once, even after reconnecting, and then the end', async (t) => {
	const app = await batchApp(t);
	const { id, links } = await app.batch({ superbills: [visit(), visit()] });
	const url = links['events'] as string;
	const listen = (lastId?: string) =>
		app.send({ url, ...(lastId !== undefined && { headers: { 'last-event-id': lastId } }) });
	const listening = listen();
	await app.ended(id);
	const answer: LightMyRequestResponse = await listening;
	t.match(answer.headers, { 'content-type': /^text\/event-stream/, 'cache-control': 'no-store' });
	const events = eventsIn(answer.body);
	t.match(JSON.parse(events[0]?.data as string), { id, counts: { total: 2 } });
	t.equal(events.at(-1)?.event, 'end');
	t.match(JSON.parse(events.at(-1)?.data as string), { id, state: 'done', counts: { done: 2 } });
	const progress = events.slice(0, -1);
	t.match(JSON.parse(progress.at(-1)?.data as string), { state: 'done', counts: { done: 2 } });
	const ids = progress.map(({ id }) => Number.parseInt(id as string, 10));
	t.strictSame(
		ids,
		[...new Set(ids)].sort((a, b) => a - b),
		'ids grow',
	);
	const told = progress.map(({ data }) => {
		const { state, counts } = JSON.parse(data as string);
		return JSON.stringify([state, counts]);
	});
	t.equal(new Set(told).size, told.length, 'nothing is told twice');

	t.strictSame(
		eventsIn((await listen(progress.at(-1)?.id)).body).map(({ event }) => event),
		['end'],
	);
	t.strictSame(
		eventsIn((await listen(progress[0]?.id)).body).map(({ event }) => event),
		['progress', 'end'],
	);
	t.equal((await app.send({ url: '/v1/batches/none/events' })).statusCode, 404);
});

t.test('a caller that follows a batch does not keep the service from stopping', async (t) => {
	const app = await batchApp(t);
	const { links } = await app.batch({ superbills: [visit()] });
	await app.app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.app.server.address() as AddressInfo;
	const answer = await fetch(`http://127.0.0.1:${port}${links['events']}`);
	const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
	await reader.read();
	app.app.drain();
	await app.app.close();
	let text = '';
	for (let part = await reader.read(); !part.done; part = await reader.read()) text += strFromU8(part.value);
	t.notMatch(text, 'event: end', 'the batch has not ended');
});

t.test(
	'an upload that breaks off leaves nothing behind, in memory, in the store or in the log',
	async (t) => {
		const failures: unknown[] = [];
		const room = new UploadRoom();
		const app = await batchApp(t, {}, { room });
		app.app.addHook('onError', async (_request, _reply, error) => {
			failures.push(error);
		});
		await app.app.listen({ host: '127.0.0.1', port: 0 });
		const { port } = app.app.server.address() as AddressInfo;
		const line = lines(visit());
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => {});
		await once(socket, 'connect');
		socket.write(
			`POST /v1/batches/ndjson HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${NDJSON}\r\nContent-Length: ${line.length * 1000}\r\n\r\n${line.repeat(500)}`,
		);
		while (room.taken < line.length * 500) await new Promise(setImmediate);
		socket.destroy();
		while (room.taken > 0) await new Promise(setImmediate);
		t.strictSame(await kept(app.store), { batches: 0, items: 0 });
		t.notOk(failures.some((error) => (error as { kind?: string }).kind !== 'invalid-http'));
	},
);

t.test('a ZIP file that breaks off is incomplete, and the failure is logged', async (t) => {
	const app = await batchApp(
		t,
		{},
		{ log: { ...createLog('silent'), failure: (error) => failures.push(error) } },
	);
	const failures: unknown[] = [];
	const { id, links } = await app.batch({ superbills: [visit(), visit()] });
	await app.ended(id);
	const { seq } = await app.store.db
		.selectFrom('superbills')
		.select('seq')
		.orderBy('seq', 'desc')
		.executeTakeFirstOrThrow();
	await app.store.db
		.updateTable('superbill_documents')
		.set({ pdf: Buffer.from('not what was sealed') })
		.where('seq', '=', seq)
		.execute();
	await app.app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.app.server.address() as AddressInfo;
	const answer = await fetch(`http://127.0.0.1:${port}${links['archive']}`);
	t.equal(answer.status, 200);
	await t.rejects(answer.arrayBuffer());
	t.match(failures, [{ code: 'SEAL_BROKEN' }]);
	t.equal(failures.length, 1);
});

t.test('log lines and labels have the pattern of a route, and nothing from a batch', async (t) => {
	const logged: string[] = [];
	const log = createLog('info', { write: (line) => logged.push(line) });
	const metrics = createMetrics();
	const app = await batchApp(t, {}, { log, watch: metrics.watch });
	const { id } = (await csv(app, sampleTable('spelled out'))).json();
	await app.ended(id);
	await app.items(id);
	await app.send({ url: `/v1/batches/${id}/archive` });
	const told = logged.join('') + (await metrics.registry.metrics());
	t.match(told, '"route":"/v1/batches/:id/archive"');
	t.match(told, 'http_route="/v1/batches/:id/items"');
	t.notMatch(told, new RegExp([id, 'Fictoria', 'SB-2026', 'limit=100'].join('|')));
});
