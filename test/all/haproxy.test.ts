import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { start } from '../http/process.ts';
import { visitFor } from '../records/issuing.suite.ts';
import { newFolder } from '../store/stores.ts';
import { proxyConfig } from './haproxy-config.ts';
import { freePort, startCluster } from './postgres-cluster.ts';

t.setTimeout(180_000);

/** Starts two servers behind the shipped proxy configuration, and issues until each of them has answered. */
async function behindProxy(t: Test) {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const apiKey = randomBytes(32).toString('hex');
	const env = {
		DATABASE_URL: await cluster.createDatabase(),
		DATA_KEY: randomBytes(32).toString('base64'),
		API_KEY: apiKey,
		LOG_LEVEL: 'fatal',
	};
	const servers = [await start(t, env), await start(t, env)] as const;
	const port = await freePort();
	const file = join(newFolder(t), 'haproxy.cfg');
	const ports = servers.map((server) => server.port);
	writeFileSync(file, proxyConfig(port, ports));
	const proxy = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'pipe', 'inherit'] });
	t.teardown(() => proxy.kill('SIGKILL'));
	let log = '';
	proxy.stdout.on('data', (chunk) => {
		log += chunk;
	});

	const issue = async (key: string, send: (body: string) => string | ReadableStream = (body) => body) => {
		const answer = await fetch(`http://127.0.0.1:${port}/v1/superbills`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				authorization: `Bearer ${apiKey}`,
				'idempotency-key': key,
			},
			body: send(JSON.stringify(visitFor(key))),
			duplex: 'half',
		}).catch(() => undefined);
		await answer?.arrayBuffer();
		return answer?.status === 201 ? Number(answer.headers.get('superbill-number')?.slice(-6)) : undefined;
	};
	const untilIssued = async (key: string) => {
		for (;;) {
			const number = await issue(key);
			if (number !== undefined) return number;
			await sleep(100);
		}
	};
	let issued = 0;
	const hasSent = (place: number) => new RegExp(`POST /v1/superbills 201 .* api${place}\n`).test(log);
	while (!(hasSent(1) && hasSent(2))) {
		await untilIssued(`before-${issued++}`);
		await sleep(50);
	}
	return { servers, issue, untilIssued, issued, log: () => log };
}

t.test('requests go to servers that are ready, and not to one that was killed', async (t) => {
	const { servers, untilIssued, issued } = await behindProxy(t);
	servers[0].child.kill('SIGKILL');
	const numbers: number[] = [];
	for (let i = 0; i < 20; i++) numbers.push(await untilIssued(`after-${i}`));
	t.strictSame(
		numbers,
		numbers.map((_, i) => issued + i + 1),
	);
});

t.test('a server that is stopping answers the requests that it has accepted, even slow ones', async (t) => {
	const { servers, issue, log } = await behindProxy(t);
	const begun = log().length;
	const slow = (body: string) =>
		new ReadableStream({
			async start(controller) {
				controller.enqueue(Buffer.from(body.slice(0, 1)));
				while (!/Server servers\/api1 is DOWN/.test(log())) await sleep(20);
				controller.enqueue(Buffer.from(body.slice(1)));
				controller.close();
			},
		});
	const both = Promise.all([issue('slow-1', slow), issue('slow-2', slow)]);
	await sleep(1_000);
	servers[0].child.kill('SIGTERM');
	t.notOk((await both).includes(undefined));
	const answered = () =>
		Array.from(
			log()
				.slice(begun)
				.matchAll(/ 201 .* (api\d)\n/g),
			([, server]) => server,
		);
	// The proxy logs an answer after passing it on.
	while (answered().length < 2) await sleep(20);
	t.ok(answered().includes('api1'), 'the server that was stopping answered');
	t.equal(await servers[0].exit, 0);
});
