import { randomBytes } from 'node:crypto';
import t from 'tap';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { SUITES } from '../suites.ts';

for (const [name, suite] of Object.entries(SUITES)) {
	t.test(`on SQLite: ${name}`, (t) =>
		suite(t, async (t) => {
			const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
			t.teardown(() => store.close());
			return store;
		}),
	);
}
