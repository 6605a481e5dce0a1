import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { LEASE_S } from '../../src/batches/queue/batch-queue.ts';
import { openStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { batchRig, call } from '../batches/batch-rig.ts';
import { allDoneOnce, doneOf, killedInTheMiddle, mixed, startWorker, untilBy } from '../batches/crash.ts';
import { kills } from '../fixtures/property.ts';
import { startCluster } from './postgres-cluster.ts';

const KILLS = kills(12, 3);

t.setTimeout(600_000 + KILLS * 60_000);

const cluster = await startCluster();
t.teardown(() => cluster.remove());

async function setUp(t: Test) {
	const databaseUrl = await cluster.createDatabase();
	const dataKey = randomBytes(32).toString('base64');
	const dataDir = t.testdir();
	const store = await openStore({ databaseUrl, dataDir }, fixedKeyring(dataKey), { exclusive: false });
	t.teardown(() => store.close());
	const env = { DATABASE_URL: databaseUrl, DATA_KEY: dataKey, DATA_DIR: dataDir };
	return { store, env, start: () => startWorker(t, 'work', env) };
}

t.test(`batches continue after ${KILLS} workers are killed, one after the other`, async (t) => {
	const { store, start } = await setUp(t);
	await killedInTheMiddle(t, store, KILLS, start);
});

t.test('batches continue after a server that works on them itself is killed', async (t) => {
	const { store, env } = await setUp(t);
	await killedInTheMiddle(t, store, kills(4, 1), () => startWorker(t, 'serve', env));
});

t.test('another worker takes over from a killed one within seconds', async (t) => {
	const { store, start } = await setUp(t);
	const rig = batchRig(t, store);
	const { id } = await rig.send(mixed(300));
	const workers = [start(), start()] as const;
	await untilBy(
		workers,
		() => doneOf(rig, id),
		(done) => done > 60,
	);
	workers[0].child.kill('SIGKILL');
	const killed = Date.now();
	const before = (await rig.batches.items(call, id, { state: 'waiting', limit: 1 })).items[0]?.position ?? 0;
	await untilBy(
		[workers[1]],
		() => rig.batches.items(call, id, { state: 'waiting', limit: 1 }),
		({ items }) => (items[0]?.position ?? Number.POSITIVE_INFINITY) > before + 50,
	);
	t.comment(`its items were done after ${Date.now() - killed} ms; a lease lasts ${LEASE_S} s`);
	await untilBy(
		[workers[1]],
		() => rig.batches.find(call, id),
		({ state }) => state === 'done',
	);
	await allDoneOnce(t, rig, { id, count: 300 });
});

t.test('a paused worker that resumes after another one has done its work does no harm', async (t) => {
	const { store, start } = await setUp(t);
	const rig = batchRig(t, store);
	const { id } = await rig.send(mixed(250));
	const paused = start();
	await untilBy(
		[paused],
		() => doneOf(rig, id),
		(done) => done > 30,
	);
	paused.child.kill('SIGSTOP');
	const other = start();
	await untilBy(
		[other],
		() => rig.batches.find(call, id),
		({ state }) => state === 'done',
	);
	paused.child.kill('SIGCONT');
	const { id: next } = await rig.send(mixed(100));
	await untilBy(
		[paused, other],
		() => rig.batches.find(call, next),
		({ state }) => state === 'done',
	);
	for (const { child, exit } of [paused, other]) {
		child.kill('SIGTERM');
		t.strictSame(await exit, [0, null]);
	}
	const { counts } = await rig.batches.find(call, id);
	t.match(counts, { total: 250, done: 245, failed: 5 });
	const numbers = await store.db.selectFrom('superbills').select('number').orderBy('number').execute();
	t.strictSame(
		numbers.map(({ number }) => Number(number.slice(-6))),
		Array.from({ length: 343 }, (_, i) => i + 1),
	);
});
