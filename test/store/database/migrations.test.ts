import { Kysely } from 'kysely';
import t from 'tap';
import { migrateTo } from '../../../src/store/database/migrate.ts';
import { migrations } from '../../../src/store/database/migrations/index.ts';
import { openSqlite, sqliteDialect } from '../../../src/store/database/sqlite.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Tables } from '../../../src/store/tables.ts';
import { numberEnd, numberInSeries } from '../../../src/superbill/numbering.ts';
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

t.test('superbills of the version before get the ends of their numbers', async (t) => {
	const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(':memory:')) });
	t.teardown(() => db.destroy());
	await migrateTo(db, 'sqlite', '0005-later-payments');
	const row = {
		practice_id: 'harbor',
		issued_on: '2026-11-23',
		status: 'issued' as const,
		created_at: '2026-11-23T12:00:00.000Z',
		actor: 'operator',
		template_id: 'standard',
		template_version: 1,
		template_sha256: '0'.repeat(64),
		service_version: '0.1.0',
		pdf_sha256: '0'.repeat(64),
		pdf_bytes: 1,
		data_key: 'none',
	};
	const numbers = Array.from({ length: 1_001 }, (_, i) => numberInSeries('SB-2026-{seq:6}', i + 1));
	for (let i = 0; i < numbers.length; i += 500) {
		const rows = numbers.slice(i, i + 500).map((number) => ({ ...row, id: number, number }));
		await db.insertInto('superbills').values(rows).execute();
	}
	await migrateTo(db, 'sqlite');
	const after = await db.selectFrom('superbills').select(['number', 'number_end']).orderBy('seq').execute();
	t.strictSame(
		after,
		numbers.map((number) => ({ number, number_end: numberEnd(number) })),
	);
});

t.test('an older version starts next to a newer one, and works', async (t) => {
	const place = { dataDir: newFolder(t) };
	const keyring = newKeyring();
	await withStore(place, keyring, changedByNewer);
	const store = await openStore(place, keyring, { exclusive: true });
	t.teardown(() => store.close());
	await goesOn(t, store);
});
