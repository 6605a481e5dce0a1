import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { superbillHere } from '../cli/in-process.ts';
import { KEY } from '../http/app.ts';
import { spawnServer, start } from '../http/process.ts';

// Processes start slowly on a busy machine.
t.setTimeout(120_000);

t.test('a server without settings', async (t) => {
	const server = await start(t);

	await t.test(
		'the greeting names the docs and a command that renders an example, and both work',
		async (t) => {
			const { port, output, folder } = server;
			t.match(output.stdout, `http://127.0.0.1:${port}/`);
			t.match(output.stdout, 'There is no API key, so only this machine may call');
			const [, url, file] = /curl -fsS (\S+) .*"@([^"]+)"/.exec(output.stdout) ?? [];
			const body = readFileSync(new URL(file as string, `file://${folder}/`));
			const answer = await fetch(url as string, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
			});
			t.equal(answer.status, 200);
			t.equal(answer.headers.get('content-type'), 'application/pdf');
			const lines = output.stderr.split('\n').filter((line) => line !== '');
			const unusual = lines.map((line) => JSON.parse(line)).filter(({ level }) => level !== 'info');
			t.ok(unusual.every(({ msg }) => msg === 'codes-outdated'));
			t.match(unusual, [{ set: 'icd10cm' }, { set: 'hcpcs' }], 'the shipped editions are derived');
		},
	);

	await t.test('a port in use is reported by its variable', async (t) => {
		const second = spawnServer(t, { PORT: String(server.port), DATA_DIR: 'other' });
		t.equal(await second.exit, 2);
		t.match(second.output.stderr, /PORT is already in use/);
	});

	await t.test('SIGUSR1 does not open a debugger, and the service lives', async (t) => {
		const isOpen = (port: number) =>
			new Promise<boolean>((resolve) => {
				const socket = connect(port, '127.0.0.1', () => socket.destroy());
				socket.on('error', () => resolve(false)).on('close', () => resolve(true));
			});
		const debugged = await isOpen(9229);
		const { child, port, output, exit } = server;
		child.kill('SIGUSR1');
		// By the time that a later signal is answered, Node would have said that it opened the debugger, or could not.
		child.kill('SIGHUP');
		while (!output.stderr.includes('templates-reloaded')) await sleep(10);
		t.notMatch(output.stderr, /debugger|inspector/i);
		t.equal(await isOpen(9229), debugged);
		t.equal(await isOpen(port), true);
		child.kill('SIGINT');
		t.equal(await exit, 0);
	});
});

t.test(
	'the greeting of a service with a key and less severe rules tells both, and gives the public URL',
	async (t) => {
		const folder = t.testdir({ 'rules.yaml': 'rules: { ndc-format: off, not-paid: off }\n' });
		// A process uses the folder of the test that starts it.
		await t.test('the process', async (t) => {
			const { output } = await start(t, {
				API_KEY: KEY,
				HOST: '0.0.0.0',
				PUBLIC_URL: 'https://clinic.example.com/',
				RULES_FILE: join(folder, 'rules.yaml'),
			});
			t.match(output.stdout, 'https://clinic.example.com/');
			t.match(output.stdout, '-H "Authorization: Bearer $API_KEY"');
			t.match(output.stdout, 'Callers need an API key.');
			t.notMatch(output.stdout + output.stderr, KEY);
			t.match(
				output.stdout,
				/RULES_FILE lets superbills through that would otherwise be refused:\n {4}ndc-format is off\.\n/,
			);
			const logged = output.stderr.split('\n').filter((line) => line.includes('rule-lowered'));
			t.match(
				logged.map((line) => JSON.parse(line)),
				[{ rule: 'ndc-format is off.', msg: 'rule-lowered' }],
			);
		});
	},
);

t.test('a wrong environment is refused with the reason', async (t) => {
	const refused = spawnServer(t, { HOST: '0.0.0.0', PORT: '0' });
	t.equal(await refused.exit, 2);
	t.match(refused.output.stderr, /HOST must be 127\.0\.0\.1.*there is no API key.*Set API_KEY/);
	t.equal(refused.output.stdout, '');
});

t.test(
	'wrong packs and severities keep the service from starting, and all mistakes are listed',
	async (t) => {
		const folder = t.testdir({ 'rules.yaml': 'rules: { shape: off }\n', packs: { 'a.yaml': 'id: 1\n' } });
		const refused = (env: NodeJS.ProcessEnv) => superbillHere(['serve'], { env: { PORT: '0', ...env } });
		t.match(await refused({ RULES_FILE: join(folder, 'rules.yaml') }), {
			status: 2,
			stderr: /rules\.yaml:1:17: rules\.shape: has a fixed severity/,
		});
		t.match(await refused({ PACKS_DIR: join(folder, 'packs') }), {
			status: 2,
			stderr: /a\.yaml:1:5: id: .+\na\.yaml:1:1: version: /,
		});
	},
);
