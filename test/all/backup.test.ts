import t from 'tap';
import { moving } from '../store/backup/moving.ts';
import { backedUpWhileServing, rotatedWhileServing } from '../store/serving.ts';
import { type NewPlace, newFolder, onSqlite } from '../store/stores.ts';
import { startCluster } from './postgres-cluster.ts';

const cluster = await startCluster();
t.teardown(() => cluster.remove());

const onPostgres: NewPlace = async (t) => ({
	databaseUrl: await cluster.createDatabase(),
	dataDir: newFolder(t),
});

t.test('from SQLite to PostgreSQL', (t) => moving(t, onSqlite, onPostgres));
t.test('from PostgreSQL to SQLite', (t) => moving(t, onPostgres, onSqlite));
t.test('from PostgreSQL to PostgreSQL', (t) => moving(t, onPostgres, onPostgres));

t.test('what was issued before a backup began is in it, while more is issued', async (t) => {
	await backedUpWhileServing(t, onPostgres, onSqlite);
	await backedUpWhileServing(t, onSqlite, onPostgres);
});

t.test('data keys change while a server issues and reads, and after a kill in the middle', (t) =>
	rotatedWhileServing(t, onPostgres),
);
