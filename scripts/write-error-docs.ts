import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../src/http/answers/problem-table.ts';
import { exampleBody } from '../src/http/answers/problems.ts';
import { ROOT } from '../src/version.ts';

export const ERROR_DOCS_FOLDER = new URL('docs/errors/', ROOT);

/** Makes the pages of `docs/errors`, by file name. */
export function errorDocs(): ReadonlyMap<string, string> {
	return new Map([
		['README.md', index()],
		...PROBLEM_CODES.map((code): [string, string] => [`${code}.md`, page(code)]),
	]);
}

function index(): string {
	return `# Problems

Every answer with a status of 400 or higher is \`application/problem+json\` (RFC 9457). Its \`code\` says which problem it is,
and its \`type\` is the path of the page about it on the service: \`/docs/errors/\` and the code. \`detail\` says what is wrong
with the request, and \`instance\` has the id under which the log mentions it. A program should decide by \`code\` and show
\`detail\` to people. The contract lists the codes of each operation. \`npm run docs:errors\` makes these pages from
\`src/http/answers/problem-table.ts\`.

Codes may be added within \`/v1\`: treat one that you do not know [by its status](../versioning.md#what-may-change).

| status | code | problem |
|---|---|---|
${PROBLEM_CODES.map((code) => `| ${PROBLEMS[code].status} | [\`${code}\`](${code}.md) | ${PROBLEMS[code].title} |\n`).join('')}`;
}

function page(code: ProblemCode): string {
	const { status, title, when, fix, retryAfter } = PROBLEMS[code];
	const waits = retryAfter === undefined ? '' : ', with the header `Retry-After`';
	return `# ${code}

${title}: status ${status}${waits}.

## When it happens

${when}

## What to do

${fix}

## An example

\`\`\`json
${JSON.stringify(exampleBody(code), null, 2)}
\`\`\`
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	mkdirSync(ERROR_DOCS_FOLDER, { recursive: true });
	for (const [name, text] of errorDocs()) writeFileSync(new URL(name, ERROR_DOCS_FOLDER), text);
}
