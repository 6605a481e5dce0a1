import t from 'tap';
import { backedUpWhileServing, rotatedWhileServing } from './serving.ts';
import { onSqlite } from './stores.ts';

t.test('what was issued before a backup began is in it, while more is issued', (t) =>
	backedUpWhileServing(t, onSqlite, onSqlite),
);

t.test('data keys change while a server issues and reads, and after a kill in the middle', (t) =>
	rotatedWhileServing(t, onSqlite),
);
