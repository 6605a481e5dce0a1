import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import type { StorePlace } from '../../src/store/open-store.ts';
import { configuredKeyring, fixedKeyring, keyFile } from '../../src/vault/keyring.ts';
import { MAIN, superbill } from '../cli/superbill.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { start } from '../http/process.ts';
import { documentFaults, sha256 } from './kept.ts';
import { chainLengths, countOldRows, type NewPlace, newFolder, withStore } from './stores.ts';

export const environment = ({ dataDir, databaseUrl, documents }: StorePlace): NodeJS.ProcessEnv => ({
	DATA_DIR: dataDir,
	...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
	...(documents && {
		DOCUMENTS: `s3://${documents.bucket}/${documents.prefix}`,
		S3_ENDPOINT: documents.endpoint,
		S3_REGION: documents.region,
		AWS_ACCESS_KEY_ID: documents.accessKeyId,
		AWS_SECRET_ACCESS_KEY: documents.secretAccessKey,
	}),
	RATE_LIMIT: '1000000',
	LOG_LEVEL: 'error',
});

const { number: _, ...visit } = PLAIN;

/** Runs a client that issues superbills, reads them again and finds them, until it is stopped. */
function client(port: number, pause: number) {
	/** Hashes of PDFs by id, in the order of the answers. */
	const issued = new Map<string, string>();
	const failures: string[] = [];
	let stopped = false;
	const url = `http://127.0.0.1:${port}/v1/superbills`;
	const ask = async (path: string, init?: RequestInit): Promise<Response | undefined> => {
		const answer = await fetch(url + path, init);
		if (answer.ok) return answer;
		failures.push(`${init?.method ?? 'GET'} ${answer.status}`);
		return undefined;
	};
	const body = JSON.stringify(visit);
	const headers = { 'Content-Type': 'application/json' };
	const ended = (async () => {
		while (!stopped) {
			const made = await ask('?again=true', { method: 'POST', headers, body });
			if (made) {
				const id = String(made.headers.get('superbill-id'));
				const hash = sha256(Buffer.from(await made.arrayBuffer()));
				issued.set(id, hash);
				const pdf = await ask(`/${id}/pdf`);
				if (pdf && sha256(Buffer.from(await pdf.arrayBuffer())) !== hash) failures.push('other bytes');
				const search = JSON.stringify({ lastName: visit.patient.lastName });
				const page = await ask('/search', { method: 'POST', headers, body: search });
				const items = page ? ((await page.json()) as { items: { id: string }[] }).items : [];
				if (!items.some((item) => item.id === id)) failures.push('not found');
				const first = issued.keys().next().value as string;
				await (await ask(`/${first}`))?.arrayBuffer();
			}
			await sleep(pause);
		}
	})();
	return {
		issued,
		failures,
		stop() {
			stopped = true;
			return ended;
		},
	};
}

const until = async (holds: () => boolean | Promise<boolean>) => {
	while (!(await holds())) await sleep(5);
};

/** Checks that a backup holds everything answered before it began, while clients continue. */
export async function backedUpWhileServing(t: Test, from: NewPlace, to: NewPlace): Promise<void> {
	const [source, target] = [await from(t), await to(t)];
	const server = await start(t, environment(source));
	const { issued, failures, stop } = client(server.port, 40);
	await until(() => issued.size >= 20);

	const acknowledged = new Map(issued);
	const file = join(newFolder(t), 'backup.db');
	const made = await superbill(['backup', file], { env: environment(source) });
	t.equal(made.status, 0, made.stderr);
	await until(() => issued.size > acknowledged.size);
	await stop();
	t.strictSame(failures, []);

	copyFileSync(keyFile(source.dataDir), keyFile(target.dataDir));
	const restored = await superbill(['restore', file], { env: environment(target) });
	t.equal(restored.status, 0, restored.stderr);
	await withStore(target, configuredKeyring(target), async (store) => {
		const rows = await store.db.selectFrom('superbills').select(['id', 'pdf_sha256']).execute();
		const kept = new Map(rows.map(({ id, pdf_sha256 }) => [id, pdf_sha256]));
		for (const [id, hash] of acknowledged) t.equal(kept.get(id), hash);
		t.strictSame(await documentFaults(store), []);
		await chainLengths(t, store);
	});
}

/** Superbills of each client before the rotation: more than two of its transactions take. */
const AT_LEAST = 21;

/** Rotates the data key while a server issues and reads. The first attempt is killed. */
export async function rotatedWhileServing(t: Test, at: NewPlace): Promise<void> {
	const place = await at(t);
	const env = environment(place);
	const server = await start(t, env);
	const clients = [client(server.port, 20), client(server.port, 20)];
	await until(() => clients.every(({ issued }) => issued.size >= AT_LEAST));
	const file = keyFile(place.dataDir);
	const old = readFileSync(file, 'utf8').trim();
	const oldRing = fixedKeyring(old);

	const killed = spawn(process.execPath, [MAIN, 'keys', 'rotate-data'], { env: { ...process.env, ...env } });
	const ended = once(killed, 'close');
	await until(() => readFileSync(file, 'utf8').trim() !== old);
	await withStore(place, configuredKeyring(place), async (store) => {
		// Waits until some of the earlier ones are done.
		await until(async () => (await countOldRows(store)) < 2 * AT_LEAST);
	});
	killed.kill('SIGKILL');
	await ended;
	const both = readFileSync(file, 'utf8').trim().split('\n');
	t.equal(both.length, 2);
	t.equal(both[1], old);

	const finished = await superbill(['keys', 'rotate-data', '--json'], { env });
	t.equal(finished.status, 0, finished.stderr);
	await Promise.all(clients.map(({ stop }) => stop()));
	t.strictSame(
		clients.flatMap(({ failures }) => failures),
		[],
	);

	t.equal(readFileSync(file, 'utf8').trim(), both[0]);
	const ring = configuredKeyring(place);
	const [{ id: to }] = ring();
	t.match(JSON.parse(String(finished.stdout)), { to, removed: [oldRing()[0].id], noLongerNeeded: [] });
	await withStore(place, ring, async (store) => {
		const rows = await store.db.selectFrom('superbills').select(['id', 'data_key']).execute();
		t.equal(
			rows.length,
			clients.reduce((sum, { issued }) => sum + issued.size, 0),
		);
		t.ok(rows.every(({ data_key }) => data_key === to));
		t.strictSame(await documentFaults(store), []);
		await t.rejects(documentFaults({ ...store, keyring: oldRing }), { code: 'SEAL_BROKEN' });
		await chainLengths(t, store);
		const told = await store.db
			.selectFrom('audit_events')
			.select(['actor', 'details'])
			.where('action', '=', 'data-key.rotate')
			.execute();
		t.match(told, [{ actor: 'command-line', details: new RegExp(to) }]);
		t.equal(told.length, 1);
	});
}
