import { join } from 'node:path';
import t from 'tap';
import { rules } from '../../src/cli/commands/rules.ts';
import { CATALOGUE } from '../../src/rules/catalogue/catalogue.ts';
import { io, superbillHere } from './in-process.ts';

t.test('rules list prints every rule with its severity', async (t) => {
	const { status, stdout } = await superbillHere(['rules', 'list']);
	t.equal(status, 0);
	const lines = stdout.trimEnd().split('\n');
	t.equal(lines.length, CATALOGUE.length);
	t.match(lines[0], /^error {4}npi-check-digit {2,}Every NPI is valid/);
});

t.test(
	'rules list --json prints the answer of GET /v1/rules, with the severities of RULES_FILE',
	async (t) => {
		const file = join(t.testdir({ 'rules.yaml': 'rules: { ndc-format: off }\n' }), 'rules.yaml');
		const { status, stdout } = await superbillHere(['rules', 'list', '--json'], {
			env: { RULES_FILE: file },
		});
		t.equal(status, 0);
		const { items, nextCursor } = JSON.parse(stdout);
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
		const { status, stderr } = await superbillHere(['rules', 'list'], { env });
		t.equal(status, 2);
		return stderr;
	};
	t.match(
		await told({ RULES_FILE: file }),
		/These rules cannot be used:\nrules\.yaml:1:19: rules\.no-rule: is not a rule/,
	);
	t.match(await told({ TIME_ZONE: 'Mars' }), /TIME_ZONE must be an IANA time zone name/);
});
