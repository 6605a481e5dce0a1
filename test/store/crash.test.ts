import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fileKeyring } from '../../src/vault/keyring.ts';
import { crashRounds } from './crash.ts';

// Processes start slowly on a busy machine. `npm run test:full` has many more rounds.
t.setTimeout(300_000);

t.test('everything that was answered survives kills of the server, on SQLite', (t) => {
	const dataDir = t.testdir();
	return crashRounds(t, 1, {
		env: { DATA_DIR: dataDir },
		open: () => openStore({ dataDir }, fileKeyring(join(dataDir, 'data.key')), { exclusive: false }),
	});
});
