import { readFileSync } from 'node:fs';

/** The examples in the README of the TypeScript client, as complete programs: the first one makes the client. */
export function readmeExamples(): readonly string[] {
	const blocks = readFileSync('clients/typescript/README.md', 'utf8').matchAll(/^```ts\n((?:.*\n)*?)```$/gm);
	const [connect = '', ...examples] = Array.from(blocks, ([, source]) => source as string);
	return examples.map((source) => `${connect}\n${source}`);
}
