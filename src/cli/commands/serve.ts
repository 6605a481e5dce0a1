import { OperatorError } from '../../calls/operator-error.ts';
import { type Command, EXIT, exitStatusHelp } from '../base/command.ts';

const HELP = `Usage: superbill serve

Serves the HTTP API and its Swagger UI until SIGINT (Ctrl+C) or SIGTERM.

Settings are environment variables; the README lists all of them.
  HOST           address to listen on; default 127.0.0.1; all but loopback require an API key
  PORT           port to listen on; default 3000
  API_KEY        the operator's key; "superbill keys" makes others
  TIME_ZONE      IANA name; default the system's
  TEMPLATES_DIR  folder with your own templates; read again on SIGHUP

Examples
  superbill serve
  PORT=8080 TIME_ZONE=America/Denver superbill serve

${exitStatusHelp('stopped cleanly', 'stopped, but some work took too long')}`;

export const serve: Command<Record<never, never>> = {
	name: 'serve',
	summary: 'serve the HTTP API and its Swagger UI',
	help: HELP,
	options: {},
	async run({ positionals }, { env }) {
		if (positionals.length > 0) {
			throw new OperatorError('takes no arguments; settings are environment variables.');
		}
		const [{ readConfig }, { startDrawing }] = await Promise.all([
			import('../../config.ts'),
			import('../../start/drawing.ts'),
		]);
		const config = readConfig(env);
		const drawing = startDrawing(config);
		// Loaded here, because the other commands start faster without a web framework.
		const { startServer } = await import('../../server.ts').catch(async (error) => {
			await drawing.pool?.stop();
			throw error;
		});
		await startServer(config, drawing);
		return EXIT.ok;
	},
};
