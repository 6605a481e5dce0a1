import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onlyFonts } from './fontconfig.mjs';
import { framed } from './framed.mjs';
import { html } from './html.mjs';

const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

/** One warm Python process: HTML(string).write_pdf(). Neither tagged nor archivable. */
export function open({ fonts }) {
	const version = installedVersion();
	const installed = onlyFonts(fonts);
	const program = framed(PYTHON, [fileURLToPath(new URL('page-printer.py', import.meta.url))], installed.env);
	return {
		name: 'WeasyPrint, one warm process',
		version,
		draw: ({ sheet }) => program.ask(html(sheet)),
		async close() {
			await program.close();
			installed.remove();
		},
	};
}

function installedVersion() {
	try {
		return execFileSync(PYTHON, ['-c', 'import weasyprint; print(weasyprint.__version__)'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}).trim();
	} catch {
		throw new Error('WeasyPrint is not installed (Debian: apt-get install weasyprint)');
	}
}
