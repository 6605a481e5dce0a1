import { join } from 'node:path';
import t from 'tap';
import { rules } from '../../src/cli/commands/rules.ts';
import { run } from '../../src/cli/run.ts';
import { CATALOGUE } from '../../src/rules/catalogue/catalogue.ts';
import { io, Paper } from './in-process.ts';

t.test('rules list prints every rule with its severity', async (t) => {
	const stdout = new Paper();
	t.equal(await run(['rules', 'list'], io({ stdout })), 0);
	const lines = stdout.written.trimEnd().split('\n');
	t.equal(lines.length, CATALOGUE.length);
	t.match(lines[0], /^error {4}npi-check-digit {2,}Every NPI is valid/);
});

t.test(
	'rules list --json prints the answer of GET /v1/rules, with the severities of RULES_FILE',
	async (t) => {
		const file = join(t.testdir({ 'rules.yaml': 'rules: { ndc-format: off }\n' }), 'rules.yaml');
		const stdout = new Paper();
		t.equal(await run(['rules', 'list', '--json'], io({ env: { RULES_FILE: file }, stdout })), 0);
		const { items, nextCursor } = JSON.parse(stdout.written);
		t.equal(nextCursor, null);
		t.match(
			items.find(({ id }: { id: string }) => id === 'ndc-format'),
			{ severity: 'off', defaultSeverity: 'error' },
		);
	},
);

t.test('anything but list is a usage error', async (t) => {
	for (const positionals of [[], ['show'], ['list', 'x']]) {
		await t.rejects(rules.run({ values: {}, positionals }, io()), {
			message: 'Write "superbill rules list".',
		});
	}
});

t.test('invalid settings are reported with their variable or place', async (t) => {
	const file = join(t.testdir({ 'rules.yaml': 'rules: { no-rule: off }\n' }), 'rules.yaml');
	const told = async (env: NodeJS.ProcessEnv) => {
		const stderr = new Paper();
		t.equal(await run(['rules', 'list'], io({ env, stderr })), 2);
		return stderr.written;
	};
	t.match(
		await told({ RULES_FILE: file }),
		/RULES_FILE cannot be used:\nrules\.yaml:1:19: rules\.no-rule: is not a rule/,
	);
	t.match(await told({ TIME_ZONE: 'Mars' }), /TIME_ZONE must be an IANA time zone name/);
});
