import { OperatorError } from '../../calls/operator-error.ts';
import { statusOf } from '../../superbill/finding.ts';
import { DOCUMENTS, type DocumentName } from '../../superbill/sibling.ts';
import { painter } from '../base/colors.ts';
import { type Command, EXIT, exitStatusHelp, inputFile } from '../base/command.ts';
import { readJson } from '../base/input.ts';
import { refuseOutput, write, writeFileWhole } from '../base/output.ts';
import { findingsText, toJson, verdict } from '../base/report.ts';
import { serviceOf } from '../base/service.ts';

const HELP = `Usage: superbill render FILE [--document NAME] [--out PDF] [--json]

Checks a visit and draws its superbill. A request with errors is refused, and nothing is written.
FILE holds one superbill request as JSON; "-" reads standard input.

Options
  --document NAME
                 ${DOCUMENTS.join(', ')}.
                 Default: superbill
  -o, --out PDF  the file to write; "-" is standard output.
                 Default: superbill-NUMBER.pdf, or the other document's name, in the current folder. An existing file is replaced.
  --json         print status, findings and file name as JSON
  -h, --help     print this text

Findings go to standard error, so that standard output holds only the PDF or the JSON.

Examples
  superbill render visit.json
  superbill render visit.json --out visit.pdf
  superbill render - --out - < visit.json > visit.pdf

${exitStatusHelp('written', 'refused because of errors')}`;

function documentNamed(name = 'superbill'): DocumentName {
	const found = DOCUMENTS.find((document) => document === name);
	if (found) return found;
	throw new OperatorError(`--document is one of ${DOCUMENTS.join(', ')}.`);
}

export const render: Command<{
	readonly json: { readonly type: 'boolean' };
	readonly document: { readonly type: 'string' };
	readonly out: { readonly type: 'string'; readonly short: 'o' };
}> = {
	name: 'render',
	summary: 'draw the superbill of a visit as a PDF',
	help: HELP,
	options: { json: { type: 'boolean' }, document: { type: 'string' }, out: { type: 'string', short: 'o' } },
	async run({ values, positionals }, io) {
		const file = inputFile(positionals);
		if (values.out === '-') refuseOutput(values, io);
		const document = documentNamed(values.document);
		const body = await readJson(file, io.stdin);
		const rendering = await (await serviceOf(io)).render(body, undefined, { document });
		const { findings } = rendering;
		const out = rendering.refused ? undefined : (values.out ?? rendering.fileName);
		if (!rendering.refused) {
			if (out === '-') await write(io.stdout, rendering.pdf);
			else await writeFileWhole(out as string, rendering.pdf);
		}
		if (values.json) await write(io.stdout, toJson({ status: statusOf(findings), findings, file: out }));
		else {
			const paint = painter(io.stderr, io.env);
			const written = out === undefined || out === '-' ? '' : `Written: ${out}\n`;
			await write(io.stderr, `${verdict(file, findings, paint)}\n${findingsText(findings, paint)}${written}`);
		}
		return rendering.refused ? EXIT.refused : EXIT.ok;
	},
};
