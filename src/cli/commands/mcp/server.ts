import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
	CallToolRequestSchema,
	type CallToolResult,
	ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { OperatorError } from '../../../calls/operator-error.ts';
import { noSuch } from '../../../text/nearest.ts';
import { VERSION } from '../../../version.ts';
import type { Io } from '../../base/command.ts';
import { toJson } from '../../base/report.ts';
import type { AgentTool } from './tools.ts';

const INSTRUCTIONS =
	'Superbill checks a visit and its billing codes as a payer would, and draws the superbill as a PDF. Validate first, fix what the findings say, then render. Never invent a code, an amount or an identifier to satisfy a finding: ask the user.';

/**
 * Answers calls of tools until the input ends and every call is answered. The SDK's `Server` rather than its `McpServer`,
 * because mistakes in arguments are reported in our own words.
 * @param onBug hears of anything thrown that is not the caller's mistake
 */
export async function serveTools(
	tools: readonly AgentTool[],
	{ stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>,
	onBug: (bug: unknown) => Promise<void>,
): Promise<void> {
	const server = new Server(
		{ name: 'superbill', title: 'Superbill', version: VERSION },
		{ capabilities: { tools: {} }, instructions: INSTRUCTIONS },
	);
	const running = new Set<Promise<unknown>>();
	server.setRequestHandler(ListToolsRequestSchema, () => ({
		tools: tools.map(({ call: _, ...published }) => published),
	}));
	server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: sent = {} } }) => {
		const answer = callTool(tools, name, sent, onBug);
		running.add(answer);
		return answer.finally(() => running.delete(answer));
	});
	const input = Readable.from(stdin, { objectMode: false });
	const ended = once(input, 'end').then(() => false);
	const closed = new Promise<boolean>((resolve) => {
		server.onclose = () => resolve(true);
	});
	await server.connect(new StdioServerTransport(input, stdout as NodeJS.WritableStream as Writable));
	if (await Promise.race([ended, closed])) {
		input.destroy();
		throw new OperatorError('stopped, because a message has more than 10 MB. Send a smaller one.');
	}
	// The SDK calls a tool, and sends its answer, in later steps of the same turn.
	await setImmediate();
	await Promise.all(running);
	await setImmediate();
	await server.close();
}

async function callTool(
	tools: readonly AgentTool[],
	name: string,
	sent: unknown,
	onBug: (bug: unknown) => Promise<void>,
): Promise<CallToolResult> {
	const tool = tools.find((each) => each.name === name);
	try {
		if (!tool) {
			const names = tools.map((each) => each.name);
			throw new OperatorError(`${noSuch('tool', name, names)}.`);
		}
		const { isError = false, ...answer } = await tool.call(sent);
		return { isError, content: [{ type: 'text', text: toJson(answer) }] };
	} catch (error) {
		if (error instanceof OperatorError)
			return { isError: true, content: [{ type: 'text', text: error.message }] };
		await onBug(error);
		return {
			isError: true,
			content: [{ type: 'text', text: 'Stopped by a bug in superbill. Its standard error says where.' }],
		};
	}
}
