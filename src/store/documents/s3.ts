import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { Refusal } from '../../calls/refusal.ts';
import { storeUnavailable } from '../database/unavailable.ts';
import type { Bucket, Objects } from './objects.ts';

/** Limits attempts, in ms. Together they take less than a statement of PostgreSQL may take. */
const ATTEMPT_MS = 1_900;
const ATTEMPTS = 2;
const PAUSE_MS = 100;

interface Answer {
	readonly status: number;
	readonly bytes: Buffer;
}

/**
 * Keeps objects in a bucket. The bucket is part of the path, which every server understands. Every request may be
 * repeated: a name is put only once, always with the same bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function s3({ endpoint, region, bucket, prefix, accessKeyId, secretAccessKey }: Bucket): Objects {
	const root = `${endpoint}/${bucket}`;
	const keys = new Map<string, ArrayBuffer>();

	async function ask(method: string, url: string, body?: Buffer): Promise<Answer> {
		for (let left = ATTEMPTS - 1; ; left--) {
			const answer = await attempt(method, url, body).catch(() => undefined);
			if (answer && answer.status < 500 && answer.status !== 429) return answer;
			if (left === 0) throw unavailable(answer?.status);
			await sleep(PAUSE_MS);
		}
	}

	async function attempt(method: string, url: string, body?: Buffer): Promise<Answer> {
		const signed = await new AwsV4Signer({
			method,
			url,
			// The server compares this hash with the bytes that arrive.
			headers: { 'X-Amz-Content-Sha256': sha256(body ?? '') },
			...(body && { body }),
			accessKeyId,
			secretAccessKey,
			region,
			service: 's3',
			cache: keys,
		}).sign();
		const answer = await fetch(signed.url, {
			method,
			headers: signed.headers,
			...(body && { body }),
			redirect: 'manual',
			signal: AbortSignal.timeout(ATTEMPT_MS),
		});
		return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
	}

	const urlOf = (name: string) => `${root}/${prefix}${name}`;

	return {
		async put(name, bytes) {
			const { status } = await ask('PUT', urlOf(name), bytes);
			if (status !== 200) throw unavailable(status);
		},
		async get(name) {
			const { status, bytes } = await ask('GET', urlOf(name));
			if (status === 200) return bytes;
			if (isMissing({ status, bytes })) return undefined;
			throw unavailable(status);
		},
		async remove(name) {
			const answer = await ask('DELETE', urlOf(name));
			if (answer.status !== 204 && answer.status !== 200 && !isMissing(answer))
				throw unavailable(answer.status);
		},
		async *list(folder, before) {
			const within = `${prefix}${folder}/`;
			for (let last = ''; ; ) {
				const query = new URLSearchParams({ 'list-type': '2', prefix: within });
				// Names are sorted by their bytes.
				if (last !== '') query.set('start-after', last);
				const { status, bytes } = await ask('GET', `${root}?${query}`);
				if (status !== 200) throw unavailable(status);
				const { keys, isTruncated } = readListing(bytes.toString());
				const old = keys.filter(({ at }) => at < before);
				if (old.length > 0) yield old.map(({ key }) => key.slice(prefix.length));
				const end = keys.at(-1);
				// Stops at a server that ignores `start-after`, which would send the same page forever.
				if (!isTruncated || !end || end.key <= last) return;
				last = end.key;
			}
		},
	};
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** A missing bucket says nothing about the objects in it. */
function isMissing({ status, bytes }: Answer): boolean {
	return status === 404 && !bytes.includes('NoSuchBucket');
}

function unavailable(status: number | undefined): Refusal {
	return storeUnavailable(`OBJECTS_${status ?? 'UNREACHABLE'}`);
}

/** Our names have no character that XML escapes. */
function readListing(xml: string) {
	const contents = Array.from(xml.matchAll(/<Contents>(.*?)<\/Contents>/gs), ([, text = '']) => text);
	return {
		keys: contents.map((text) => ({
			key: /<Key>(.*?)<\/Key>/s.exec(text)?.[1] ?? '',
			at: new Date(/<LastModified>(.*?)<\/LastModified>/s.exec(text)?.[1] ?? ''),
		})),
		isTruncated: /<IsTruncated>\s*true\s*</.test(xml),
	};
}
