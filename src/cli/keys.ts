import { type Command, WrongUse } from './command.ts';
import { ROTATE_DATA_HELP, rotateData } from './keys/rotate-data.ts';

const HELP = `Usage: superbill keys rotate-data [--json]

${ROTATE_DATA_HELP}

Options
  --json      the outcome as JSON on standard output
  -h, --help  this text

Exit status: 0 done, 1 refused, 2 wrong use.
`;

const OPTIONS = { json: { type: 'boolean' } } as const;

const ACTIONS = new Map([['rotate-data', rotateData]]);

export const keys: Command<typeof OPTIONS> = {
	name: 'keys',
	summary: 'rotate the data keys',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals: [name = '', ...names] }, io) {
		const action = ACTIONS.get(name);
		if (!action) throw new WrongUse(`what? It can "${[...ACTIONS.keys()].join('", "')}".`);
		return action(names, values, io);
	},
};
