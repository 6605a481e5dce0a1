import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { start } from '../http/process.ts';
import { visit } from '../store/issuing.suite.ts';
import { newFolder } from '../store/stores.ts';
import { proxyConfig } from './haproxy-config.ts';
import { freePort, startCluster } from './postgres-cluster.ts';

t.setTimeout(180_000);

t.test(
	'the proxy as it is laid out sends to servers that are ready, and past one that was killed',
	async (t) => {
		const cluster = await startCluster();
		t.teardown(() => cluster.remove());
		const apiKey = randomBytes(32).toString('hex');
		const env = {
			DATABASE_URL: await cluster.createDatabase(),
			DATA_KEY: randomBytes(32).toString('base64'),
			API_KEY: apiKey,
			LOG_LEVEL: 'fatal',
		};
		const servers = await Promise.all([start(t, env), start(t, env)]);
		const port = await freePort();
		const file = join(newFolder(t), 'haproxy.cfg');
		writeFileSync(
			file,
			proxyConfig(
				port,
				servers.map((server) => server.port),
			),
		);
		const proxy = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'pipe', 'inherit'] });
		t.teardown(() => proxy.kill('SIGKILL'));
		let log = '';
		proxy.stdout.on('data', (chunk) => {
			log += chunk;
		});

		const issue = async (key: string) => {
			const answer = await fetch(`http://127.0.0.1:${port}/v1/superbills`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					authorization: `Bearer ${apiKey}`,
					'idempotency-key': key,
				},
				body: JSON.stringify(visit({ note: key })),
			}).catch(() => undefined);
			await answer?.arrayBuffer();
			return answer?.status === 201 ? Number(answer.headers.get('superbill-number')?.slice(-6)) : undefined;
		};
		const untilIssued = async (key: string) => {
			for (let number = await issue(key); ; number = await issue(key)) {
				if (number !== undefined) return number;
				await sleep(100);
			}
		};

		const numbers = [await untilIssued('first')];
		// Longer than it takes to find a server dead.
		await sleep(3_000);
		while (!(log.includes('201') && / api1\n/.test(log) && / api2\n/.test(log)))
			numbers.push(await untilIssued(`before-${numbers.length}`));
		servers[0]?.child.kill('SIGKILL');
		for (let i = 0; i < 20; i++) numbers.push(await untilIssued(`after-${i}`));
		t.strictSame(
			numbers,
			numbers.map((_, i) => i + 1),
		);
	},
);
