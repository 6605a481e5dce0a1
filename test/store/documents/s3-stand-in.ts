import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Test } from 'tap';
import type { Bucket } from '../../../src/store/documents/objects.ts';

/**
 * A fault of the server: it answers with a status, cuts the connection before or after its work, or does not answer.
 * Undefined if it works.
 */
export type Fault = number | 'cut' | 'done-and-cut' | 'hang' | undefined;

/** An S3 bucket in this process: put, get, delete and list, with the bucket in the path. */
export interface StandIn {
	readonly bucket: Bucket;
	/** Objects by name, without the prefix. */
	readonly objects: Map<string, { bytes: Buffer; at: Date }>;
	/** Every request, like `PUT folder/name`. */
	readonly asked: string[];
	/** Called before each request. */
	fault: (method: string, name: string) => Fault | Promise<Fault>;
	/** Most names of one page of a list. */
	pageSize: number;
	/** Lists from the beginning, whatever is asked for. */
	isDeaf: boolean;
}

const PREFIX = 'clinic/documents/';

export async function startS3(t: Test): Promise<StandIn> {
	const server = createServer((request, response) => {
		answer(standIn, request, response).catch((error) => {
			t.fail(String(error));
			response.destroy();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => {
		server.closeAllConnections();
		server.close();
	});
	const standIn: StandIn = {
		bucket: {
			endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			region: 'test-1',
			bucket: 'superbills',
			prefix: PREFIX,
			accessKeyId: 'AKIDTEST',
			secretAccessKey: 'no secret',
		},
		objects: new Map(),
		asked: [],
		fault: () => undefined,
		pageSize: 1000,
		isDeaf: false,
	};
	return standIn;
}

const SIGNED =
	/^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/test-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[\da-f]{64}$/;

async function answer(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { objects, asked, pageSize } = standIn;
	const { method = '', url = '', headers } = request;
	const bytes = await buffer(request);
	const { pathname, searchParams } = new URL(url, 'http://localhost');
	const name = pathname.slice(`/superbills/${PREFIX}`.length);
	asked.push(`${method} ${name}`);
	const fault = await standIn.fault(method, name);
	if (fault === 'hang') return;
	if (fault === 'cut') return void response.destroy();
	if (typeof fault === 'number') return void response.writeHead(fault).end();
	const end = (status: number, body: Buffer | string = '') =>
		fault === 'done-and-cut' ? response.destroy() : response.writeHead(status).end(body);

	const hash = createHash('sha256').update(bytes).digest('hex');
	if (!SIGNED.test(headers.authorization ?? '') || headers['x-amz-content-sha256'] !== hash)
		return void end(403);
	if (!/^\/superbills(?:\/|$)/.test(pathname)) return void end(404, error('NoSuchBucket'));
	if (method === 'PUT') {
		objects.set(name, { bytes, at: new Date() });
		return void end(200);
	}
	if (method === 'DELETE') {
		objects.delete(name);
		return void end(204);
	}
	if (pathname !== '/superbills') {
		const found = objects.get(name);
		return void (found ? end(200, found.bytes) : end(404, error('NoSuchKey')));
	}
	const within = searchParams.get('prefix') ?? '';
	const after = standIn.isDeaf ? '' : (searchParams.get('start-after') ?? '');
	const keys = [...objects]
		.map(([name, { at }]) => ({ key: `${PREFIX}${name}`, at }))
		.filter(({ key }) => key.startsWith(within) && key > after)
		.sort((a, b) => (a.key < b.key ? -1 : 1));
	const page = keys
		.slice(0, pageSize)
		.map(
			({ key, at }) =>
				`<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>1</Size></Contents>`,
		);
	end(
		200,
		`<?xml version="1.0"?><ListBucketResult><IsTruncated>${keys.length > pageSize}</IsTruncated>${page.join('')}</ListBucketResult>`,
	);
}

const error = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
