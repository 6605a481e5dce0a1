import t from 'tap';
import { describeError } from '../../src/calls/describe-error.ts';

t.test('an error is described by its class, its code and the frames of our own code', async (t) => {
	const error = Object.assign(new RangeError('Fakenham'), { code: 'ERR_TEST' });
	const { stack, ...rest } = describeError(error);
	t.strictSame(rest, { name: 'RangeError', code: 'ERR_TEST' });
	t.match(stack?.[0], /^(?:\S+ )?test\/calls\/describe-error\.test\.[jt]s:\d+:\d+$/);
});

t.test('nothing of a message is repeated, even if it looks like a frame or a code', async (t) => {
	const message = 'Fakenham\n    at Fakenham (/src/patients/1984-02-29.ts:1:1)';
	const error = Object.assign(new Error(message), { code: 'Fakenham 1984' });
	t.notMatch(JSON.stringify(describeError(error)), /Fakenham|1984/);
	t.notMatch(JSON.stringify(describeError(new Error(''))), 'patients');
});

t.test('frames of packages and of Node are left out, and so is the path to the project', async (t) => {
	const error = Object.assign(new Error('x'), {
		stack: [
			'Error: x',
			'    at check (file:///home/clinic/app/dist/src/rules/check.js:3:7)',
			'    at Array.map (<anonymous>)',
			'    at async Object.run [as handler] (file:///home/clinic/app/dist/app/chunk-A1.js:7:4711)',
			'    at new Thing (/app/node_modules/thing/src/thing.js:1:1)',
			'    at node:internal/process/task_queues:95:5',
			'    at file:///home/clinic/app/dist/src/server.js:9:1',
		].join('\n'),
	});
	t.strictSame(describeError(error).stack, [
		'check src/rules/check.js:3:7',
		'Object.run dist/app/chunk-A1.js:7:4711',
		'src/server.js:9:1',
	]);
});

t.test('anything can be thrown', async (t) => {
	for (const thrown of ['Fakenham', undefined, null, 1, {}, Symbol('x'), () => {}, Object.create(null)]) {
		t.strictSame(describeError(thrown), { name: 'NotAnError', code: typeof thrown });
	}
	const nameless = new (class extends Error {})('x');
	const classless = Object.setPrototypeOf(
		new Error('x'),
		Object.create(Error.prototype, { constructor: {} }),
	);
	const renamed = Object.assign(new Error('x'), { name: undefined, stack: 1, message: undefined });
	for (const odd of [nameless, classless, renamed]) t.equal(describeError(odd).name, 'Error');
	t.strictSame(describeError(Object.assign(new Error('x'), { stack: undefined })), {
		name: 'Error',
		code: undefined,
		stack: undefined,
	});
});
