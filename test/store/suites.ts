import type { Test } from 'tap';
import type { Store } from '../../src/store/store.ts';
import { keys } from '../access/keys.suite.ts';
import { auditLog } from '../audit/audit-log.suite.ts';
import { tampering } from '../audit/tampering.suite.ts';
import { keeping } from '../batches/keeping.suite.ts';
import { queueing } from '../batches/queue.suite.ts';
import { receiving } from '../batches/receiving.suite.ts';
import { working } from '../batches/working.suite.ts';
import { practices } from '../practices/on-file.suite.ts';
import { ending } from '../records/ending.suite.ts';
import { finding } from '../records/find.suite.ts';
import { issuing } from '../records/issuing.suite.ts';
import { payments } from '../records/payments.suite.ts';
import { racing } from '../records/racing.suite.ts';
import { repeating } from '../records/repeating.suite.ts';
import { retention } from '../records/retention.suite.ts';
import { siblings } from '../records/siblings.suite.ts';
import { rotation } from '../rotation/rotation.suite.ts';

/** Opens an empty store, which is gone when the test ends. */
export type OpenTestStore = (t: Test) => Promise<Store>;

/** Tests for every store. `npm test` runs them on SQLite, `npm run test:all` on PostgreSQL, too. */
export const SUITES = {
	auditLog,
	ending,
	finding,
	issuing,
	keeping,
	keys,
	payments,
	practices,
	queueing,
	racing,
	receiving,
	repeating,
	retention,
	rotation,
	siblings,
	tampering,
	working,
} satisfies Readonly<Record<string, (t: Test, open: OpenTestStore) => Promise<void>>>;

/** Suites that involve documents, to be run with both places of documents. */
export const ABOUT_DOCUMENTS = [
	'ending',
	'issuing',
	'racing',
	'retention',
	'rotation',
	'tampering',
	'keeping',
	'working',
] as const;
