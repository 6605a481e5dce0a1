import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import t, { type Test } from 'tap';
import { openLive } from '../../src/start/live-store.ts';
import { postgresDialect } from '../../src/store/database/postgres.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { KEY, testApp } from '../http/app.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import {
	isAway,
	issueVisit,
	numberIn,
	type Served,
	untilIssued,
	worksWithoutStore,
} from '../store/outage.ts';
import { startCluster } from './postgres-cluster.ts';
import { startProxy } from './proxy.ts';

t.setTimeout(300_000);

/** Starts an app that, like a server, tries to open its database until that succeeds. */
async function serve(t: Test, databaseUrl: string, apiKey?: string): Promise<Served> {
	const keyring = fixedKeyring(randomBytes(32).toString('base64'));
	const store = openLive(
		() => openStore({ databaseUrl, dataDir: t.testdirName }, keyring, { exclusive: true }),
		() => {},
	);
	t.teardown(() => store.close());
	await store.opened;
	const app = await testApp(t, { apiKey }, { store: store.current, service: serviceUnderTest() });
	return { ...app, key: apiKey };
}

t.test('a server waits for a database that is missing at start, with and without an API key', async (t) => {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	for (const apiKey of [undefined, KEY]) {
		const url = await cluster.createDatabase();
		await cluster.stop();
		const app = await serve(t, url, apiKey);
		isAway(t, await issueVisit(app));
		await worksWithoutStore(t, app);
		await cluster.start();
		t.equal(numberIn(await untilIssued(app, 'first')), 1);
	}
});

t.test('a ten-second outage of the database loses nothing', async (t) => {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const app = await serve(t, await cluster.createDatabase());
	t.equal(numberIn(await issueVisit(app, 'first')), 1);
	for (const mode of ['immediate', 'fast'] as const) {
		const under = Array.from({ length: 12 }, (_, i) => `${mode}-${i}`);
		const cutOff = Promise.all(under.map((key) => issueVisit(app, key)));
		await cluster.stop(mode);
		for (const answer of await cutOff) t.ok([201, 503].includes(answer.statusCode), `${answer.statusCode}`);
		for (let second = 0; second < 10; second++) {
			isAway(t, await issueVisit(app));
			await worksWithoutStore(t, app);
			await sleep(1_000);
		}
		await cluster.start();
		for (const key of under) await untilIssued(app, key);
	}
	t.equal(numberIn(await issueVisit(app, 'first')), 1);
	t.equal(numberIn(await issueVisit(app, 'last')), 26);
});

t.test('a connection cut at any message loses nothing and issues nothing twice', async (t) => {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const proxy = await startProxy(await cluster.createDatabase());
	t.teardown(() => proxy.close());
	const app = await serve(t, proxy.url);
	await issueVisit(app, 'first');
	let sent = 0;
	proxy.fate = () => {
		sent++;
		return 'pass';
	};
	await issueVisit(app, 'second');
	const messages = sent;
	t.ok(messages > 8);
	let issued = 2;
	for (const fate of ['lose', 'lose-answer'] as const) {
		for (let at = 1; at <= messages; at++) {
			let left = at;
			proxy.fate = () => (--left === 0 ? fate : 'pass');
			const key = `${fate}-${at}`;
			const cut = await issueVisit(app, key);
			isAway(t, cut);
			t.equal(numberIn(await untilIssued(app, key)), ++issued, key);
		}
	}
	t.equal(numberIn(await issueVisit(app, 'last')), issued + 1);
});

t.test('the service gives up waiting for a silent database', async (t) => {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const proxy = await startProxy(await cluster.createDatabase());
	t.teardown(() => proxy.close());
	const app = await serve(t, proxy.url);
	await issueVisit(app, 'first');
	proxy.hold();
	const keys = Array.from({ length: 25 }, (_, i) => `held-${i}`);
	await worksWithoutStore(t, app);
	for (const answer of await Promise.all(keys.map((key) => issueVisit(app, key)))) isAway(t, answer);
	proxy.heal();
	const numbers = [];
	for (const key of keys) numbers.push(numberIn(await untilIssued(app, key)));
	t.strictSame(
		numbers,
		keys.map((_, i) => i + 2),
	);
});

t.test('a process that freezes in a transaction delays others, but they do not fail', async (t) => {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const databaseUrl = await cluster.createDatabase();
	const app = await serve(t, databaseUrl);
	t.equal(numberIn(await issueVisit(app, 'first')), 1);
	const frozen = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, () => {}) });
	t.teardown(() => frozen.destroy());
	let resume = () => {};
	const paused = new Promise<void>((resolve) => {
		resume = resolve;
	});
	let transaction = Promise.resolve();
	await new Promise<void>((resolve) => {
		transaction = frozen.transaction().execute(async (tx) => {
			await tx.updateTable('number_counters').set({ next: 7 }).execute();
			resolve();
			await paused;
		});
	});
	t.equal(numberIn(await issueVisit(app, 'second')), 2);
	resume();
	await t.rejects(transaction);
});
