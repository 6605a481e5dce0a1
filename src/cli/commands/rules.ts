import { listRules } from '../../rules/catalogue/listing.ts';
import { type Command, EXIT, WrongUse } from '../base/command.ts';
import { write } from '../base/output.ts';
import { json } from '../base/report.ts';
import { service } from '../base/service.ts';

const HELP = `Usage: superbill rules list [--json]

Lists the checks with their severities, as RULES_FILE sets them for all practices.

Options
  --json      the answer of GET /v1/rules instead of plain text
  -h, --help  this text

Examples
  superbill rules list
  RULES_FILE=rules.yaml superbill rules list

Exit status: 0 listed, 2 wrong use.
`;

export const rules: Command<{ readonly json: { readonly type: 'boolean' } }> = {
	name: 'rules',
	summary: 'list the checks and their severities',
	help: HELP,
	options: { json: { type: 'boolean' } },
	async run({ values, positionals }, io) {
		if (positionals.length !== 1 || positionals[0] !== 'list') throw new WrongUse('what? It can "list".');
		const items = listRules((await service(io)).severities.forAll);
		const width = Math.max(...items.map(({ id }) => id.length));
		await write(
			io.stdout,
			values.json
				? json({ items, nextCursor: null })
				: items
						.map(
							({ id, severity, requirement }) =>
								`${severity.padEnd(8)} ${id.padEnd(width)}  ${requirement}\n`,
						)
						.join(''),
		);
		return EXIT.ok;
	},
};
