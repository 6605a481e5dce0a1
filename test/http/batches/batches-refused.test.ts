import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import t from 'tap';
import { sampleTable } from '../../../src/intake/table/sample.ts';
import { visit } from '../../records/issuing.suite.ts';
import { batchApp, csv, kept, NDJSON } from './batch-app.ts';

t.setTimeout(120_000);

const SAMPLE = sampleTable('spelled out');
const MIB = 1024 * 1024;

/** Uploads that cannot be used at all: media type, body, status and detail. */
const REFUSED: Readonly<
	Record<
		string,
		readonly [type: string, body: () => string | Buffer | Readable, status: number, detail: RegExp]
	>
> = {
	'50 MB of JSON': [
		'application/json',
		() => Buffer.alloc(50 * MIB, ' '),
		413,
		/larger than 33,554,432 bytes/,
	],
	'33 MB of CSV': ['text/csv', () => Buffer.alloc(33 * MIB, 'a,b\n'), 413, /larger than 33,554,432 bytes/],
	'33 MB of NDJSON without a length': [
		NDJSON,
		() => without('x'.repeat(MIB), 33),
		413,
		/larger than 33,554,432 bytes/,
	],
	'a first row without an end': [
		'text/csv',
		() => without('x'.repeat(MIB), 2),
		422,
		/first row does not end/,
	],
	'a row without an end': ['text/csv', () => without(`${SAMPLE}${'x'.repeat(MIB)}`, 1), 413, /Row 10/],
	'a compressed CSV': ['text/csv', () => gzipSync(SAMPLE), 415, /compressed with gzip/],
	'a ZIP': [
		'text/csv',
		() => Buffer.from(zipSync({ 'a.csv': strToU8(SAMPLE) })),
		415,
		/workbook or another ZIP/,
	],
	'UTF-16': ['text/csv', () => Buffer.from(`\ufeff${SAMPLE}`, 'utf16le'), 415, /UTF-16/],
	nothing: ['text/csv', () => '', 400, /no rows/],
	'no line': [NDJSON, () => '\n\n', 400, /empty/],
	'a wrong delimiter': ['text/csv', () => SAMPLE.replaceAll(',', '|'), 422, /comma/],
	'a header that is not there': [
		'text/csv',
		() => SAMPLE.slice(SAMPLE.indexOf('\r\n') + 2),
		422,
		/first row/,
	],
	'a table that ends in a quoted cell': [
		'text/csv',
		() => `${SAMPLE}"Pretend`,
		400,
		/quot|ends in the middle/i,
	],
	'a line that is cut off': [
		NDJSON,
		() => JSON.stringify(visit()).slice(0, -9),
		400,
		/ends in the middle of line 1/,
	],
	'10,001 lines': [NDJSON, () => '{}\n'.repeat(10_001), 413, /more than 10,000/],
	'10,001 superbills': [
		'application/json',
		() => JSON.stringify({ superbills: Array.from({ length: 10_001 }, () => ({})) }),
		413,
		/more than 10,000/,
	],
	'neither superbills nor visits': ['application/json', () => '{}', 422, /1 error/],
	'broken JSON': ['application/json', () => '{"superbills": [', 400, /line 1, column 17/],
	'a workbook by its name': [
		'application/vnd.ms-excel',
		() => SAMPLE,
		415,
		/text\/csv.*application\/x-ndjson belongs to \/v1\/batches\/ndjson/,
	],
	'another charset': ['text/csv; charset=iso-8859-1', () => SAMPLE, 415, /UTF-8/],
	'a form': ['multipart/form-data; boundary=x', () => '--x--', 415, /text\/csv.*application\/x-ndjson/],
};

/** A body without a Content-Length. */
function without(piece: string, times: number): Readable {
	return Readable.from(Array.from({ length: times }, () => Buffer.from(piece)));
}

t.test(
	'an upload that cannot be used at all is refused in plain words, and nothing of it is stored',
	async (t) => {
		const app = await batchApp(t);
		for (const [name, [type, body, status, detail]] of Object.entries(REFUSED)) {
			const answer = await app.upload(type, body());
			t.equal(answer.statusCode, status, `${name}: ${answer.body.slice(0, 300)}`);
			t.match(answer.json().detail, detail, name);
			t.notMatch(answer.body, /Juniper|Fictoria|F33\.2/, `${name}: nothing of what was sent`);
			t.strictSame(await kept(app.store), { batches: 0, items: 0 }, name);
		}
		for (const path of ['', '/ndjson', '/csv']) {
			for (const check of ['', '/check']) {
				const url = `/v1/batches${path}${check}`;
				t.equal((await app.send({ method: 'POST', url })).statusCode, 415, `${url} without a body`);
				const headers = { 'content-type': path === '/csv' ? 'application/json' : 'text/csv' };
				const wrong = await app.send({ method: 'POST', url, headers, payload: '{}' });
				t.equal(wrong.statusCode, 415, `${url} takes one media type`);
			}
		}
	},
);

t.test('mistakes in the header of a table are findings, one for each column', async (t) => {
	const app = await batchApp(t);
	for (const query of ['', '/check']) {
		const table = SAMPLE.replace(/\bcharge\b/, 'chrage').replace('patient_sex', 'favourite_colour');
		const answer = await csv(app, table, query);
		t.equal(answer.statusCode, 422);
		const { detail, findings } = answer.json();
		t.equal(detail, 'The header of the table has 3 mistakes. Fix the items below, then send it again.');
		t.match(findings, [
			{ rule: 'shape', severity: 'error', message: /^Column \w+ \("favourite_colour"\) is not a known/ },
			{ message: /^Column \w+ \("chrage"\) is not a known/, help: 'Did you mean charge? If not, remove it.' },
			{ message: 'These columns are missing: patient_sex, charge.' },
		]);
	}
});

t.test('options that do not fit the upload are refused', async (t) => {
	const app = await batchApp(t);
	const cases = [
		['application/json', '{"superbills": [{}]}', '?mode=draft', 'It takes again.'],
		[NDJSON, '{}', '?splitBy=visit', 'of=visits'],
		['text/csv', SAMPLE, '?of=superbills', 'It takes mode, again, and splitBy.'],
		['text/csv', SAMPLE, '?again=yes', 'The query parameter again must be true or false.'],
		['text/csv', SAMPLE, '?mode=print', 'The query parameter mode must be render, issue, or draft.'],
		[
			'text/csv',
			SAMPLE,
			'/check?mode=issue',
			'This operation has no query parameter mode. It takes splitBy.',
		],
	] as const;
	for (const [type, body, query, detail] of cases) {
		const answer = await app.upload(type, body, query);
		t.equal(answer.statusCode, 400, query);
		t.match(answer.json().detail, detail);
	}
	t.strictSame(await kept(app.store), { batches: 0, items: 0 });
});

t.test('superbills with duplicate numbers fail one by one', async (t) => {
	const app = await batchApp(t);
	const numbered = (number: string) => visit({ number });
	const { id } = await app.batch({ superbills: [numbered('A-1'), numbered('A-2'), numbered('A-1')] });
	t.match(await app.ended(id), { counts: { done: 2, failed: 1 } });
	const [, , third] = await app.items(id);
	t.match(third?.findings[0]?.message, 'The number is the same as that of superbill 1.');
	const again = await app.batch({ superbills: [numbered('A-1'), numbered('A-3')] });
	t.match(await app.ended(again.id), { counts: { done: 1, failed: 1 } });
	const [taken] = await app.items(again.id);
	t.match([taken?.reason, ...(taken?.findings.map(({ message }) => message) ?? [])].join(' '), 'A-1');
});

t.test(
	"a byte order mark, any line ends, quotes, semicolons and Excel's dates make no difference",
	async (t) => {
		const app = await batchApp(t);
		const quoted = SAMPLE.split('\r\n')
			.filter((line) => line !== '')
			.map((line) =>
				line.includes('"')
					? line
					: line
							.split(',')
							.map((cell) => `"${cell}"`)
							.join(','),
			)
			.join('\r\n');
		const american = SAMPLE.replace(
			/(\d{4})-(\d\d)-(\d\d)/g,
			(_, y, m, d) => `${Number(m)}/${Number(d)}/${y}`,
		);
		const variants: Readonly<Record<string, string>> = {
			'a byte order mark': `\ufeff${SAMPLE}`,
			'line feeds': SAMPLE.replaceAll('\r\n', '\n'),
			'carriage returns and a blank end': `${SAMPLE}\r\n\r\n`,
			quotes: quoted,
			semicolons: SAMPLE.replaceAll(/,(?! )/g, ';'),
			'dates of Excel': american,
		};
		for (const [name, table] of Object.entries(variants)) {
			const answer = await csv(app, table, '/check');
			t.equal(answer.statusCode, 200, `${name}: ${answer.body}`);
			t.match(answer.json(), { superbills: 3, refused: 0, visits: 4 }, `${name}: ${answer.body}`);
		}
		const serial = await csv(app, SAMPLE.replace('2026-10-21', '46316'), '/check');
		t.match(serial.json(), { superbills: 2, refused: 1 });
		const sources = serial
			.json()
			.items.flatMap(({ findings }: { findings: object[] }) => findings)
			.map(({ source }: { source?: object }) => source);
		t.match(
			sources.find((source?: { row: number }) => source?.row === 9),
			{ column: 'date_of_service' },
		);
	},
);

t.test(
	'a large upload that is refused at its start is answered even if the caller sends all of it',
	async (t) => {
		const app = await batchApp(t);
		await app.app.listen({ host: '127.0.0.1', port: 0 });
		const { port } = app.app.server.address() as AddressInfo;
		const body = Buffer.from(`no,such,columns\n${'1,2,3\n'.repeat(1_000_000)}`);
		const sending = httpRequest({
			port,
			path: '/v1/batches/csv',
			method: 'POST',
			headers: { 'content-type': 'text/csv', 'content-length': body.length, host: 'localhost' },
		});
		sending.end(body);
		const [answer] = await once(sending, 'response');
		t.equal(answer.statusCode, 422);
		t.match(await json(answer), { status: 422 });
		t.strictSame(await kept(app.store), { batches: 0, items: 0 });
	},
);
