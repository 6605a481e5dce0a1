import { type Command, EXIT, WrongUse } from '../base/command.ts';
import { write } from '../base/output.ts';
import { rowCounter } from '../base/progress.ts';
import { json } from '../base/report.ts';
import { onStore, storeConfig } from '../base/store.ts';

const HELP = `Usage: superbill backup FILE [--json]

Writes all that is kept (superbills with their PDFs, practices, API keys, the trail) into one file, as it was at one
moment, while the service runs. The file is an SQLite database with the same tables, whether they are kept in DATA_DIR or
in PostgreSQL (DATABASE_URL). It appears whole or not at all, readable by its owner alone. Documents that are kept in
object storage (DOCUMENTS) are in it, too; where one of them is lost, the file is written without it, and the exit status
is 1.

The data key is NOT in it: what is sealed in the file stays closed without DATA_KEY, or the file data.key of DATA_DIR.
Keep a copy of that key in another place than the backups, such as a password manager or a safe: who has both can read
everything, and who has lost the key can read nothing, nor can anybody else. Copy it again after each rotation.

Options
  --json      the outcome as JSON on standard output
  -h, --help  this text

Examples
  superbill backup /mnt/backups/superbill-2026-11-23.db
  DATABASE_URL=postgres://superbill@db/superbill superbill backup superbill.db

Exit status: 0 done, 1 there is nothing to back up, it cannot be written or a document is lost, 2 wrong use.
`;

const OPTIONS = { json: { type: 'boolean' } } as const;

export const backup: Command<typeof OPTIONS> = {
	name: 'backup',
	summary: 'write all that is kept into one file, while the service runs',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		const file = oneFile(positionals);
		return onStore('backup', values, io, async () => {
			const [config, { backUp }] = await Promise.all([
				storeConfig(io),
				import('../../store/backup/backup.ts'),
			]);
			const counter = rowCounter(io.stderr, 'Copied');
			const { bytes, lost } = await backUp(config, file, counter.add).finally(counter.end);
			const text = `Backed up to ${file}: ${(bytes / 1_000_000).toFixed(1)} MB. Its data key is not in it: keep that apart.\n`;
			const told = { file, bytes, ...(lost.length > 0 && { lost }) };
			await write(io.stdout, values.json ? json(told) : text);
			if (lost.length === 0) return EXIT.ok;
			await write(
				io.stderr,
				`superbill backup: The documents of these superbills are lost: ${lost.join(', ')}.\n`,
			);
			return EXIT.refused;
		});
	},
};

/** @throws WrongUse for none or several. */
export function oneFile(positionals: readonly string[]): string {
	const [file, ...more] = positionals;
	if (file === undefined || more.length > 0) throw new WrongUse('which file? Name one.');
	return file;
}
