import { type Command, EXIT, WrongUse } from '../base/command.ts';

const HELP = `Usage: superbill work

Works on batches beside "superbill serve", in a process of its own, until it is stopped by SIGINT (Ctrl+C) or SIGTERM.
What is in work then is left to others at once. Any number of them may share one PostgreSQL with any number of servers;
with SQLite there is one process, which works on its batches itself.

Settings are environment variables; the README lists all of them. It needs the same DATABASE_URL, DATA_KEY and
operator's folders as the servers.
  DATABASE_URL    the PostgreSQL that the servers use
  RENDER_THREADS  threads that draw; default one a processor core, four at most

Examples
  superbill work
  RENDER_THREADS=8 superbill work

Exit status: 0 stopped in good order, 2 wrong settings.
`;

export const work: Command<Record<never, never>> = {
	name: 'work',
	summary: 'work on batches beside servers that share a PostgreSQL',
	help: HELP,
	options: {},
	async run({ positionals }, { env }) {
		if (positionals.length > 0) throw new WrongUse('takes no arguments; settings are environment variables.');
		try {
			// Loaded here, so that the other commands start without what it needs.
			const { startWorker } = await import('../../start/worker.ts');
			await startWorker(env);
		} catch (error) {
			// Nothing was begun yet: whatever keeps a worker from starting is the operator's to read.
			throw new WrongUse((error as Error).message);
		}
		return EXIT.ok;
	},
};
