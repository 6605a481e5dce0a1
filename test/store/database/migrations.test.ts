import { Kysely } from 'kysely';
import t from 'tap';
import { migrateTo } from '../../../src/store/database/migrate.ts';
import { migrations } from '../../../src/store/database/migrations/index.ts';
import { openSqlite, sqliteDialect } from '../../../src/store/database/sqlite.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Tables } from '../../../src/store/tables.ts';
import { goesOn } from '../newer.ts';
import { changedByNewer, newFolder, newKeyring, withStore } from '../stores.ts';

t.test(
	'every migration after the first only adds: existing columns stay, and new ones may be left out',
	async (t) => {
		const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(':memory:')) });
		t.teardown(() => db.destroy());
		const [first = '', ...others] = Object.keys(migrations('sqlite'));
		await migrateTo(db, 'sqlite', first);
		let before = await db.introspection.getTables();
		for (const level of others) {
			await migrateTo(db, 'sqlite', level);
			const after = await db.introspection.getTables();
			for (const { name, columns } of before) {
				const now = after.find((table) => table.name === name)?.columns ?? [];
				t.strictSame(now.slice(0, columns.length), columns, `${name} has what it had`);
				for (const added of now.slice(columns.length))
					t.ok(added.isNullable || added.hasDefaultValue, added.name);
			}
			before = after;
		}
	},
);

t.test('an older version starts next to a newer one, and works', async (t) => {
	const place = { dataDir: newFolder(t) };
	const keyring = newKeyring();
	await withStore(place, keyring, changedByNewer);
	const store = await openStore(place, keyring, { exclusive: true });
	t.teardown(() => store.close());
	await goesOn(t, store);
});
