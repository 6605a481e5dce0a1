import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import t from 'tap';
import { serveTools } from '../../src/cli/commands/mcp/server.ts';
import type { AgentTool } from '../../src/cli/commands/mcp/tools.ts';
import { Paper, superbillHere } from './in-process.ts';
import { MAIN, NO_DATA, superbill, VISIT, WRONG_VISIT } from './superbill.ts';

const folder = t.testdir();
const transport = new StdioClientTransport({
	command: process.execPath,
	args: [MAIN, 'mcp'],
	env: { DATA_DIR: NO_DATA, TIME_ZONE: 'America/Denver' },
	stderr: 'pipe',
});
const stderr = text(transport.stderr as unknown as AsyncIterable<Uint8Array>);
const client = new Client({ name: 'test', version: '1' });

t.before(() => client.connect(transport));

async function call(name: string, sent: Record<string, unknown> = {}) {
	const { isError, content } = (await client.callTool({ name, arguments: sent })) as CallToolResult;
	const [block] = content;
	const said = block?.type === 'text' ? block.text : '';
	return { isError, said, answer: said.startsWith('{') ? JSON.parse(said) : undefined };
}

t.test(
	'the tools are listed with the schema of a request, and without patterns that few languages read',
	async (t) => {
		const { tools } = await client.listTools();
		t.strictSame(
			tools.map(({ name }) => name),
			['validate_superbill', 'render_superbill', 'find_codes', 'explain_finding', 'list_templates'],
		);
		const schema = JSON.stringify(tools[0]?.inputSchema);
		t.match(schema, /"serviceLines":\{"/);
		t.notMatch(JSON.stringify(tools), /\\p\{/);
		t.match(client.getInstructions(), /ask the user/);
		const document = readFileSync('docs/agents.md', 'utf8');
		for (const { name, inputSchema } of tools) {
			const names = Object.keys(inputSchema.properties ?? {}).map((each) => `\`${each}\``);
			t.ok(
				document.includes(`| \`${name}\` | ${names.join(', ')}`),
				`docs/agents.md lists ${name} with its arguments`,
			);
		}
	},
);

t.test('validate_superbill returns totals, or findings with their fields', async (t) => {
	const { isError, answer } = await call('validate_superbill', { superbill: VISIT });
	t.equal(isError, false);
	t.match(answer, {
		status: /ok|warnings/,
		totals: { totalCharges: '150.00' },
		diagnosisLetters: { A: 'F33.2' },
	});
	const wrong = await call('validate_superbill', { superbill: WRONG_VISIT });
	t.match(wrong.answer, { status: 'errors', findings: [{ pointer: '/serviceLines/0/charge' }] });
	t.match((await call('validate_superbill')).said, /^superbill is missing\. Add "superbill"\./i);
});

t.test('render_superbill writes a file, which it replaces only if asked', async (t) => {
	const path = join(folder, 'visit.pdf');
	const sent = { superbill: VISIT, path };
	const { answer } = await call('render_superbill', sent);
	t.match(answer, { file: path, bytes: statSync(path).size });
	t.equal(statSync(path).mode & 0o777, 0o600);
	writeFileSync(path, 'mine');
	t.match(await call('render_superbill', sent), { isError: true, said: /visit\.pdf exists\. .* overwrite/ });
	t.equal(readFileSync(path, 'utf8'), 'mine');
	t.equal((await call('render_superbill', { ...sent, overwrite: true })).isError, false);
	t.match(readFileSync(path, 'latin1'), /^%PDF-/);
});

t.test('render_superbill writes nothing for a visit with errors or a path that cannot be used', async (t) => {
	const path = join(folder, 'refused.pdf');
	t.match(await call('render_superbill', { superbill: WRONG_VISIT, path }), {
		isError: true,
		answer: { status: 'errors', findings: [{ rule: 'shape' }] },
	});
	t.notOk(statSync(path, { throwIfNoEntry: false }));
	for (const [wrong, message] of [
		['visit.pdf', /^path is not absolute\. Write the whole path/i],
		[join(folder, 'visit.txt'), /^path does not name a PDF\. Let it end in \.pdf\.$/i],
		[join(folder, 'none', 'visit.pdf'), /none.visit\.pdf /],
	] as const)
		t.match(await call('render_superbill', { superbill: VISIT, path: wrong }), {
			isError: true,
			said: message,
		});
	const mistyped = { superbill: VISIT, path, document: 'reciept', overwrit: true };
	t.match(
		(await call('render_superbill', mistyped)).said,
		/^document is unknown\. Write one of superbill, .*overwrit/i,
	);
});

t.test('find_codes finds a code by words on a date of service', async (t) => {
	const sent = { query: 'recurrent depression severe', date: '2025-10-06', billable: true, limit: 1 };
	t.match((await call('find_codes', sent)).answer, {
		date: '2025-10-06',
		items: [{ code: 'F33.3', billable: true }],
		more: true,
	});
	t.match((await call('find_codes', { query: '11', set: 'place-of-service' })).answer.items, [
		{ code: '11' },
	]);
	t.match(await call('find_codes', { query: 'x', set: 'icd10' }), {
		isError: true,
		said: /^set: there is no code set "icd10"; did you mean "icd10cm"\?/,
	});
	const wrong = { query: 'x', date: '2025-02-30', limit: 0 };
	t.match((await call('find_codes', wrong)).said, /^date is not a date .*limit is not a whole number/i);
});

t.test('explain_finding explains rules, and findings of shape', async (t) => {
	t.match((await call('explain_finding', { rule: 'diagnosis-not-billable' })).answer, {
		severity: 'error',
		requirement: /billable/,
		why: /ICD-10-CM/,
		fix: /\S/,
	});
	t.match((await call('explain_finding', { rule: 'shape' })).answer, { fix: /validate_superbill/ });
	t.match(await call('explain_finding', { rule: 'diagnosis-not-bilable' }), {
		isError: true,
		said: /^rule: .*did you mean "diagnosis-not-billable"/,
	});
});

t.test('list_templates lists what a request may name; an unknown tool is named', async (t) => {
	t.match(
		(await call('list_templates')).answer.items.find(({ id }: { id: string }) => id === 'standard'),
		{
			title: /\S/,
		},
	);
	t.match(await call('list_template'), { isError: true, said: /did you mean "list_templates"/ });
});

t.test('it ends when its client does, and has logged nothing', async (t) => {
	await client.close();
	t.equal(await stderr, '');
});

/** Messages of a client that calls one tool. */
const calling = (name: string, sent: object) =>
	[
		{
			id: 1,
			method: 'initialize',
			params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
		},
		{ id: 2, method: 'tools/call', params: { name, arguments: sent } },
	]
		.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
		.join('');

t.test(
	'calls that wait when the input ends are answered, and a setting that cannot be used is told',
	async (t) => {
		const stdin = calling('render_superbill', { superbill: VISIT, path: join(folder, 'late.pdf') });
		const { status, stdout } = await superbillHere(['mcp'], { stdin });
		t.equal(status, 0);
		const answers = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		t.match(
			answers.map(({ id }) => id),
			[1, 2],
		);
		t.ok(statSync(join(folder, 'late.pdf')).size > 1000);
		t.match(await superbill(['mcp'], { env: { TIME_ZONE: 'Denver' } }), { status: 2, stderr: /TIME_ZONE/ });
	},
);

t.test('a message that is too large ends it: status 2 and the reason', async (t) => {
	t.match(await superbillHere(['mcp'], { stdin: 'x'.repeat(10 * 1024 * 1024 + 1) }), {
		status: 2,
		stdout: '',
		stderr: /^superbill mcp: stopped, because a message has more than 10 MB/,
	});
});

t.test('a bug is reported without its message, which may quote patient data', async (t) => {
	const bugs: unknown[] = [];
	const bug = new TypeError('Marlow');
	const broken: AgentTool = {
		name: 'broken',
		title: 'Broken',
		description: '',
		inputSchema: { type: 'object' },
		annotations: {},
		call: () => Promise.reject(bug),
	};
	const stdout = new Paper();
	const stdin = Readable.from([Buffer.from(calling('broken', {}))]);
	await serveTools([broken], { stdin, stdout }, async (each) => void bugs.push(each));
	t.strictSame(bugs, [bug]);
	t.match(stdout.written, /"isError":true/);
	t.notMatch(stdout.written, /Marlow/);
});
