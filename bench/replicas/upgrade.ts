import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresCluster } from '../../test/all/postgres-cluster.ts';
import { checkIssued } from './check-records.ts';
import { type Ask, type Callers, failuresText, sendBatch, startCallers, visitOf } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

const CALLERS = 3;
const WHILE_MS = 5_000;
const BATCH_ITEMS = 100;
const DONE_MS = 180_000;

/**
 * Replaces two servers of an older version with two of this version, one after the other, while callers issue, list, read and
 * void superbills through the proxy. Then a server of the older version is started again.
 * @param folder the folder of the older version, which is built
 * @returns the results as Markdown
 */
export async function upgrade(cluster: PostgresCluster, folder: string): Promise<string[]> {
	const old = resolve(folder, 'dist/app/main.js');
	const fleet = await startFleet(cluster, 3);
	const db = new pg.Pool({ connectionString: fleet.databaseUrl, max: 2 });
	const lines = ['| step | issued | failed |', '|---|--:|--:|'];
	let issuedBefore = 0;
	try {
		const olds = [await fleet.startServer(0, old), await fleet.startServer(1, old)];
		const callers = startCallers(fleet, CALLERS, everyday);
		/** @param work returns a text if something does not work */
		const step = async (title: string, work: () => Promise<unknown>) => {
			const fault = await work();
			await sleep(WHILE_MS);
			const { issued, failures } = callers.seen;
			lines.push(
				`| ${title}${typeof fault === 'string' ? `: ${fault}` : ''} | ${issued - issuedBefore} | ${failuresText(failures)} |`,
			);
			console.error(lines.at(-1));
			issuedBefore = issued;
			for (const status of Object.keys(failures)) delete failures[status];
		};
		let items = 0;
		const stopOld = async (which: number) => {
			olds[which]?.kill('SIGTERM');
			if ((await olds[which]?.exit) !== 0) throw new Error('the older version did not stop cleanly');
		};
		await step('two servers of the older version', async () => {});
		await step('a server of the newer version is added and migrates', () => fleet.startServer(2));
		await step('each server is called directly', () => each(fleet, [0, 1, 2], callers));
		await step('the newer version works on a batch', async () => {
			await fleet.startWorker();
			const id = await sendBatch({ ...fleet, origin: fleet.direct(2) }, BATCH_ITEMS);
			await batchDone(db, id);
			items += BATCH_ITEMS;
		});
		await step('the first server of the older version is stopped', () => stopOld(0));
		await step('another server of the newer version is started', () => fleet.startServer(0));
		await step('the second server of the older version is stopped', () => stopOld(1));
		await step('the way back: a server of the older version is started again', async () => {
			olds[1] = await fleet.startServer(1, old);
			return each(fleet, [1], callers).catch(({ message }: Error) => message);
		});
		await step('it is stopped', () => stopOld(1));
		const { issued } = await callers.stop();
		await checkIssued(fleet, db, issued + items);
		lines.push('', `${issued + items} superbills, without gaps or duplicates; the audit log is intact.`);
		return lines;
	} catch (error) {
		console.error(fleet.programs.map(({ name, log }) => `--- ${name}\n${log().slice(-1_500)}`).join('\n'));
		throw error;
	} finally {
		await db.end().catch(() => {});
		await fleet.stop();
	}
}

/** Reads an issued superbill, and voids one in four. */
async function everyday(id: string, ask: Ask): Promise<void> {
	await ask('/v1/superbills?limit=5', 200);
	await ask(`/v1/superbills/${id}`, 200);
	await ask(`/v1/superbills/${id}/pdf`, 200);
	if (Number.parseInt(id.slice(0, 2), 16) % 4 === 0) {
		const body = JSON.stringify({ reason: 'Typed twice' });
		await ask(`/v1/superbills/${id}/void`, 200, { method: 'POST', body });
	}
}

/** Calls servers without the proxy. Each reads and voids a superbill that another one issued. @throws Error */
async function each(fleet: Fleet, places: readonly number[], { seen }: Callers): Promise<void> {
	for (const place of places) {
		const server = fleet.direct(place);
		const send = async (origin: string, path: string, body?: object) => {
			const answer = await fetch(`${origin}${path}`, {
				headers: { ...fleet.headers, 'content-type': 'application/json' },
				...(body && { method: 'POST', body: JSON.stringify(body) }),
			});
			await answer.arrayBuffer();
			if (!answer.ok) throw new Error(`the server at place ${place} answered ${path} with ${answer.status}`);
			return answer.headers.get('location') ?? '';
		};
		await send(server, '/v1/superbills?again=true', visitOf(place));
		const other = await send(fleet.origin, '/v1/superbills?again=true', visitOf(place));
		seen.issued += 2;
		await send(server, '/v1/superbills?limit=5');
		const { pathname } = new URL(other, server);
		await send(server, pathname);
		await send(server, `${pathname}/pdf`);
		await send(server, `${pathname}/void`, { reason: 'Typed twice' });
	}
}

async function batchDone(db: pg.Pool, id: string): Promise<void> {
	for (const since = performance.now(); performance.now() - since < DONE_MS; await sleep(100)) {
		const { rows } = await db.query<{ state: string }>('select state from batches where id = $1', [id]);
		if (rows[0]?.state === 'done') return;
	}
	throw new Error('the batch did not end');
}
