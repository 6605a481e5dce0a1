import { painter } from '../base/colors.ts';
import { type Command, EXIT, exitStatusHelp, inputFile } from '../base/command.ts';
import { readJson } from '../base/input.ts';
import { write } from '../base/output.ts';
import { findingsText, toJson, totalsTable, verdict } from '../base/report.ts';
import { serviceOf } from '../base/service.ts';

const HELP = `Usage: superbill validate FILE [--json]

Runs the same checks as "render" without drawing: prints findings, totals and diagnosis letters.
FILE holds one superbill request as JSON; "-" reads standard input.

Options
  --json      print the answer of POST /v1/superbills/validate
  -h, --help  print this text

Examples
  superbill validate visit.json
  superbill validate visit.json --json
  superbill validate - < visit.json

${exitStatusHelp('no errors', 'errors found')}`;

export const validate: Command<{ readonly json: { readonly type: 'boolean' } }> = {
	name: 'validate',
	summary: 'check a visit without drawing it',
	help: HELP,
	options: { json: { type: 'boolean' } },
	async run({ values, positionals }, io) {
		const file = inputFile(positionals);
		const body = await readJson(file, io.stdin);
		const { timings, examined, ...validation } = (await serviceOf(io)).validate(body);
		const paint = painter(io.stdout, io.env);
		await write(
			io.stdout,
			values.json
				? toJson(validation)
				: `${verdict(file, validation.findings, paint)}\n${findingsText(validation.findings, paint)}${totalsTable(validation)}`,
		);
		return validation.status === 'errors' ? EXIT.refused : EXIT.ok;
	},
};
