import { type Command, EXIT, exitStatusHelp, oneFile } from '../base/command.ts';
import { storeConfig } from '../base/config.ts';
import { write } from '../base/output.ts';
import { rowCounter } from '../base/progress.ts';
import { toJson } from '../base/report.ts';
import { wordingStoreErrors } from '../base/store.ts';

const HELP = `Usage: superbill restore FILE [--json]

Restores a file that "superbill backup" made into an empty store, all or nothing: into DATA_DIR, or into PostgreSQL if
DATABASE_URL is set, whichever the backup came from. Stop the service first, and start it afterwards.

Provide the data key first, as DATA_KEY or as the file data.key in DATA_DIR. Before anything is written, the command checks
that the file is undamaged, that this version can read it, and that the key opens it.

Options
  --json      print the result as JSON
  -h, --help  print this text

Examples
  mkdir -m 700 data && cp /safe/data.key data/ && superbill restore superbill-2026-11-23.db
  DATABASE_URL=postgres://superbill@db/superbill DATA_KEY_FILE=/safe/data.key superbill restore superbill.db

${exitStatusHelp('done', 'the store is not empty')}`;

const OPTIONS = { json: { type: 'boolean' } } as const;

export const restore: Command<typeof OPTIONS> = {
	name: 'restore',
	summary: 'restore a backup into an empty store',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		const file = oneFile(positionals);
		const [config, { restoreBackup }, { existingKeyring }] = await Promise.all([
			storeConfig(io),
			import('../../store/backup/restore.ts'),
			import('../../vault/keyring.ts'),
		]);
		const counter = rowCounter(io.stderr, 'Restored');
		const { superbills } = await wordingStoreErrors({ DATA_DIR: config.dataDir }, () =>
			restoreBackup(config, file, existingKeyring(config), counter.add).finally(counter.end),
		);
		const text = `Restored ${superbills.toLocaleString('en-US')} superbills from ${file}.\n`;
		await write(io.stdout, values.json ? toJson({ file, superbills }) : text);
		return EXIT.ok;
	},
};
