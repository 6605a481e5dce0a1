import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fileKeyring } from '../../src/vault/keyring.ts';
import { killedInTheMiddle, startWorker } from './crash.ts';

// Processes start slowly on a busy machine.
t.setTimeout(300_000);

t.test('on SQLite, a batch continues after its server is killed', async (t) => {
	const dataDir = t.testdir();
	const store = await openStore({ dataDir }, fileKeyring(join(dataDir, 'data.key')), { exclusive: false });
	t.teardown(() => store.close());
	await killedInTheMiddle(t, store, 1, () => startWorker(t, 'serve', { DATA_DIR: dataDir }));
});
