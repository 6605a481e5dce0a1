import { readFileSync } from 'node:fs';
import t from 'tap';
import { createMetrics } from '../../../src/http/observe/metrics.ts';
import { ROOT } from '../../fixtures/cases.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { testApp } from '../app.ts';

interface Dashboard {
	readonly panels: readonly {
		readonly title: string;
		readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
	}[];
}

const { panels } = JSON.parse(
	readFileSync(new URL('docs/grafana-dashboard.json', ROOT), 'utf8'),
) as Dashboard;

/** The names of metrics in a query: names before a selector, and names that look like ours. */
function metricNames(expr: string): string[] {
	return expr.match(/\b[a-z_]+(?=\{)|\b(?:superbill|nodejs|process)_\w+/g) ?? [];
}

/** The labels that a query groups by or a legend shows, without `instance`, which Prometheus adds. */
function labelNames({
	expr,
	legendFormat,
}: {
	readonly expr: string;
	readonly legendFormat: string;
}): string[] {
	const grouped = [...expr.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, names]) =>
		(names as string).split(', '),
	);
	const selected = [...expr.matchAll(/(\w+)=~?"/g)].map(([, name]) => name as string);
	const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name as string);
	return [...grouped, ...selected, ...shown].filter((name) => name !== 'instance');
}

t.test('every metric and label on the dashboard exists', async (t) => {
	const metrics = createMetrics();
	metrics.watchBacklog(async () => ({ slices: 2, oldest: new Date().toISOString() }));
	const { post } = await testApp(t, {}, { watch: metrics.watch });
	await post('render', minimal);
	await post('render', {});
	const served = await metrics.registry.metrics();
	t.ok(panels.length >= 10);
	for (const { title, targets } of panels) {
		for (const target of targets) {
			const names = metricNames(target.expr);
			t.ok(names.length > 0, `${title} asks for a metric`);
			for (const name of names) t.match(served, new RegExp(`^${name}(?:\\{| )`, 'm'), `${title}: ${name}`);
			for (const name of labelNames(target))
				t.match(served, new RegExp(`[{,]${name}="`), `${title}: ${name}`);
		}
	}
});

t.test('every metric of the service is on the dashboard', async (t) => {
	const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricNames(expr)));
	const own = createMetrics()
		.registry.getMetricsAsArray()
		.map(({ name }) => name)
		.filter((name) => /^(?:superbill|http)_/.test(name));
	t.ok(own.length >= 5);
	for (const name of own)
		t.ok(
			asked.some((one) => one.startsWith(name)),
			name,
		);
});
