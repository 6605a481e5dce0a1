import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onlyFonts } from './fontconfig.mjs';
import { framed } from './framed.mjs';

const SOURCE = fileURLToPath(new URL('cairo.c', import.meta.url));
const FOLDER = new URL('../../dist/bench/', import.meta.url);
const PROGRAM = fileURLToPath(new URL('cairo-writer', FOLDER));

/** One warm C program with a Pango layout per text and cairo's PDF surface. Neither tagged nor archivable. */
export function open({ fonts }) {
	build();
	const version = execFileSync(PROGRAM, ['version'], { encoding: 'utf8' }).trim();
	const installed = onlyFonts(fonts);
	const program = framed(PROGRAM, [], installed.env);
	return {
		name: 'cairo and Pango, one warm C program',
		version,
		draw: ({ sheet }) => program.ask(lines(sheet)),
		async close() {
			await program.close();
			installed.remove();
		},
	};
}

function build() {
	const [source, program] = [SOURCE, PROGRAM].map((file) => statSync(file, { throwIfNoEntry: false }));
	if (program && program.mtimeMs >= source.mtimeMs) return;
	try {
		const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'pangocairo'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		mkdirSync(FOLDER, { recursive: true });
		execFileSync('cc', ['-O2', '-o', PROGRAM, SOURCE, ...flags.trim().split(/\s+/), '-lm'], {
			stdio: ['ignore', 'ignore', 'pipe'],
		});
	} catch (error) {
		throw new Error(
			'no C compiler or no headers of Pango (Debian: apt-get install gcc pkg-config libpango1.0-dev)',
			{
				cause: error,
			},
		);
	}
}

function lines(sheet) {
	return [oneLine(sheet.title), oneLine(sheet.running), ...sheet.body.flatMap(piece)].join('\n');
}

const fields = (...values) => values.map(oneLine).join('\t');
const oneLine = (value) => String(value).replaceAll('\n', '\x1f').replaceAll('\t', ' ');
const right = ({ align }) => (align === 'right' ? 1 : 0);

function piece(one) {
	switch (one.kind) {
		case 'heading':
			return fields('H', one.level, right(one), one.text.toUpperCase());
		case 'paragraph':
			return fields('P', one.size, one.bold ? 1 : 0, right(one), one.text);
		case 'pairs':
			return one.rows.map((row) => fields('K', ...row));
		case 'ledger':
			return one.rows.map((row) => fields('L', ...row));
		case 'columns':
			return [
				'C',
				...one.columns.flatMap((pieces, i) => [
					fields('c', one.widths[i], i === one.columns.length - 1 ? 0 : 16),
					...pieces.flatMap(piece),
				]),
				'E',
			];
		case 'table':
			return [
				fields('B', ...one.widths),
				...one.rows.map((cells) =>
					fields('R', ...cells.flatMap((cell) => [cell.span, cell.bold ? 1 : 0, right(cell), cell.text])),
				),
			];
		case 'rule':
			return 'D';
	}
}
