import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { CATALOGUE } from '../src/rules/catalogue/catalogue.ts';
import { FIXED_SEVERITIES } from '../src/rules/catalogue/severities.ts';
import type { Rule } from '../src/rules/rule.ts';
import type { Finding, Severity } from '../src/superbill/finding.ts';
import { ROOT } from '../src/version.ts';
import { examine } from '../test/fixtures/examine.ts';
import { patched } from '../test/fixtures/json.ts';
import type { PatchOperation } from '../test/rules/examples/example.ts';
import { RULE_EXAMPLES } from '../test/rules/examples/index.ts';
import { PLAIN, TODAY } from '../test/rules/examples/plain.ts';

export const RULE_DOCS_FOLDER = new URL('docs/rules/', ROOT);

/** Makes the pages of `docs/rules`, by file name. */
export function ruleDocs(): ReadonlyMap<string, string> {
	return new Map([
		['README.md', index()],
		...CATALOGUE.map((rule): [string, string] => [`${rule.id}.md`, page(rule)]),
	]);
}

const EFFECT: Readonly<Record<Severity, string>> = {
	error: '**Error**: the superbill is refused.',
	warning: '**Warning**: the superbill is made.',
	info: '**Info**: the superbill is made.',
};

function index(): string {
	return `# The checks

The rules that \`validate\`, \`render\` and issue apply, in the order of their findings. An **error** refuses the superbill. A
**warning** or an **info** lets it through. \`GET /v1/rules\` and \`superbill rules list\` show the same list with the
severities that the operator has set. \`npm run docs:rules\` makes these pages from the rules.

A request must have the right shape before any rule runs. A missing, unknown or malformed field is a finding of
\`shape\`: an error that cannot be turned off.

Rules see one request and nothing that was issued before. So no rule finds that the same services are issued twice: issuing
[refuses that itself](../operating.md#the-same-services-again).

| rule | severity | requirement |
|---|---|---|
${CATALOGUE.map(({ id, severity, requirement }) => `| [\`${id}\`](${id}.md) | ${severity} | ${requirement} |\n`).join('')}
Rules look codes up in the government's code sets and in [rule packs](../rule-packs.md). Codes of a set that is not
loaded are not checked. CPT codes are named only by their numbers: see [the notice](../cpt.md).

## The plain request

The examples are changes (JSON Patch, RFC 6902) of this request, which has no findings on ${TODAY}:

${fenced('json', PLAIN)}
`;
}

function page(rule: Rule): string {
	const { id, severity, requirement, why, fix } = rule;
	const { fails = [], passes = [] } = RULE_EXAMPLES[id] ?? {};
	return `# ${id}

${requirement}

${EFFECT[severity]}

## Why

${why}

## Example with a finding

[The plain request](README.md#the-plain-request) with these changes

${patchText(fails)}

gets this finding:

${foundBy(rule, fails).map(findingText).join('\n')}

## Example without a finding

${patchText(passes)}

## How to fix it

${fix}

${severityText(rule)}`;
}

function severityText({ id, severity }: Rule): string {
	const fixed = FIXED_SEVERITIES[id];
	if (fixed !== undefined) return `## Its severity cannot be changed\n\nThe reason: ${fixed}.\n`;
	return `## How to change the severity or turn the rule off

In the [rules file](../operating.md#severities-of-rules) that \`RULES_FILE\` names, for all practices or for one:

\`\`\`yaml
rules:
  ${id}: off
practices:
  "2000000028":
    rules:
      ${id}: ${severity === 'info' ? 'warning' : 'info'}
\`\`\`
${severity === 'error' ? '\nAt start, the service logs that this error no longer refuses a superbill.\n' : ''}`;
}

function foundBy({ id }: Rule, patch: readonly PatchOperation[]): readonly Finding[] {
	return examine(patched(PLAIN, patch), TODAY).filter(({ rule }) => rule === id);
}

function findingText({ severity, pointer, message, help }: Finding): string {
	return `> ${severity} at ${pointer === '' ? 'the whole request' : `\`${pointer}\``}: ${message} *${help}*\n`;
}

function patchText(patch: readonly PatchOperation[]): string {
	return fenced('json', patch);
}

function fenced(language: string, value: unknown): string {
	const text = JSON.stringify(value, null, 2).replace(
		/[\p{Cf}\p{Co}]/gu,
		(invisible) => `\\u${invisible.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	return `\`\`\`${language}\n${text}\n\`\`\``;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	mkdirSync(RULE_DOCS_FOLDER, { recursive: true });
	for (const [name, text] of ruleDocs()) writeFileSync(new URL(name, RULE_DOCS_FOLDER), text);
}
