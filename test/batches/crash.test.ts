import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fileKeyring } from '../../src/vault/keyring.ts';
import { kills } from '../fixtures/property.ts';
import { killedInTheMiddle, startWorker } from './crash.ts';

const KILLS = kills(12, 1);

// Processes start slowly on a busy machine.
t.setTimeout(300_000 + KILLS * 60_000);

t.test(`on SQLite, batches continue after ${KILLS} kills of their server`, async (t) => {
	const dataDir = t.testdir();
	const store = await openStore({ dataDir }, fileKeyring(join(dataDir, 'data.key')), { exclusive: false });
	t.teardown(() => store.close());
	await killedInTheMiddle(t, store, KILLS, () => startWorker(t, 'serve', { DATA_DIR: dataDir }));
});
