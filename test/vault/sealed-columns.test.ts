import t from 'tap';
import { dataKey } from '../../src/vault/data-key.ts';
import { open, sealedWith } from '../../src/vault/seal.ts';
import { resealRow, SEALED, type SealedColumn } from '../../src/vault/sealed-columns.ts';

const key = dataKey(Buffer.alloc(32, 1));
const other = dataKey(Buffer.alloc(32, 2));
const ring = () => [key] as const;
const broken = { name: 'OperatorError', code: 'SEAL_BROKEN' };

const ROW = { id: 'a', practice_id: 'harbor', batch_id: 'b', position: 7, name: 'integrity' };

t.test('every column is bound to its table, name and row, so existing stores open', async (t) => {
	const rows: Readonly<Record<string, string>> = {
		superbills: 'harbor/a',
		superbill_documents: 'harbor/a',
		practices: 'a',
		batch_items: 'harbor/b/7',
		batch_documents: 'harbor/b/7',
		secrets: 'integrity',
	};
	let count = 0;
	for (const [table, columns] of Object.entries(SEALED)) {
		for (const [name, column] of Object.entries<SealedColumn<typeof ROW>>(columns)) {
			const sealed = column.seal(key, ROW, 'text');
			t.equal(open(ring, { table, column: name, row: rows[table] as string }, sealed).toString(), 'text');
			t.equal(column.open(ring, ROW, sealed).toString(), 'text');
			count++;
		}
	}
	t.equal(count, 13);
});

t.test('a row of another practice, or with another id, opens nothing', async (t) => {
	const { record, summary } = SEALED.superbills;
	const sealed = record.sealJson(key, ROW, { name: 'Nguyễn' });
	t.strictSame(record.openJson(ring, ROW, sealed), { name: 'Nguyễn' });
	t.throws(() => record.openJson(ring, { ...ROW, practice_id: 'meadow' }, sealed), broken);
	t.throws(() => record.openJson(ring, { ...ROW, id: 'b' }, sealed), broken);
	t.throws(() => summary.openJson(ring, ROW, sealed), broken);
});

t.test('resealing changes the key of every column that holds anything', async (t) => {
	const { request } = SEALED.batch_items;
	const row = { ...ROW, request: request.seal(key, ROW, 'text'), outcome: null };
	const fresh = resealRow(SEALED.batch_items, ring, other, row);
	t.equal(fresh.outcome, null);
	t.equal(sealedWith(fresh.request as Buffer), other.id);
	t.equal(request.open(() => [other], ROW, fresh.request as Buffer).toString(), 'text');
	t.throws(() => resealRow(SEALED.batch_items, ring, other, { ...row, position: 8 }), broken);
});
