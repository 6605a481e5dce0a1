import t from 'tap';
import { configuredKeyring } from '../../src/vault/keyring.ts';
import { superbillHere } from '../cli/in-process.ts';
import { logged, start } from '../http/process.ts';
import { visit } from '../records/issuing.suite.ts';
import { backedUpWhileServing, rotatedWhileServing } from './serving.ts';
import { call, newKeyring, onSqlite, recordsOf, withStore } from './stores.ts';

t.setTimeout(300_000);

t.test('a backup holds everything that was issued before it began, while more is issued', (t) =>
	backedUpWhileServing(t, onSqlite, onSqlite),
);

t.test('a rotation that was killed finishes when repeated, while a server issues and reads', (t) =>
	rotatedWhileServing(t, onSqlite),
);

t.test('a server with RETENTION_DAYS purges older superbills when it starts', async (t) => {
	const { dataDir } = await onSqlite(t);
	const now = new Date(Date.now() - 3 * 24 * 3_600_000);
	const { id } = await withStore({ dataDir }, configuredKeyring({ dataDir }), (store) =>
		recordsOf(store).issue({ ...call, now }, visit()),
	);
	const server = await start(t, { DATA_DIR: dataDir, RETENTION_DAYS: '2' });
	await logged(server, /"count":1,"msg":"purged"/);
	const url = `http://127.0.0.1:${server.port}/v1/superbills/${id}`;
	t.match(await (await fetch(url)).json(), { id, purgedAt: String });
	t.equal((await fetch(`${url}/pdf`)).status, 410);
});

t.test('a server with another data key does not start, and says which key it needs', async (t) => {
	const { dataDir } = await onSqlite(t);
	await withStore({ dataDir }, newKeyring(), async () => {});
	t.match(await superbillHere(['serve'], { env: { DATA_DIR: dataDir, PORT: '0' } }), {
		status: 2,
		stderr: /There is no data key: DATA_KEY is not set/,
	});
});
