import { OperatorError } from '../../calls/operator-error.ts';
import { listRules } from '../../rules/catalogue/listing.ts';
import { type Command, EXIT, exitStatusHelp } from '../base/command.ts';
import { write } from '../base/output.ts';
import { toJson } from '../base/report.ts';
import { serviceOf } from '../base/service.ts';

const HELP = `Usage: superbill rules list [--json]

Lists the checks with their severities for all practices, as set by RULES_FILE.

Options
  --json      print JSON, as GET /v1/rules answers it
  -h, --help  print this text

Examples
  superbill rules list
  RULES_FILE=rules.yaml superbill rules list

${exitStatusHelp('listed')}`;

export const rules: Command<{ readonly json: { readonly type: 'boolean' } }> = {
	name: 'rules',
	summary: 'list the checks and their severities',
	help: HELP,
	options: { json: { type: 'boolean' } },
	async run({ values, positionals }, io) {
		if (positionals.length !== 1 || positionals[0] !== 'list')
			throw new OperatorError('Write "superbill rules list".');
		const items = listRules((await serviceOf(io)).severities.forAll);
		const width = Math.max(...items.map(({ id }) => id.length));
		await write(
			io.stdout,
			values.json
				? toJson({ items, nextCursor: null })
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
