import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startStopwatch } from '../../src/calls/timings.ts';

t.test('phases follow each other without gaps', async (t) => {
	const before = performance.now();
	const watch = startStopwatch();
	const begun = performance.now();
	await sleep(5);
	watch.lap('read');
	await sleep(20);
	const ended = performance.now();
	watch.lap('check');
	const after = performance.now();
	t.strictSame(Object.keys(watch.timings), ['read', 'check']);
	const { read = 0, check = 0 } = watch.timings;
	t.ok(read + check <= after - before);
	t.ok(read + check >= ended - begun);
	t.ok(read > 0 && check > 0);
});

t.test('timings can pass between threads', async (t) => {
	const { timings, lap } = startStopwatch();
	lap('read');
	t.strictSame(structuredClone(timings), timings);
});
