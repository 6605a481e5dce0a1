import { readFileSync } from 'node:fs';
import t from 'tap';
import { BATCH_DOCS_FILE, batchDocs } from '../../../scripts/write-batch-docs.ts';
import { COLUMN_BY_NAME, COLUMNS } from '../../../src/intake/table/columns.ts';

t.test('docs/batch-csv.md is up to date; npm run docs:batch writes it', async (t) => {
	t.equal(readFileSync(BATCH_DOCS_FILE, 'utf8'), batchDocs());
});

t.test('every column has a unique name, a meaning and an example', async (t) => {
	t.equal(COLUMN_BY_NAME.size, COLUMNS.length);
	for (const { name, means, example } of COLUMNS) {
		t.match(name, /^[a-z][a-z0-9_]+$/);
		t.notMatch(`${means} ${example}`, /undefined|object Object/, name);
		t.ok(means.length > 5 && example.length > 0, name);
	}
});

t.test('a column that depends on another names one that exists', async (t) => {
	for (const { need } of COLUMNS) {
		if (typeof need === 'object') t.ok(COLUMN_BY_NAME.has('unless' in need ? need.unless : need.with));
	}
});
