import { OperatorError } from '../../calls/operator-error.ts';
import { type Command, EXIT, exitStatusHelp } from '../base/command.ts';

const HELP = `Usage: superbill work

Processes batches in a separate process next to "superbill serve", until SIGINT (Ctrl+C) or SIGTERM. Unfinished work is
then free for other workers at once. Any number of workers and servers can share one PostgreSQL database. With SQLite
there is only one process, which processes batches itself.

Settings are environment variables; the README lists all of them. A worker needs the same DATABASE_URL, DATA_KEY and
folders as the servers.
  DATABASE_URL    the PostgreSQL database that the servers use
  RENDER_THREADS  threads that draw; default one per processor core, at most four

Examples
  superbill work
  RENDER_THREADS=8 superbill work

${exitStatusHelp('stopped cleanly', 'stopped, but some work took too long')}`;

export const work: Command<Record<never, never>> = {
	name: 'work',
	summary: 'process batches next to servers that share a PostgreSQL database',
	help: HELP,
	options: {},
	async run({ positionals }, { env }) {
		if (positionals.length > 0) {
			throw new OperatorError('takes no arguments; settings are environment variables.');
		}
		const { startWorker } = await import('../../start/worker.ts');
		await startWorker(env);
		return EXIT.ok;
	},
};
