import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresCluster } from '../../test/all/postgres-cluster.ts';
import { checkIssued } from './book.ts';
import { type Ask, type Callers, sendBatch, startCallers, told, visitOf } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';

const CALLERS = 3;
const WHILE_MS = 5_000;
const BATCH_ITEMS = 100;
const DONE_MS = 180_000;

/**
 * Two servers of an older version give way to two of this one, one after the other, while callers issue, list, read
 * and void through the proxy; then one of the older version comes back beside them.
 * @param folder of the older version, built. @returns what is to be told, as Markdown.
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
		/** @param work gives a text where something does not work. */
		const step = async (title: string, work: () => Promise<unknown>) => {
			const fault = await work();
			await sleep(WHILE_MS);
			const { issued, failures } = callers.seen;
			lines.push(
				`| ${title}${typeof fault === 'string' ? `: ${fault}` : ''} | ${issued - issuedBefore} | ${told(failures)} |`,
			);
			console.error(lines.at(-1));
			issuedBefore = issued;
			for (const status of Object.keys(failures)) delete failures[status];
		};
		let items = 0;
		const stopOld = async (which: number) => {
			olds[which]?.kill('SIGTERM');
			if ((await olds[which]?.exit) !== 0) throw new Error('the older version did not end well');
		};
		await step('two of the older version', async () => {});
		await step('one of this version beside them: it migrates', () => fleet.startServer(2));
		await step('each asked for itself', () => each(fleet, [0, 1, 2], callers));
		await step('a batch on this version', async () => {
			await fleet.startWorker();
			const id = await sendBatch({ ...fleet, origin: fleet.direct(2) }, BATCH_ITEMS);
			await batchDone(db, id);
			items += BATCH_ITEMS;
		});
		await step('the first of the older version stopped', () => stopOld(0));
		await step('one more of this version', () => fleet.startServer(0));
		await step('the second of the older version stopped', () => stopOld(1));
		await step('the way back: one of the older version again', async () => {
			olds[1] = await fleet.startServer(1, old);
			return each(fleet, [1], callers).catch(({ message }: Error) => message);
		});
		await step('it is stopped', () => stopOld(1));
		const { issued } = await callers.stop();
		await checkIssued(fleet, db, issued + items);
		lines.push('', `${issued + items} superbills, without a gap or a double; the trail is whole.`);
		return lines;
	} catch (error) {
		console.error(fleet.programs.map(({ name, log }) => `--- ${name}\n${log().slice(-1_500)}`).join('\n'));
		throw error;
	} finally {
		await db.end().catch(() => {});
		await fleet.stop();
	}
}

/** What callers do with what they have issued. */
async function everyday(id: string, ask: Ask): Promise<void> {
	await ask('/v1/superbills?limit=5', 200);
	await ask(`/v1/superbills/${id}`, 200);
	await ask(`/v1/superbills/${id}/pdf`, 200);
	if (Number.parseInt(id.slice(0, 2), 16) % 4 === 0) {
		const body = JSON.stringify({ reason: 'Typed twice' });
		await ask(`/v1/superbills/${id}/void`, 200, { method: 'POST', body });
	}
}

/** Servers asked past the proxy; each reads and voids what another one issued. @throws Error */
async function each(fleet: Fleet, places: readonly number[], { seen }: Callers): Promise<void> {
	for (const place of places) {
		const server = fleet.direct(place);
		const send = async (origin: string, path: string, body?: object) => {
			const answer = await fetch(`${origin}${path}`, {
				headers: { ...fleet.headers, 'content-type': 'application/json' },
				...(body && { method: 'POST', body: JSON.stringify(body) }),
			});
			await answer.arrayBuffer();
			if (!answer.ok) throw new Error(`${path} is answered with ${answer.status} at place ${place}`);
			return answer.headers.get('location') ?? '';
		};
		await send(server, '/v1/superbills', visitOf(place));
		const other = await send(fleet.origin, '/v1/superbills', visitOf(place));
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
	throw new Error('the batch does not end');
}
