import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { complaints, type Running, start } from '../http/process.ts';
import { visitFor } from '../records/issuing.suite.ts';
import { startCluster } from './postgres-cluster.ts';

t.setTimeout(180_000);

/** Starts two servers that share a database and its data key, and opens their store. */
async function replicas(t: Test) {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const databaseUrl = await cluster.createDatabase();
	const dataKey = randomBytes(32).toString('base64');
	const env = { DATABASE_URL: databaseUrl, DATA_KEY: dataKey, RATE_LIMIT: '1000000', LOG_LEVEL: 'error' };
	// They start at the same time, so both find the tables missing.
	const servers = await Promise.all([start(t, env), start(t, env)]);
	const keyring = fixedKeyring(dataKey);
	const store = await openStore({ databaseUrl, dataDir: t.testdirName }, keyring, { exclusive: false });
	t.teardown(() => store.close());
	const numbers = async () => {
		const rows = await store.db.selectFrom('superbills').select('number').orderBy('number').execute();
		return rows.map(({ number }) => Number(number.slice(-6)));
	};
	return { servers, numbers };
}

/** Sends a request until it is not refused because of load, as clients should. */
async function issue(server: Running, key: string): Promise<{ status: number; bytes: Buffer }> {
	for (;;) {
		const answer = await send(server, key);
		if (answer.status !== 503) return answer;
		await sleep(200);
	}
}

async function send({ port }: Running, key: string): Promise<{ status: number; bytes: Buffer }> {
	const answer = await fetch(`http://127.0.0.1:${port}/v1/superbills`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'idempotency-key': key },
		body: JSON.stringify(visitFor(key, { issuedOn: undefined })),
	});
	return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

t.test('two servers on one database', async (t) => {
	const { servers, numbers } = await replicas(t);

	await t.test('forty simultaneous requests to each get eighty numbers without a gap', async (t) => {
		const answers = await Promise.all(
			servers.flatMap((server, which) => upTo(40).map((i) => issue(server, `${which}-${i}`))),
		);
		t.strictSame([...new Set(answers.map(({ status }) => status))], [201]);
		t.strictSame(await numbers(), upTo(80));
		for (const { output } of servers) t.strictSame(complaints(output), []);
	});

	await t.test('an Idempotency-Key that is sent to both at the same time issues once', async (t) => {
		for (const i of upTo(20)) {
			const answers = await Promise.all(servers.map((server) => issue(server, `both-${i}`)));
			const issued = answers.filter(({ status }) => status === 201);
			t.ok(
				answers.every(({ status }) => status === 201 || status === 409),
				answers.map(({ status }) => status).join(' '),
			);
			t.ok(issued.length > 0);
			const [first, second = first] = issued;
			t.strictSame(second?.bytes, first?.bytes);
			for (const server of servers) {
				t.strictSame(await issue(server, `both-${i}`), { status: 201, bytes: first?.bytes });
			}
		}
		t.strictSame(await numbers(), upTo(100));
	});
});
