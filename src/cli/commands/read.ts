import { type Command, EXIT, exitStatusHelp, inputFile } from '../base/command.ts';
import { inputName, readAll, readChunks } from '../base/input.ts';
import { write } from '../base/output.ts';
import { toJson } from '../base/report.ts';

const HELP = `Usage: superbill read FILE

Prints the data of a superbill as JSON. FILE is its PDF, which has all the data attached, or a PNG or JPEG with a scan, a
fax or a photo of its first page, whose QR code has numbers, codes, dates and amounts. "-" reads standard input.

Options
  -h, --help  print this text

Examples
  superbill read visit.pdf
  superbill read scan.png
  superbill read - < photo.jpg

${exitStatusHelp('read', 'not a superbill, or no QR code that can be read')}`;

export const read: Command<Record<never, never>> = {
	name: 'read',
	summary: 'print the data of a superbill from its PDF, a scan or a photo',
	help: HELP,
	options: {},
	async run({ positionals }, io) {
		const file = inputFile(positionals);
		// The decoders are large, and no other command needs them.
		const { readDocument } = await import('../../scan/read-document.ts');
		const bytes = await readAll(readChunks(file, io.stdin));
		await write(io.stdout, toJson(readDocument(bytes, inputName(file))));
		return EXIT.ok;
	},
};
