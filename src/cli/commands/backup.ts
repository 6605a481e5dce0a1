import { basename, dirname } from 'node:path';
import { type Command, EXIT, exitStatusHelp, oneFile } from '../base/command.ts';
import { storeConfig } from '../base/config.ts';
import { write } from '../base/output.ts';
import { rowCounter } from '../base/progress.ts';
import { toJson } from '../base/report.ts';
import { wordingStoreErrors } from '../base/store.ts';

const HELP = `Usage: superbill backup FILE [--json]

Copies the store (superbills with their PDFs, batches, practices, API keys, the audit log) into one file, as it was at one
moment, while the service runs. The file is an SQLite database with the same tables, whether the store is in DATA_DIR or in
PostgreSQL (DATABASE_URL). It appears complete or not at all, readable by its owner only. It contains the documents from
object storage (DOCUMENTS), too. If one of them is lost, the file is written without it, and the exit status is 1.

The data key is NOT in the file: nobody can read it without DATA_KEY or the file data.key in DATA_DIR. Keep a copy of that
key apart from the backups, for example in a password manager or a safe: a backup and the key together reveal everything,
and a backup without the key reveals nothing, not even to you. Copy the key again after each rotation.

Options
  --json      print the result as JSON
  -h, --help  print this text

Examples
  superbill backup /mnt/backups/superbill-2026-11-23.db
  DATABASE_URL=postgres://superbill@db/superbill superbill backup superbill.db

${exitStatusHelp('done', 'a document is lost')}`;

const OPTIONS = { json: { type: 'boolean' } } as const;

export const backup: Command<typeof OPTIONS> = {
	name: 'backup',
	summary: 'copy the store into one file, while the service runs',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		const file = oneFile(positionals);
		const [config, { backUp }] = await Promise.all([storeConfig(io), import('../../store/backup/backup.ts')]);
		const folders = { DATA_DIR: config.dataDir, [`The folder of ${basename(file)}`]: dirname(file) };
		const counter = rowCounter(io.stderr, 'Copied');
		const { bytes, lost } = await wordingStoreErrors(folders, () =>
			backUp(config, file, counter.add).finally(counter.end),
		);
		const text = `Backed up to ${file}: ${(bytes / 1_000_000).toFixed(1)} MB. The data key is not in the file: keep a copy of the key elsewhere.\n`;
		const told = { file, bytes, ...(lost.length > 0 && { lost }) };
		await write(io.stdout, values.json ? toJson(told) : text);
		if (lost.length === 0) return EXIT.ok;
		await write(
			io.stderr,
			`superbill backup: The documents of these superbills are missing from object storage, and not in the backup: ${lost.join(', ')}.\n`,
		);
		return EXIT.refused;
	},
};
