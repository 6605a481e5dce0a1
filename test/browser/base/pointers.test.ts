import t from 'tap';
import { stepsOf, valueAt, withValue } from '../../../src/browser/base/pointers.ts';

t.test('a pointer finds a value, through escaped names, or nothing', async (t) => {
	const root = { a: [{ 'x/y': 1, '~': 2 }], none: null };
	t.strictSame(stepsOf('/a/0/x~1y'), ['a', '0', 'x/y']);
	t.equal(valueAt(root, '/a/0/x~1y'), 1);
	t.equal(valueAt(root, '/a/0/~0'), 2);
	t.equal(valueAt(root, ''), root);
	for (const missing of ['/b', '/a/1', '/a/0/x/y', '/none/b'])
		t.equal(valueAt(root, missing), undefined, missing);
});

t.test('a value is set in a copy, which makes what is missing on the way', async (t) => {
	const before = { patient: { lastName: 'A' }, other: 1 };
	const after = withValue(before, '/patient/lastName', 'B');
	t.strictSame(after, { patient: { lastName: 'B' }, other: 1 });
	t.strictSame(before.patient.lastName, 'A', 'the original stays');
	t.strictSame(withValue(undefined, '/serviceLines/0/charge', '1.00'), {
		serviceLines: [{ charge: '1.00' }],
	});
	t.strictSame(Object.keys(after as object), ['patient', 'other'], 'in its old place');
});

t.test('undefined removes a property or an entry, and objects that it leaves empty', async (t) => {
	t.strictSame(withValue({ a: { b: 1 }, c: 2 }, '/a/b', undefined), { c: 2 });
	t.strictSame(withValue({ a: { b: 1, d: 3 } }, '/a/b', undefined), { a: { d: 3 } });
	t.strictSame(withValue({ a: [1, 2, 3] }, '/a/1', undefined), { a: [1, 3] });
	t.strictSame(withValue({ a: [{ b: 1 }] }, '/a/0/b', undefined), { a: [{}] }, 'a row stays');
	t.equal(withValue({ a: 1 }, '/a', undefined), undefined);
});
