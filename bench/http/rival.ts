import { monitorEventLoopDelay } from 'node:perf_hooks';
import Fastify from 'fastify';
import { cpuOfChildren, memoryOfChildren } from '../processes.ts';
import type { Sheet } from '../sheet.ts';
import { subjectOf } from '../subjects.ts';
import { type Figures, RESOLUTION } from './served.ts';

/** A bare Fastify that draws finished words, without checks, limits or log. */

const subject = subjectOf(process.argv[2] as string);
const renderer = await subject.open({ pages: 2 });
const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();

const app = Fastify();
app.post<{ Body: Sheet }>('/render', async ({ body }, reply) =>
	reply.type('application/pdf').send(await renderer.draw({ request: '', sheet: body })),
);
app.get('/health/live', async () => ({ status: 'ok' }));
app.get('/figures', async (): Promise<Figures> => {
	const { user, system } = process.cpuUsage();
	const loopDelayP99 = delay.percentile(99) / 1e6 - RESOLUTION;
	delay.reset();
	return {
		cpu: (user + system) / 1000 + (subject.processes ? cpuOfChildren() : 0),
		loopDelayP99,
		resources: process.getActiveResourcesInfo().length,
		megabytes: process.memoryUsage.rss() / 2 ** 20 + (subject.processes ? memoryOfChildren() : 0),
	};
});
const origin = await app.listen({ port: 0 });
process.stdout.write(`${renderer.name} listens on ${origin}\n`);
// Standard input ends when the parent process stops this one or exits.
process.stdin.resume().on('end', async () => {
	await app.close();
	await renderer.close?.();
	process.exit();
});
