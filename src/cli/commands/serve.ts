import { type Command, EXIT, WrongUse } from '../base/command.ts';

const HELP = `Usage: superbill serve

Serves the HTTP API and its Swagger UI until it is stopped by SIGINT (Ctrl+C) or SIGTERM.

Settings are environment variables; the README lists all of them.
  HOST           where to listen; default 127.0.0.1, any other needs an API key
  PORT           default 3000
  API_KEY        the operator's key; "superbill keys" makes others
  TIME_ZONE      IANA name; default the system's
  TEMPLATES_DIR  a folder with templates of your own; read again on SIGHUP

Examples
  superbill serve
  PORT=8080 TIME_ZONE=America/Denver superbill serve

Exit status: 0 stopped in good order, 2 wrong settings.
`;

export const serve: Command<Record<never, never>> = {
	name: 'serve',
	summary: 'serve the HTTP API and its Swagger UI',
	help: HELP,
	options: {},
	async run({ positionals }, { env }) {
		if (positionals.length > 0) throw new WrongUse('takes no arguments; settings are environment variables.');
		try {
			// Loaded here, so that the other commands start without a web framework.
			const { startServer } = await import('../../server.ts');
			await startServer(env);
		} catch (error) {
			// Nothing was received yet: whatever keeps a server from starting is the operator's to read.
			throw new WrongUse((error as Error).message);
		}
		return EXIT.ok;
	},
};
