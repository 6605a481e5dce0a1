import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { OperatorError } from '../../src/calls/operator-error.ts';
import { CATALOGUE } from '../../src/rules/catalogue/catalogue.ts';
import { listRules } from '../../src/rules/catalogue/listing.ts';
import { AS_SHIPPED } from '../../src/rules/catalogue/severities.ts';
import { loadRulesFile, readRulesFile } from '../../src/start/rules-file.ts';
import { examine } from '../fixtures/examine.ts';
import { plainWith, TODAY } from '../fixtures/plain.ts';

const NPI = '2000000028';
const SOURCE = `rules:
  charge-zero: error
  timely-filing: off
  ndc-format: warning
practices:
  "${NPI}":
    rules:
      charge-zero: info
      tax-id-format: off
`;

function mistakes(source: string): string[] {
	try {
		readRulesFile('rules.yaml', source);
		return [];
	} catch (error) {
		if (error instanceof OperatorError) return error.message.split('\n');
		throw error;
	}
}

t.test('a severity is set for all practices, and for one by its billing NPI', async (t) => {
	const severities = readRulesFile('rules.yaml', SOURCE);
	t.strictSame(Object.fromEntries(severities.of('2000000010')), {
		'charge-zero': 'error',
		'timely-filing': 'off',
		'ndc-format': 'warning',
	});
	t.strictSame(Object.fromEntries(severities.of(NPI)), {
		'charge-zero': 'info',
		'timely-filing': 'off',
		'ndc-format': 'warning',
		'tax-id-format': 'off',
	});
});

t.test('the errors that no longer refuse are named', async (t) => {
	t.strictSame(readRulesFile('rules.yaml', SOURCE).lowered, [
		'ndc-format is only a warning.',
		`tax-id-format is off for the practice with NPI ${NPI}.`,
	]);
	t.strictSame(
		readRulesFile('r', 'rules: { ndc-format: info, ndc-ambiguous: error, not-paid: off }').lowered,
		['ndc-format is only an info.'],
	);
});

t.test('check uses the severity that is set, and skips a rule that is off', async (t) => {
	const severities = readRulesFile('rules.yaml', SOURCE);
	const sent = plainWith({ '/serviceLines/0/charge': '0.00', '/serviceLines/0/date': '2026-07-08' });
	const found = (npi: string) =>
		examine(sent, TODAY, {}, severities.of(npi))
			.filter(({ rule }) => ['charge-zero', 'timely-filing'].includes(rule))
			.map(({ rule, severity }) => `${severity} ${rule}`);
	t.strictSame(found('2000000010'), ['error charge-zero']);
	t.strictSame(found(NPI), ['info charge-zero']);
});

t.test('a severity that is set replaces every severity that a rule may give', async (t) => {
	const sent = plainWith({ '/serviceLines/0/date': '2025-10-06' });
	const severity = (source: string) =>
		examine(sent, TODAY, {}, readRulesFile('r', source).forAll).find(({ rule }) => rule === 'timely-filing')
			?.severity;
	t.equal(severity(''), 'warning');
	t.equal(severity('rules: { timely-filing: info }'), 'info');
	t.equal(severity('rules: { timely-filing: error }'), 'error');
});

t.test('all mistakes are reported at once, with line and column', async (t) => {
	t.strictSame(
		mistakes(`rules:
  shape: off
  no-rule: info
  not-paid: fatal
practices:
  "123":
    rules:
      not-paid: "no"
    colour: red
  ${NPI}:
rule: 1
`),
		[
			'These rules cannot be used:',
			'rules.yaml:4:13: rules.not-paid: must be one of error, warning, info, off',
			'rules.yaml:8:17: practices.123.rules.not-paid: must be one of error, warning, info, off',
			'rules.yaml:9:5: practices.123.colour: is unknown; check the spelling',
			'rules.yaml:10:14: practices.2000000028: must contain "rules"',
			'rules.yaml:11:1: rule: is unknown; check the spelling',
		],
	);
	t.strictSame(mistakes('rules: { shape: off, no-rule: info }\n'), [
		'These rules cannot be used:',
		'rules.yaml:1:17: rules.shape: has a fixed severity: a request of the wrong shape cannot be read',
		'rules.yaml:1:31: rules.no-rule: is not a rule; "superbill rules list" names them all',
	]);
	t.match(mistakes('practices: { "123": {} }\n'), [
		/./,
		/^rules\.yaml:1:\d+: practices\.123: must be the NPI of a billing provider/,
	]);
	t.match(mistakes('rules: []\n'), [/./, /rules: must be rules with their severities/]);
	t.match(mistakes('rules: { unprintable-text: warning }\n'), [
		/./,
		/rules\.unprintable-text: has a fixed severity: a character that no font has cannot be drawn/,
	]);
	t.match(mistakes('practices: 1\n'), [/./, /practices: must be practices by their NPIs/]);
});

t.test('no file and an empty file set nothing', async (t) => {
	for (const severities of [loadRulesFile(undefined), readRulesFile('rules.yaml', '')]) {
		t.equal(severities.forAll.size, 0);
		t.equal(severities.of(NPI).size, 0);
		t.strictSame(severities.lowered, []);
	}
});

t.test('messages name a file, or the variable if the file cannot be read', async (t) => {
	const folder = t.testdir({});
	const file = join(folder, 'our-rules.yaml');
	writeFileSync(file, 'rules: { no-rule: off }\n');
	t.throws(() => loadRulesFile(file), { message: /\nour-rules\.yaml:1:19: rules\.no-rule: / });
	writeFileSync(file, 'rules: { not-paid: off }\n');
	t.equal(loadRulesFile(file).forAll.get('not-paid'), 'off');
	t.throws(() => loadRulesFile(join(folder, 'none')), { message: /RULES_FILE must name a file/ });
});

t.test('the rules are listed in the order of the catalogue, with both severities', async (t) => {
	t.strictSame(
		listRules(AS_SHIPPED).map(({ id, severity }) => `${id} ${severity}`),
		CATALOGUE.map(({ id, severity }) => `${id} ${severity}`),
	);
	t.match(
		listRules(readRulesFile('r', 'rules: { ndc-format: off }').forAll).find(({ id }) => id === 'ndc-format'),
		{ severity: 'off', defaultSeverity: 'error', requirement: /./, why: /./, fix: /./ },
	);
});
