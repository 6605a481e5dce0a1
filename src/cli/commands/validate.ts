import { type Command, EXIT, theFile } from '../base/command.ts';
import { readJson } from '../base/input.ts';
import { write } from '../base/output.ts';
import { findingsText, json, totalsText, verdict } from '../base/report.ts';
import { service } from '../base/service.ts';

const HELP = `Usage: superbill validate FILE [--json]

Checks everything that "render" checks and draws nothing: findings, totals and diagnosis letters.
FILE holds one superbill request as JSON; "-" reads standard input.

Options
  --json      the answer of POST /v1/superbills/validate instead of plain text
  -h, --help  this text

Examples
  superbill validate visit.json
  superbill validate visit.json --json
  superbill validate - < visit.json

Exit status: 0 no errors, 1 errors found, 2 wrong use.
`;

export const validate: Command<{ readonly json: { readonly type: 'boolean' } }> = {
	name: 'validate',
	summary: 'check a visit, draw nothing',
	help: HELP,
	options: { json: { type: 'boolean' } },
	async run({ values, positionals }, io) {
		const file = theFile(positionals);
		const body = await readJson(file, io.stdin);
		const { timings, ...validation } = (await service(io)).validate(body);
		await write(
			io.stdout,
			values.json
				? json(validation)
				: `${verdict(file, validation.findings)}\n${findingsText(validation.findings)}${totalsText(validation)}`,
		);
		return validation.status === 'errors' ? EXIT.refused : EXIT.ok;
	},
};
