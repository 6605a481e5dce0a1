import { type Command, EXIT } from '../base/command.ts';
import { write } from '../base/output.ts';
import { rowCounter } from '../base/progress.ts';
import { json } from '../base/report.ts';
import { onStore, storeConfig } from '../base/store.ts';
import { oneFile } from './backup.ts';

const HELP = `Usage: superbill restore FILE [--json]

Puts what "superbill backup" wrote into an empty store, all of it or nothing: into DATA_DIR, or into PostgreSQL where
DATABASE_URL names one, whichever the backup came from. Stop the service first, and start it afterwards.

The data key must be at hand before: as DATA_KEY, or as the file data.key in DATA_DIR. The file is checked before
anything is written: that it is whole, that this version knows it, and that the key opens it.

Options
  --json      the outcome as JSON on standard output
  -h, --help  this text

Examples
  mkdir -m 700 data && cp /safe/data.key data/ && superbill restore superbill-2026-11-23.db
  DATABASE_URL=postgres://superbill@db/superbill DATA_KEY_FILE=/safe/data.key superbill restore superbill.db

Exit status: 0 done, 1 refused and nothing restored, 2 wrong use.
`;

const OPTIONS = { json: { type: 'boolean' } } as const;

export const restore: Command<typeof OPTIONS> = {
	name: 'restore',
	summary: 'put a backup into an empty store',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		const file = oneFile(positionals);
		return onStore('restore', values, io, async () => {
			const [config, { restoreBackup }, { existingKeyring }] = await Promise.all([
				storeConfig(io),
				import('../../store/backup/restore.ts'),
				import('../../vault/keyring.ts'),
			]);
			const counter = rowCounter(io.stderr, 'Restored');
			const { superbills } = await restoreBackup(config, file, existingKeyring(config), counter.add).finally(
				counter.end,
			);
			const text = `Restored ${superbills.toLocaleString('en-US')} superbills from ${file}.\n`;
			await write(io.stdout, values.json ? json({ file, superbills }) : text);
			return EXIT.ok;
		});
	},
};
