import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { processorClock } from '../../../src/http/requests/processor-clock.ts';

t.test('the clock of a thread goes on while it works, and hardly while it waits', async (t) => {
	const clock = processorClock();
	const before = clock();
	while (clock() - before < 20);
	const worked = performance.now();
	const since = clock();
	await sleep(100);
	t.ok(clock() - since < performance.now() - worked);
});

t.test('where the system does not tell, it shows elapsed time', async (t) => {
	const clock = processorClock('/missing/schedstat');
	const before = clock();
	await sleep(10);
	t.ok(clock() - before > 5);
});
