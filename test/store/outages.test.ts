import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import t, { type Test } from 'tap';
import { openLive } from '../../src/start/live-store.ts';
import { openStore, sqliteFile } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { fileKeyring } from '../../src/vault/keyring.ts';
import { KEY, testApp } from '../http/app.ts';
import { spawnServer, start } from '../http/process.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { isAway, issueVisit, numberIn, type Served, untilIssued, worksWithoutStore } from './outage.ts';

t.setTimeout(120_000);

/** Starts an app that, like a server, tries to open its file until that succeeds. */
async function serve(t: Test, dataDir: string, apiKey?: string): Promise<{ app: Served; store(): Store }> {
	const live = openLive(
		() => openStore({ dataDir }, fileKeyring(join(dataDir, 'data.key')), { exclusive: true }),
		() => {},
	);
	t.teardown(() => live.close());
	await live.opened;
	const app = await testApp(t, { apiKey }, { store: live.current, service: serviceUnderTest() });
	return { app: { ...app, key: apiKey }, store: live.current };
}

t.test('a full disk loses nothing, and issuing continues once there is space again', async (t) => {
	const { app, store } = await serve(t, t.testdir());
	const pagesMost = (pages: number) =>
		sql`pragma max_page_count = ${sql.raw(String(pages))}`.execute(store().db);
	const first = await issueVisit(app, 'first');
	t.equal(numberIn(first), 1);
	await pagesMost(1);
	for (let again = 0; again < 3; again++) {
		isAway(t, await issueVisit(app, 'second'));
		await worksWithoutStore(t, app);
	}
	await pagesMost(1_000_000);
	t.equal(numberIn(await issueVisit(app, 'second')), 2);
	t.strictSame((await issueVisit(app, 'first')).rawPayload, first.rawPayload);
});

t.test('while another process writes, requests for the store wait and others are answered', async (t) => {
	const dataDir = t.testdir();
	const { app } = await serve(t, dataDir, KEY);
	await issueVisit(app, 'first');
	const other = new Database(sqliteFile(dataDir));
	t.teardown(() => other.close());
	other.exec('begin immediate');
	let isIssued = false;
	const waiting = issueVisit(app, 'second').then((answer) => {
		isIssued = true;
		return answer;
	});
	await worksWithoutStore(t, app);
	t.notOk(isIssued);
	other.exec('rollback');
	t.equal(numberIn(await waiting), 2);

	other.exec('begin immediate');
	// If each waited for the other process in turn, this test would time out.
	for (const answer of await Promise.all(Array.from({ length: 40 }, () => issueVisit(app))))
		isAway(t, answer);
	other.exec('rollback');
	t.equal(numberIn(await issueVisit(app, 'third')), 3);
});

t.test(
	'a server waits for a DATA_DIR that cannot be used at start, with and without an API key',
	async (t) => {
		const folder = t.testdir();
		for (const apiKey of [undefined, KEY]) {
			const dataDir = join(folder, apiKey ? 'with-key' : 'without-key');
			// A file of that name keeps even root from making the folder.
			writeFileSync(dataDir, '');
			const { app } = await serve(t, dataDir, apiKey);
			isAway(t, await issueVisit(app, 'first'));
			await worksWithoutStore(t, app);
			rmSync(dataDir);
			t.equal(numberIn(await untilIssued(app, 'first')), 1);
		}
	},
);

t.test('a second server on a DATA_DIR in use does not start', async (t) => {
	const dataDir = t.testdir();
	await start(t, { DATA_DIR: dataDir });
	const { output, exit } = spawnServer(t, { PORT: '0', DATA_DIR: dataDir });
	t.equal(await exit, 2);
	t.match(output.stderr, 'DATA_DIR is in use by another superbill process');
	t.equal(output.stdout, '');
});
