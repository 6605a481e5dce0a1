import { type Command, type ExitStatus, type Io, WrongUse } from '../../base/command.ts';
import { create } from './create-key.ts';
import { list } from './list-keys.ts';
import { revoke } from './revoke-key.ts';
import { ROTATE_DATA_HELP, rotateData } from './rotate-data.ts';

const HELP = `Usage: superbill keys create LABEL --scope SCOPE... [--practice ID] [--expires MOMENT]
       superbill keys list
       superbill keys revoke ID
       superbill keys rotate-data

The API keys that callers send as "Authorization: Bearer ...". They are kept as hashes; a running service takes up every
change by itself, at once. As long as there is no key, the service is for this machine only: the first one closes it.

  create       makes a key and prints it, this once
  list         every key that was ever made, newest first
  revoke       refuses a key from now on, for good

The data keys, which encrypt what is kept:

${ROTATE_DATA_HELP}

Options
  --scope SCOPE     superbills:write, superbills:read or admin; more than once for more
  --practice ID     the only practice that it is for; all, if none is named
  --expires MOMENT  from when on it is refused, like 2027-11-23T00:00:00Z; never, if it is left out
  --json            the outcome as JSON on standard output
  -h, --help        this text

Examples
  superbill keys create "Administrator" --scope admin
  superbill keys create "Front desk" --scope superbills:write --scope superbills:read --practice harbor
  superbill keys revoke abcd2345

Examples
  superbill keys rotate-data
  DATA_KEY="$FRESH,$OLD" superbill keys rotate-data

Exit status: 0 done, 1 refused, 2 wrong use.
`;

const OPTIONS = {
	json: { type: 'boolean' },
	scope: { type: 'string', multiple: true },
	practice: { type: 'string' },
	expires: { type: 'string' },
} as const;

/** What was given beside the name of the subcommand. */
export interface KeysInput {
	readonly names: readonly string[];
	readonly values: {
		readonly json?: boolean | undefined;
		readonly scope?: readonly string[] | undefined;
		readonly practice?: string | undefined;
		readonly expires?: string | undefined;
	};
}

export type KeysCommand = (input: KeysInput, io: Io) => Promise<ExitStatus>;

const SUBCOMMANDS: Readonly<Record<string, KeysCommand>> = {
	create,
	list,
	revoke,
	'rotate-data': ({ names, values }, io) => rotateData(names, values, io),
};

export const keys: Command<typeof OPTIONS> = {
	name: 'keys',
	summary: 'make, list and revoke API keys, rotate the data keys',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals: [name = '', ...names] }, io) {
		const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
		if (!subcommand) throw new WrongUse(`what? It can "${Object.keys(SUBCOMMANDS).join('", "')}".`);
		return subcommand({ names, values }, io);
	},
};
