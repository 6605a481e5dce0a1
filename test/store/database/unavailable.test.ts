import t from 'tap';
import { Refusal } from '../../../src/calls/refusal.ts';
import {
	asUnavailable,
	explainedTo,
	isStoreDamaged,
	isStoreUnavailable,
	storeUnavailable,
} from '../../../src/store/database/unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('never quoted'), { code });

t.test(
	'an error of a database that is out of reach becomes a refusal, with its code for the log',
	async (t) => {
		for (const code of [
			'SQLITE_FULL',
			'SQLITE_BUSY',
			'SQLITE_IOERR_WRITE',
			'57P03',
			'40001',
			'ECONNREFUSED',
		]) {
			const refusal = asUnavailable(withCode(code));
			t.ok(isStoreUnavailable(refusal), code);
			t.match(refusal, { kind: 'store-unavailable', code });
			t.notMatch(refusal, { message: /never quoted/ });
		}
		t.match(asUnavailable(new Error('Connection terminated unexpectedly')), { code: 'NO_CONNECTION' });
	},
);

t.test('damage is another refusal, and is reported', async (t) => {
	const reported: unknown[] = [];
	const explain = explainedTo((damage) => reported.push(damage));
	for (const code of ['SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_NOTADB', 'XX001', 'XX002']) {
		const refusal = explain(withCode(code));
		t.ok(isStoreDamaged(refusal), code);
		t.equal(reported.pop(), refusal);
		t.match(refusal, { kind: 'store-damaged', code, message: /^The database is damaged/ });
	}
	for (const code of ['SQLITE_FULL', 'XX000']) t.notOk(isStoreDamaged(explain(withCode(code))), code);
	t.strictSame(reported, []);
});

t.test('other errors stay as they are', async (t) => {
	for (const error of [withCode('23505'), withCode('SQLITE_CONSTRAINT'), new Error('a bug'), 'text']) {
		t.equal(asUnavailable(error), error);
		t.notOk(isStoreUnavailable(error));
	}
	const refusals = [storeUnavailable('STORE_BUSY'), new Refusal('not-now', 'The store is not empty.')];
	for (const refusal of refusals) t.equal(asUnavailable(refusal), refusal);
	t.strictSame(refusals.map(isStoreUnavailable), [true, false]);
});
