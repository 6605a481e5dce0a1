import { deflateSync } from 'node:zlib';
import type { SuperbillInput } from '../../src/superbill/request.ts';
import { WORST_BODIES } from '../../test/http/worst-bodies.ts';
import { chunk, header, SIGNATURE } from '../../test/pdf/pictures/png-file.ts';
import { SCENARIOS, type Scenario } from '../requests.ts';

/** The practice of all hostile callers. */
export const CONTESTED = 'contested';

/** Requests that one connection repeats. */
export interface Attack {
	readonly name: string;
	readonly method: 'POST' | 'PUT';
	readonly path: string;
	readonly type: string;
	readonly body: Buffer;
	/** Connections per caller. */
	readonly connections: number;
	/** Sends all but the last byte and then waits. */
	readonly unfinished?: true;
}

const JSON_TYPE = 'application/json';
const BATCHES = '/v1/batches';
const DRAFTS = { ndjson: `${BATCHES}/ndjson?mode=draft`, csv: `${BATCHES}/csv?mode=draft` };

const visit = (SCENARIOS[0] as Scenario).request(1);

/** A superbill of 200 lines with this description. It has no number. */
function long(description: string): SuperbillInput {
	const { number: _, ...rest } = visit;
	const [line] = visit.serviceLines;
	return {
		...rest,
		serviceLines: Array.from({ length: 200 }, () => ({ ...(line as typeof line & object), description })),
	};
}

const cluster = (marks: number) => `a${'\u0301'.repeat(marks)}`;

function drawing(name: string, request: SuperbillInput, path = '/v1/superbills/render'): Attack {
	return {
		name,
		method: 'POST',
		path,
		type: JSON_TYPE,
		body: Buffer.from(JSON.stringify(request)),
		connections: 2,
	};
}

function body(name: string, text: string | Buffer, rest: Partial<Attack> = {}): Attack {
	return {
		name,
		method: 'POST',
		path: '/v1/superbills/validate',
		type: JSON_TYPE,
		body: Buffer.from(text),
		connections: 1,
		...rest,
	};
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `"n${i}":0`).join(',');

/** The worst that a caller can send. */
export function attacks(): readonly Attack[] {
	return [
		drawing('render: 199 marks on a letter', long(cluster(199))),
		drawing('render: 30 marks on each letter', long(cluster(30).repeat(9))),
		drawing('render: 300 letters a line', long('Wörter '.repeat(42).trim())),
		drawing('issue: 300 letters a line', long('Wörter '.repeat(42).trim()), '/v1/superbills?again=true'),
		drawing('issue: 30 marks on each letter', long(cluster(30).repeat(9)), '/v1/superbills?again=true'),
		...worstBodies(),
		body('validate: unknown names, 1 MiB', `{${names(75_000)}}`),
		body('validate: deep arrays, 1 MiB', `{"patient":${'['.repeat(500_000)}${']'.repeat(500_000)}}`),
		body('validate: alternating marks, 1 MiB', `{"note":"${'a\u0323\u0301'.repeat(200_000)}"}`),
		body(
			'practice: 64,000 rule names',
			`{"rules":{${Array.from({ length: 64_000 }, (_, i) => `"r${i}":"off"`).join(',')}}}`,
			{ method: 'PUT', path: `/v1/practices/${CONTESTED}` },
		),
		body('logo: 16-bit PNG', largePng(), {
			method: 'PUT',
			path: `/v1/practices/${CONTESTED}/logo`,
			type: 'image/png',
		}),
		body('batch: 430,000 unknown names', `{"mode":"draft","superbills":[{${names(430_000)}}]}`, {
			path: BATCHES,
		}),
		body(
			'batch: 31 MiB of JSON',
			`{"mode":"draft","superbills":[${'{"a":[[],[],[]]},'.repeat(1_900_000)}{}]}`,
			{
				path: BATCHES,
			},
		),
		body('batch: 57 MiB of blank lines', '\n'.repeat(57 * 2 ** 20), {
			path: DRAFTS.ndjson,
			type: 'application/x-ndjson',
		}),
		body(
			'batch: 95,000 rows of 660 cells',
			`a,b\n${`${','.repeat(659)}\n`.repeat(95_000)}`.slice(0, 63 * 2 ** 20),
			{
				path: DRAFTS.csv,
				type: 'text/csv',
			},
		),
		body('batch: unfinished, 31 MiB', ' '.repeat(31 * 2 ** 20), {
			path: BATCHES,
			connections: 13,
			unfinished: true,
		}),
	];
}

/** The bodies that take the most time of the main thread for their operation. */
function worstBodies(): readonly Attack[] {
	const names = ['a mistake in every field', 'as many unknown names as are read', 'the fullest superbill'];
	return WORST_BODIES.filter(({ name, url }) => names.includes(name) && url.endsWith('/validate')).map(
		({ name, body: text }) => body(`validate: ${name}`, text),
	);
}

/** A transparent picture of four megapixels in 35 KB. */
function largePng(): Buffer {
	const [width, height] = [2_000, 2_000];
	const rows = deflateSync(Buffer.alloc(height * (1 + 8 * width)));
	return Buffer.concat([
		SIGNATURE,
		header({ width, height, type: 6, depth: 16 }),
		chunk('IDAT', rows),
		chunk('IEND', Buffer.alloc(0)),
	]);
}
