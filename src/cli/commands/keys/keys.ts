import { type Command, exitStatusHelp, subcommand } from '../../base/command.ts';
import { createKey, type KeysCommand, listKeys, revokeKey } from './api-keys.ts';
import { ROTATE_DATA_HELP, rotateData } from './rotate-data.ts';

const HELP = `Usage: superbill keys create LABEL --scope SCOPE... [--practice ID] [--expires TIME]
       superbill keys list
       superbill keys revoke ID
       superbill keys rotate-data

API keys, which callers send as "Authorization: Bearer ...". The store holds only their hashes. A running service applies
every change at once. Until the first key exists, the service answers this machine only.

  create       makes a key and prints it once
  list         lists all keys, including revoked ones, newest first
  revoke       refuses a key from now on; this cannot be undone

Data keys, which encrypt the store:

${ROTATE_DATA_HELP}

Options
  --scope SCOPE    superbills:write, superbills:read or admin; repeat it for more
  --practice ID    limit the key to one practice; default all practices
  --expires TIME   when the key expires, like 2027-11-23T00:00:00Z; default never
  --json           print the outcome as JSON
  -h, --help       print this text

Examples
  superbill keys create "Administrator" --scope admin
  superbill keys create "Front desk" --scope superbills:write --scope superbills:read --practice harbor
  superbill keys revoke abcd2345
  superbill keys rotate-data
  DATA_KEY="$FRESH,$OLD" superbill keys rotate-data

${exitStatusHelp('done', 'refused')}`;

const OPTIONS = {
	json: { type: 'boolean' },
	scope: { type: 'string', multiple: true },
	practice: { type: 'string' },
	expires: { type: 'string' },
} as const;

const SUBCOMMANDS: Readonly<Record<string, KeysCommand>> = {
	create: createKey,
	list: listKeys,
	revoke: revokeKey,
	'rotate-data': rotateData,
};

export const keys: Command<typeof OPTIONS> = {
	name: 'keys',
	summary: 'make, list and revoke API keys; rotate the data keys',
	help: HELP,
	options: OPTIONS,
	run: ({ values, positionals: [name, ...names] }, io) => subcommand(SUBCOMMANDS, name)(names, values, io),
};
