import { OperatorError } from '../../../calls/operator-error.ts';
import { type Command, EXIT, exitStatusHelp } from '../../base/command.ts';
import { write } from '../../base/output.ts';
import { bugMessage } from '../../base/report.ts';

const HELP = `Usage: superbill mcp

Serves the Model Context Protocol on standard input and output, so that an agent can check and draw superbills, find codes,
and explain findings. The agent's program starts it and ends it by closing standard input. Nothing is stored: the
only file that it writes is the PDF that the agent asks for, at the path that the agent names.

It uses the settings of "superbill validate": TIME_ZONE, TEMPLATES_DIR, PACKS_DIR, RULES_FILE, and DATA_DIR for imported
codes. docs/agents.md shows how to configure a client.

Options
  -h, --help  print this text

Examples
  superbill mcp
  TIME_ZONE=America/Denver TEMPLATES_DIR=our-templates superbill mcp

${exitStatusHelp('standard input was closed')}`;

export const mcp: Command = {
	name: 'mcp',
	summary: 'offer the checks and documents to agents (Model Context Protocol)',
	help: HELP,
	options: {},
	async run({ positionals }, io) {
		if (positionals.length > 0)
			throw new OperatorError('takes no arguments; settings are environment variables.');
		const [{ serveTools }, { createTools }] = await Promise.all([
			import('./server.ts'),
			import('./tools.ts'),
		]);
		await serveTools(await createTools(io), io, (bug) => write(io.stderr, bugMessage(bug)));
		return EXIT.ok;
	},
};
