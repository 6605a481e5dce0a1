import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fileKeyring } from '../../src/vault/keyring.ts';
import { found, leaveTraces } from './traces.ts';

t.setTimeout(120_000);

t.test('patient data is in no log, header, file or temporary file, except sealed', async (t) => {
	const dataDir = join(t.testdirName, 'data');
	const traces = await leaveTraces(
		t,
		{
			env: { DATA_DIR: dataDir },
			open: () => openStore({ dataDir }, fileKeyring(join(dataDir, 'data.key')), { exclusive: false }),
		},
		({ db }) =>
			sql`create trigger boom before insert on superbills when new.number = 'BOOM-1' begin select raise(abort, 'boom'); end`.execute(
				db,
			),
	);
	t.strictSame(found(traces), []);
	t.ok(traces.markers.length > 80, `${traces.markers.length} markers`);
	const files = [...traces.places.keys()].filter((place) => place.startsWith('file '));
	t.ok(files.includes('file /data/superbill.db-wal'), 'the files of the store were searched');
	t.ok(traces.places.get('the log')?.includes('"failure"'), 'the log has the failures');
});
