import type { Test } from 'tap';
import type { Store } from '../../src/store/store.ts';
import { issuing } from './issuing.suite.ts';
import { practices } from './practices.suite.ts';
import { retention } from './retention.suite.ts';
import { rotation } from './rotation.suite.ts';

/** Opens an empty store, which is gone when the test ends. */
export type OpenTestStore = (t: Test) => Promise<Store>;

/** What must hold on every store. Run on SQLite by `npm test`, on PostgreSQL by `npm run test:all`. */
export const SUITES: Readonly<Record<string, (t: Test, open: OpenTestStore) => Promise<void>>> = {
	issuing,
	practices,
	retention,
	rotation,
};
