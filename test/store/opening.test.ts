import { closeSync, existsSync, openSync, readdirSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import t, { type Test } from 'tap';
import { createLog } from '../../src/start/log.ts';
import { openServedStore } from '../../src/start/open-store.ts';
import { openConfigured, sqliteFile } from '../../src/store/open-store.ts';
import { keyFile } from '../../src/vault/keyring.ts';
import { testApp } from '../http/app.ts';
import { visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { isAway, worksWithoutStore } from './outage.ts';
import { call, fill, newFolder, recordsOf } from './stores.ts';

async function made(t: Test): Promise<string> {
	const dataDir = newFolder(t);
	const store = await openConfigured({ dataDir, createStore: true }, { exclusive: true });
	await fill(store);
	await store.close();
	return dataDir;
}

const refused = (message: RegExp) => ({ name: 'OperatorError', message });

t.test('a store whose data key is lost does not open, and no new key is written', async (t) => {
	const dataDir = await made(t);
	const kept = join(newFolder(t), 'data.key');
	renameSync(keyFile(dataDir), kept);
	const before = readdirSync(dataDir);
	for (const exclusive of [true, false]) {
		await t.rejects(
			openConfigured({ dataDir, createStore: true }, { exclusive }),
			refused(/There is no data key: .* restore the file data\.key from the copy/),
		);
	}
	t.strictSame(readdirSync(dataDir), before);
	renameSync(kept, keyFile(dataDir));
	await (await openConfigured({ dataDir, createStore: true }, { exclusive: true })).close();
});

t.test('a new store is announced, and not made if CREATE_STORE is off', async (t) => {
	const dataDir = join(newFolder(t), 'not-mounted');
	await t.rejects(
		openConfigured({ dataDir, createStore: false }, { exclusive: true }),
		refused(/DATA_DIR holds no store.*Mount its disk.*CREATE_STORE=on/),
	);
	t.notOk(existsSync(dataDir));
	let created = 0;
	const onCreated = () => {
		created++;
	};
	for (const createStore of [true, true, false]) {
		await (await openConfigured({ dataDir, createStore }, { exclusive: true, onCreated })).close();
	}
	t.equal(created, 1);
});

t.test('the write-ahead log is empty after a clean stop, even beside another process', async (t) => {
	const dataDir = await made(t);
	const log = `${sqliteFile(dataDir)}-wal`;
	const size = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0;
	t.equal(size(), 0);
	const settings = { dataDir, createStore: false };
	const [server, command] = [
		await openConfigured(settings, { exclusive: true }),
		await openConfigured(settings, { exclusive: false }),
	];
	await recordsOf(command).issue(call, visit());
	t.ok(size() > 0);
	await command.close();
	t.equal(size(), 0);
	await server.close();
});

/** Overwrites the first page of a table. */
function damage(dataDir: string, table: string): void {
	const database = new Database(sqliteFile(dataDir));
	const { rootpage } = database.prepare('select rootpage from sqlite_master where name = ?').get([table]) as {
		rootpage: number;
	};
	const { page_size: size } = database.prepare('pragma page_size').get([]) as { page_size: number };
	database.close();
	overwrite(dataDir, (rootpage - 1) * size, size);
}

function overwrite(dataDir: string, position: number, bytes: number): void {
	const file = openSync(sqliteFile(dataDir), 'r+');
	writeSync(file, Buffer.alloc(bytes, 0xee), 0, bytes, position);
	closeSync(file);
}

t.test('damaged pages turn readiness red and are logged with the command that repairs them', async (t) => {
	const dataDir = await made(t);
	damage(dataDir, 'superbills');
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => lines.push(line) });
	const store = await openServedStore({ dataDir, createStore: false, nameBeginnings: true }, log);
	t.teardown(() => store.close());
	const { current, damage: found } = store;
	const app = await testApp(t, {}, { store: current, damage: found, log, service: serviceUnderTest() });
	const ready = () => app.send({ url: '/health/ready' });
	t.equal((await ready()).statusCode, 200);
	for (let again = 0; again < 2; again++) {
		isAway(t, await app.send({ url: '/v1/superbills' }));
		const answer = await ready();
		t.equal(answer.statusCode, 503);
		const { detail } = answer.json<{ detail: string }>();
		t.match(detail, /^The database is damaged/);
		t.notMatch(detail, /select|SQLITE|\.db|\//);
	}
	await worksWithoutStore(t, { ...app, key: undefined });
	t.strictSame(
		lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error'),
		lines.filter((line) => line.includes('store-damaged')).map((line) => JSON.parse(line)),
		'nothing else is an error',
	);
	const damages = lines.filter((line) => line.includes('"msg":"store-damaged"'));
	t.equal(damages.length, 1);
	t.match(damages[0], /"code":"SQLITE_CORRUPT".*superbill restore FILE/);
});

t.test('a store that is damaged at start does not open, and the reason says what to do', async (t) => {
	const dataDir = await made(t);
	overwrite(dataDir, 0, 100);
	await t.rejects(
		openConfigured({ dataDir, createStore: true }, { exclusive: true }),
		refused(/The database is damaged \(SQLITE_NOTADB\)\. .*superbill restore FILE/),
	);
});
