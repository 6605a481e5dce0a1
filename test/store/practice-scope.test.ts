import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { apiKeysIn, apiKeysOf } from '../../src/access/stored-keys.ts';
import { auditEventsOf } from '../../src/audit/find-events.ts';
import { type Actor, OPERATOR } from '../../src/calls/actor.ts';
import { batchesIn, batchesOf } from '../../src/store/batches/batches.ts';
import { practicesIn, practicesOf } from '../../src/store/practices.ts';
import type { Store, Tx } from '../../src/store/store.ts';
import { superbillsIn, superbillsOf } from '../../src/store/superbills.ts';
import { ROOT } from '../fixtures/cases.ts';

/** Files that may query the tables of practices, and why none of them can forget the practice. */
const QUERYING: Readonly<Record<string, string>> = {
	'src/store/superbills.ts': 'for an actor',
	'src/store/find-superbills.ts': 'called by superbills.ts alone',
	'src/store/practices.ts': 'for an actor',
	'src/store/batches/batches.ts': 'for an actor',
	'src/store/batches/batch-items.ts': 'for a batch that was found for an actor',
	'src/store/batches/batch-slices.ts': 'the order of work of all practices',
	'src/store/batches/batch-clearing.ts': 'for a batch that was found for an actor',
	'src/store/numbers.ts': 'for the numbers of one named practice',
	'src/store/recent-superbills.ts': 'names a superbill only to an actor who sees it',
	'src/access/stored-keys.ts': 'for an actor',
	'src/audit/find-events.ts': 'for an actor',
	'src/audit/events.ts': 'writes',
	'src/audit/check-chains.ts': 'checks the whole audit log, and shows nothing of an event',
	'src/store/open-store.ts': 'looks whether any document is in object storage',
	'src/store/superbill-documents.ts':
		'called for a superbill that was found for an actor, and for housekeeping',
	'src/store/backup/backup-documents.ts': 'backup',
	'src/store/backup/restore.ts': 'restore',
	'src/rotation/rotate.ts': 'rotation of data keys',
	'src/rotation/rotate-items.ts': 'rotation of data keys',
	'src/rotation/rotate-superbills.ts': 'rotation of data keys',
};

/** Functions that look at all practices, and the files that may import them. */
const UNSCOPED: Readonly<Record<string, readonly string[]>> = {
	findSuperbills: ['src/store/superbills.ts'],
	practicesWithSuperbills: ['src/store/superbills.ts'],
	findDocument: ['src/store/superbills.ts', 'src/rotation/rotate-superbills.ts'],
	lookUpDocument: ['src/store/backup/backup-documents.ts'],
};

const TABLES =
	'superbills|superbill_documents|search_terms|practices|api_keys|audit_events|batches|batch_items|batch_documents';

/** A call of the query builder, or SQL in a template. */
const QUERY = new RegExp(
	`(?:selectFrom|insertInto|updateTable|deleteFrom|[jJ]oin)\\(\\s*'(?:${TABLES})\\b|\\bsql(?:<[^\`]*>)?\`[^\`]*\\b(?:from|into|update|join)\\s+(?:${TABLES})\\b`,
);

/** Lists what a file does and must not do. */
function offences(file: string, source: string): string[] {
	const found: string[] = [];
	const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
	if (!(file in QUERYING) && QUERY.test(code)) found.push('queries a table of practices');
	for (const [name, importers] of Object.entries(UNSCOPED)) {
		const imports = new RegExp(`import\\s*\\{[^}]*\\b${name}\\b[^}]*\\}`);
		if (imports.test(code) && !importers.includes(file)) found.push(`imports ${name}`);
	}
	return found;
}

t.test('only repositories query what belongs to practices', async (t) => {
	const root = fileURLToPath(ROOT);
	const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts') && !file.includes('migrations'))
		.map((file) => `src/${file}`);
	for (const file of files) t.strictSame(offences(file, readFileSync(join(root, file), 'utf8')), [], file);
	for (const file of Object.keys(QUERYING)) {
		t.match(readFileSync(join(root, file), 'utf8'), QUERY, `${file} is still one of them`);
	}
});

t.test('a query elsewhere is found, however it is written', async (t) => {
	const query = ['queries a table of practices'];
	t.strictSame(offences('src/records/a.ts', "db.selectFrom('superbills')"), query);
	t.strictSame(offences('src/records/a.ts', "db\n\t.updateTable(\n\t\t'api_keys',\n\t)"), query);
	t.strictSame(offences('src/records/a.ts', "q.leftJoin('batches as b', 'b.id', 'batch_id')"), query);
	t.strictSame(offences('src/records/a.ts', 'sql`select id from practices`'), query);
	t.strictSame(offences('src/records/a.ts', 'sql<{ id: string }>`\n\tselect id\n\tfrom superbills`'), query);
	t.strictSame(offences('src/records/a.ts', "'Items come from batches.'"), []);
	t.strictSame(
		offences('src/records/a.ts', "import { findDocument } from '../store/superbill-documents.ts';"),
		['imports findDocument'],
	);
	t.strictSame(
		offences('src/records/a.ts', '// Reads from practices.\nsuperbillsOf(db, actor).find({ id })'),
		[],
	);
	t.strictSame(offences('src/store/superbills.ts', "db.selectFrom('superbills')"), []);
});

t.test('a repository without an actor, or an actor without a practice, does not compile', async (t) => {
	const store = {} as Store;
	const tx = {} as Tx;
	// Each line would fail the build if it compiled.
	const unscoped = [
		// @ts-expect-error
		() => superbillsOf(store.db),
		// @ts-expect-error
		() => superbillsOf(store.db, undefined),
		// @ts-expect-error
		() => superbillsIn(tx),
		// @ts-expect-error
		() => practicesOf(store),
		// @ts-expect-error
		() => practicesIn(store, tx),
		// @ts-expect-error
		() => batchesOf(store.db),
		// @ts-expect-error
		() => batchesIn(store, tx),
		// @ts-expect-error
		() => apiKeysOf(store, tx),
		// @ts-expect-error
		() => apiKeysIn(store, tx),
		// @ts-expect-error
		() => auditEventsOf(tx),
		// @ts-expect-error
		(): Actor => ({ name: 'key:abcdefgh', scopes: OPERATOR.scopes }),
		// @ts-expect-error
		(): Actor => ({ name: 'key:abcdefgh', scopes: OPERATOR.scopes, practice: undefined }),
	];
	t.equal(unscoped.length, 12);
});
