import t from 'tap';
import { moving } from '../store/backup/moving.ts';
import { backedUpWhileServing, rotatedWhileServing } from '../store/serving.ts';
import { type NewPlace, newFolder, onSqlite } from '../store/stores.ts';
import { startCluster } from './postgres-cluster.ts';

t.setTimeout(300_000);

const cluster = await startCluster();
t.teardown(() => cluster.remove());

const onPostgres: NewPlace = async (t) => ({
	databaseUrl: await cluster.createDatabase(),
	dataDir: newFolder(t),
});

t.test('a backup moves a store from SQLite to PostgreSQL', (t) => moving(t, onSqlite, onPostgres));
t.test('a backup moves a store from PostgreSQL to SQLite', (t) => moving(t, onPostgres, onSqlite));
t.test('a backup moves a store from PostgreSQL to PostgreSQL', (t) => moving(t, onPostgres, onPostgres));

t.test('a backup holds everything that was issued before it began, while more is issued', async (t) => {
	await backedUpWhileServing(t, onPostgres, onSqlite);
	await backedUpWhileServing(t, onSqlite, onPostgres);
});

t.test('a rotation that was killed finishes when repeated, while a server issues and reads', (t) =>
	rotatedWhileServing(t, onPostgres),
);
