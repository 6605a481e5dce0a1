import t from 'tap';
import { run } from '../../src/cli/run.ts';
import { Environment } from '../../src/config.ts';
import { createMetrics } from '../../src/http/observe/metrics.ts';
import { io } from '../cli/in-process.ts';
import {
	ADAPTER,
	APPLIED,
	FILES,
	KUSTOMIZATION,
	type Manifest,
	named,
	ofKind,
	podOf,
	SECRET,
	selects,
} from './manifests.ts';

/** Tests that `deploy/kubernetes` is secure, and that its parts match each other and the program. */

const DEPLOYMENTS = ofKind('Deployment');

const containersOf = (deployment: Manifest): Manifest[] => [
	...(podOf(deployment).spec.initContainers ?? []),
	...podOf(deployment).spec.containers,
];

const nameOf = ({ metadata }: Manifest): string => metadata.name;

t.test('every file is applied, or is an example for the operator', async (t) => {
	const others = ['kustomization.yaml', 'secret.example.yaml', 'prometheus-adapter.values.yaml'];
	t.strictSame([...KUSTOMIZATION.resources, ...others].sort(), [...FILES].sort());
});

t.test('every name is unique, and all parts exist', async (t) => {
	const names = APPLIED.map((manifest) => `${manifest.kind} ${nameOf(manifest)}`);
	t.strictSame(names, [...new Set(names)]);
	t.strictSame(DEPLOYMENTS.map(nameOf), ['superbill-api', 'superbill-worker']);
	t.equal(KUSTOMIZATION.namespace, nameOf(ofKind('Namespace')[0]));
});

t.test('the namespace refuses pods that need more than the restricted profile', async (t) => {
	t.equal(ofKind('Namespace')[0].metadata.labels['pod-security.kubernetes.io/enforce'], 'restricted');
});

for (const deployment of DEPLOYMENTS) {
	t.test(`${nameOf(deployment)} runs unprivileged`, async (t) => {
		const { spec } = podOf(deployment);
		t.match(spec, {
			automountServiceAccountToken: false,
			securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
		});
		t.ok(spec.securityContext.runAsUser > 0);
		for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) t.notOk(spec[name], name);
		t.notOk(
			spec.volumes.some((volume: Manifest) => volume.hostPath),
			'no folder of the host',
		);
		for (const { securityContext } of containersOf(deployment)) {
			t.strictSame(securityContext, {
				allowPrivilegeEscalation: false,
				readOnlyRootFilesystem: true,
				capabilities: { drop: ['ALL'] },
			});
		}
	});

	t.test(`${nameOf(deployment)} requests resources, and is limited to them`, async (t) => {
		for (const { resources } of containersOf(deployment)) {
			for (const what of ['requests', 'limits']) {
				t.match(resources[what].cpu, /^\d+m?$/, `${what} processor time`);
				t.match(resources[what].memory, /^\d+Mi$/, `${what} memory`);
			}
			const [, cores] = /^(\d+)$/.exec(resources.limits.cpu) ?? [];
			t.equal(named('ConfigMap', 'superbill').data.RENDER_THREADS, cores, 'a thread for each core');
		}
	});

	t.test(`${nameOf(deployment)} has time to stop cleanly`, async (t) => {
		t.ok(podOf(deployment).spec.terminationGracePeriodSeconds > 10);
	});

	t.test(`${nameOf(deployment)} runs an existing command with existing settings`, async (t) => {
		for (const { command, env, envFrom } of containersOf(deployment)) {
			const [node, program, ...args] = command ?? ['node', 'dist/app/main.js', 'serve'];
			t.strictSame([node, program], ['node', 'dist/app/main.js']);
			t.equal(await run([...args, '--help'], io()), 0, args.join(' '));
			const shared = envFrom.flatMap(({ configMapRef }: Manifest) =>
				Object.entries(named('ConfigMap', configMapRef.name).data),
			);
			const settings = [...shared, ...env.map(({ name, value }: Manifest) => [name, value])];
			for (const [name, value] of settings) {
				t.type(value, 'string', `${name} is text, as variables are`);
				const setting = Environment.shape[name as keyof typeof Environment.shape];
				t.ok(setting?.safeParse(value).success, `${name}=${value}`);
			}
			const names = settings.map(([name]) => name);
			t.strictSame(names, [...new Set(names)], 'each only once');
		}
	});

	t.test(`${nameOf(deployment)} has every secret and folder that it names`, async (t) => {
		const { volumes } = podOf(deployment).spec;
		for (const { env, volumeMounts } of containersOf(deployment)) {
			t.strictSame(
				volumeMounts.map(({ name }: Manifest) => name).sort(),
				volumes.map(({ name }: Manifest) => name).sort(),
			);
			const [{ secret }] = volumes.filter((volume: Manifest) => volume.secret);
			t.equal(secret.secretName, nameOf(SECRET));
			t.equal(secret.defaultMode & 0o007, 0, 'only its owner and group may read it');
			const { mountPath } = volumeMounts.find(({ name }: Manifest) => name === 'secrets');
			const files = env.filter(({ name }: Manifest) => name.endsWith('_FILE'));
			t.ok(files.length >= 2);
			for (const { name, value } of files) {
				const [, key] = new RegExp(`^${mountPath}/([^/]+)$`).exec(value) ?? [];
				t.ok(key !== undefined && key in SECRET.stringData, `${name} is in the secret`);
			}
			const data = volumeMounts.find(({ mountPath }: Manifest) => mountPath === '/data');
			t.notOk(data?.readOnly, 'the data folder of the image is writable');
		}
	});

	t.test(`${nameOf(deployment)} selects its own pods, which are disrupted one at a time`, async (t) => {
		const { labels } = podOf(deployment).metadata;
		const theirs = ({ spec }: Manifest) => selects(spec.selector, labels);
		t.strictSame(DEPLOYMENTS.filter(theirs).map(nameOf), [nameOf(deployment)]);
		t.strictSame(ofKind('PodDisruptionBudget').filter(theirs).map(nameOf), [nameOf(deployment)]);
		const [{ spec }] = ofKind('PodDisruptionBudget').filter(theirs);
		t.ok(spec.maxUnavailable < deployment.spec.replicas);
	});

	t.test(`${nameOf(deployment)} has only the connections that are allowed by name`, async (t) => {
		const { labels } = podOf(deployment).metadata;
		const policies = ofKind('NetworkPolicy').filter(({ spec }) => selects(spec.podSelector, labels));
		const [closed] = policies.filter(({ spec }) => !spec.ingress && !spec.egress);
		t.strictSame(closed?.spec.policyTypes, ['Ingress', 'Egress']);
		const opened = policies.flatMap(({ spec }) => spec.ingress ?? []).flatMap(({ ports }) => ports);
		const ports = containersOf(deployment).flatMap(({ ports }) => ports ?? []);
		t.strictSame(
			opened.map(({ port }) => port),
			ports.map(({ containerPort }) => containerPort),
			'exactly the open ports',
		);
	});
}

t.test('health checks ask existing paths', async (t) => {
	const [container] = containersOf(named('Deployment', 'superbill-api'));
	const ports = container.ports.map(({ name }: Manifest) => name);
	for (const [probe, path] of [
		['startupProbe', '/health/live'],
		['livenessProbe', '/health/live'],
		['readinessProbe', '/health/ready'],
	] as const) {
		t.equal(container[probe].httpGet.path, path);
		t.ok(ports.includes(container[probe].httpGet.port));
	}
});

t.test('the service forwards to the default port of the servers', async (t) => {
	const { spec } = named('Service', 'superbill');
	const { metadata } = podOf(named('Deployment', 'superbill-api'));
	t.ok(selects({ matchLabels: spec.selector }, metadata.labels));
	const [{ ports }] = containersOf(named('Deployment', 'superbill-api'));
	const led = ports.find(({ name }: Manifest) => name === spec.ports[0].targetPort);
	t.equal(led.containerPort, Environment.shape.PORT.parse(undefined));
});

t.test('an annotation names the port of the metrics', async (t) => {
	const { metadata } = podOf(named('Deployment', 'superbill-api'));
	const [{ env, ports }] = containersOf(named('Deployment', 'superbill-api'));
	const { value } = env.find(({ name }: Manifest) => name === 'METRICS_PORT');
	t.equal(metadata.annotations['prometheus.io/port'], value);
	t.ok(ports.some(({ containerPort }: Manifest) => String(containerPort) === value));
});

t.test('every autoscaler names an existing deployment and existing metrics', async (t) => {
	const scalers = ofKind('HorizontalPodAutoscaler');
	t.strictSame(scalers.map(({ spec }) => spec.scaleTargetRef.name).sort(), DEPLOYMENTS.map(nameOf).sort());
	for (const { spec } of scalers) {
		const { kind, name, apiVersion } = spec.scaleTargetRef;
		const target = named(kind, name);
		t.equal(apiVersion, target.apiVersion);
		t.equal(spec.minReplicas, target.spec.replicas);
		t.ok(spec.maxReplicas > spec.minReplicas);
	}
	const metrics = scalers.flatMap(({ spec }) => spec.metrics);
	const external = metrics.flatMap(({ external }) => external?.metric.name ?? []);
	const rules: Manifest[] = ADAPTER.rules.external;
	t.ok(external.length > 0);
	// A rule without a name keeps the name of the metric.
	const handedOn = rules.map(({ seriesQuery }) => seriesQuery.replace(/\{.*/, ''));
	t.strictSame(handedOn, external);
	const served = createMetrics()
		.registry.getMetricsAsArray()
		.map(({ name }) => name);
	for (const name of handedOn) t.ok(served.includes(name), `${name} is served`);
	for (const { metricsQuery } of rules) {
		t.match(metricsQuery, /^max\(/, 'every server reports the same value: a sum would be a multiple');
	}
});
