import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { once } from '../../text/once.ts';
import { packagedFile } from '../../version.ts';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../answers/problem-table.ts';
import { exampleBody, problemType, usualRefusal } from '../answers/problems.ts';

/** Serves a page about each problem under its `type`, and a list of them. They need no script. */
export function errorPageRoutes(app: FastifyInstance): void {
	const shell = once(() => readFileSync(packagedFile('pages/error-page.html'), 'utf8'));
	const pageOf = ({ title, body }: Page) =>
		shell()
			.replace('{title}', () => escaped(title))
			.replace('{body}', () => body);
	const html = 'text/html; charset=utf-8';
	const schema = { hide: true };
	app.get('/docs/errors', { schema }, async (_request, reply) => reply.type(html).send(pageOf(listPage())));
	app.get<{ Params: { code: string } }>(
		'/docs/errors/:code',
		{ schema: { ...schema, params: z.strictObject({ code: z.string() }) } },
		async ({ params }, reply) => {
			if (!isCode(params.code)) throw usualRefusal('unknown-path');
			return reply.type(html).send(pageOf(problemPage(params.code)));
		},
	);
}

function isCode(code: string): code is ProblemCode {
	return Object.hasOwn(PROBLEMS, code);
}

interface Page {
	readonly title: string;
	readonly body: string;
}

function listPage(): Page {
	const rows = PROBLEM_CODES.map(
		(code) =>
			`<tr><td>${PROBLEMS[code].status}</td><td><a href="${problemType(code)}"><code>${code}</code></a></td><td>${formatted(PROBLEMS[code].title)}</td></tr>`,
	);
	return {
		title: 'Problems',
		body: `<h1>Problems</h1>
<p>Every answer with a status of 400 or higher is <code>application/problem+json</code> (RFC 9457). Its <code>code</code> says which problem it is, and its <code>type</code> is the path of the page about it.</p>
<table>
<thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Problem</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<p><a href="/docs">All operations</a></p>`,
	};
}

function problemPage(code: ProblemCode): Page {
	const { status, title, when, fix, retryAfter } = PROBLEMS[code];
	const headers = [
		`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
		'Content-Type: application/problem+json',
		...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
	];
	const answer = [...headers, '', JSON.stringify(exampleBody(code), null, 2)].join('\n');
	return {
		title: `${title} (${code})`,
		body: `<p><a href="/docs/errors">All problems</a></p>
<h1>${formatted(title)}</h1>
<p>Status <strong>${status}</strong>, code <code>${code}</code></p>
<h2>When it happens</h2>
<p>${formatted(when)}</p>
<h2>What to do</h2>
<p>${formatted(fix)}</p>
<h2>An example</h2>
<pre tabindex="0">${escaped(answer)}</pre>`,
	};
}

function formatted(text: string): string {
	return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
