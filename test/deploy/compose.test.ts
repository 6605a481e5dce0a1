import { readFileSync } from 'node:fs';
import t from 'tap';
import { run } from '../../src/cli/run.ts';
import { Environment } from '../../src/config.ts';
import { io } from '../cli/in-process.ts';
import { documentsOf, type Manifest } from './manifests.ts';

/** Tests that `deploy/compose.yaml` is secure, and that its parts match each other and the program. */

const [compose] = documentsOf('deploy/compose.yaml') as [Manifest];
const services = Object.entries<Manifest>(compose.services);
const ours = services.filter(([, { image }]) => image === 'superbill');

const variablesOf = ({ environment }: Manifest): [string, string][] => Object.entries(environment);

t.test('there are servers, workers, a database and a proxy', async (t) => {
	t.strictSame(Object.keys(compose.services).sort(), ['api', 'postgres', 'proxy', 'worker']);
	t.strictSame(
		ours.map(([name]) => name),
		['api', 'worker'],
	);
});

for (const [name, service] of services) {
	t.test(`${name} uses only networks, volumes, secrets and services that exist`, async (t) => {
		for (const network of service.networks) t.ok(network in compose.networks, network);
		for (const secret of service.secrets ?? []) t.ok(secret in compose.secrets, secret);
		const dependsOn = service.depends_on ?? [];
		for (const other of Array.isArray(dependsOn) ? dependsOn : Object.keys(dependsOn)) {
			t.ok(other in compose.services, other);
		}
		for (const volume of service.volumes) {
			const [from] = volume.split(':') as [string];
			t.ok(from in compose.volumes || readFileSync(`deploy/${from}`).length > 0, from);
		}
	});

	t.test(`${name} reads each of its secrets from a file`, async (t) => {
		const files = variablesOf({ environment: {}, ...service })
			.filter(([variable]) => variable.endsWith('_FILE'))
			.map(([, path]) => path);
		for (const file of files) {
			const [, secret] = /^\/run\/secrets\/([^/]+)$/.exec(file) ?? [];
			t.ok((service.secrets ?? []).includes(secret), file);
		}
		t.strictSame(files.length, (service.secrets ?? []).length, 'and has no others');
	});

	t.test(`${name} is published on this machine only, if at all`, async (t) => {
		for (const port of service.ports ?? []) t.match(port, /^127\.0\.0\.1:/);
		t.notOk(service.privileged);
		t.notOk(service.network_mode);
	});
}

for (const [name, service] of ours) {
	t.test(`${name} runs unprivileged`, async (t) => {
		t.match(service, { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
		t.strictSame(service.ulimits, { core: 0 });
	});

	t.test(`${name} runs an existing command with existing settings`, async (t) => {
		const [node, program, ...args] = service.command ?? ['node', 'dist/app/main.js', 'serve'];
		t.strictSame([node, program], ['node', 'dist/app/main.js']);
		t.equal(await run([...args, '--help'], io()), 0, args.join(' '));
		for (const [variable, given] of variablesOf(service)) {
			// Replaces a shell variable by its default.
			const value = given.replace(/^\$\{\w+:-(.*)\}$/, '$1');
			const setting = Environment.shape[variable as keyof typeof Environment.shape];
			t.ok(setting?.safeParse(value).success, `${variable}=${value}`);
		}
	});
}

t.test('the proxy finds the servers by name, at an existing port and path', async (t) => {
	const proxy = readFileSync('deploy/haproxy.cfg', 'utf8');
	const [, prefix, host, port] = /^\s*server-template (\w+) \S+ (\w+):(\d+) /m.exec(proxy) ?? [];
	t.strictSame([prefix, host], ['api', 'api']);
	t.equal(Number(port), Environment.shape.PORT.parse(undefined));
	t.match(proxy, /http-check send meth GET uri \/health\/ready ver HTTP\/1\.1 hdr Host \w/);
	const [published] = compose.services.proxy.ports as [string];
	t.match(proxy, new RegExp(`bind \\*:${published.split(':').at(-1)}\n`));
});
