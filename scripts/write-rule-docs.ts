import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { CATALOGUE } from '../src/rules/catalogue/catalogue.ts';
import type { PatchOperation } from '../src/rules/examples/example.ts';
import { RULE_EXAMPLES } from '../src/rules/examples/index.ts';
import { PLAIN, TODAY } from '../src/rules/examples/plain.ts';
import type { Rule } from '../src/rules/rule.ts';
import type { Finding, Severity } from '../src/superbill/finding.ts';
import { ROOT } from '../src/version.ts';
import { examine } from '../test/fixtures/examine.ts';
import { patched } from '../test/fixtures/json.ts';

export const RULE_DOCS_FOLDER = new URL('docs/rules/', ROOT);

/** The pages of `docs/rules` by their file names, made from the catalogue and its examples. */
export function ruleDocs(): ReadonlyMap<string, string> {
	return new Map([
		['README.md', index()],
		...CATALOGUE.map((rule): [string, string] => [`${rule.id}.md`, page(rule)]),
	]);
}

const EFFECT: Readonly<Record<Severity, string>> = {
	error: 'An error: the superbill is refused.',
	warning: 'A warning: the superbill is made.',
	info: 'An info: the superbill is made.',
};

function index(): string {
	return `# The checks

Every rule that \`validate\` and \`render\` apply, in the order of the findings. An **error** refuses the superbill; a
**warning** and an **info** let it through. \`GET /v1/rules\` and \`superbill rules list\` give the same list with the
severities that the operator has set. These pages are made from the rules themselves (\`npm run docs:rules\`).

Before any rule is asked, the request must have the right shape: what is missing, unknown or of the wrong form is a
finding of \`shape\`, an error that cannot be turned off.

| rule | severity | requirement |
|---|---|---|
${CATALOGUE.map(({ id, severity, requirement }) => `| [\`${id}\`](${id}.md) | ${severity} | ${requirement} |\n`).join('')}
What a rule knows beside the request comes from the government's own code sets and from [rule packs](../rule-packs.md).
What is not loaded is not judged. CPT codes stand here as bare numbers: see [the notice](../cpt.md).

## The plain request

The examples are changes (JSON Patch, RFC 6902) of this request, in which no rule finds anything, on ${TODAY}:

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

## An example that fails

[The plain request](README.md#the-plain-request) with these changes:

${patchText(fails)}

gives

${foundBy(rule, fails).map(findingText).join('\n')}

## An example that passes

${patchText(passes)}

## How to fix it

${fix}

## How to change its severity, or turn it off

In the file that \`RULES_FILE\` names ([operating](../operating.md#severities-of-rules)), for all practices or for one:

\`\`\`yaml
rules:
  ${id}: off
practices:
  "2000000028":
    rules:
      ${id}: ${severity === 'info' ? 'warning' : 'info'}
\`\`\`
${severity === 'error' ? '\nIt is an error because a payer would return the superbill: the service says at start that it no longer refuses.\n' : ''}`;
}

function foundBy({ id }: Rule, patch: readonly PatchOperation[]): readonly Finding[] {
	return examine(patched(PLAIN, patch), TODAY).filter(({ rule }) => rule === id);
}

function findingText({ severity, pointer, message, help }: Finding): string {
	return `> ${severity} at ${pointer === '' ? 'the request as a whole' : `\`${pointer}\``}: ${message} *${help}*\n`;
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
