/** Lists the programs that the full test run needs and this machine lacks. Installs nothing. */
import { execFileSync } from 'node:child_process';
import { postgresPrograms } from '../test/all/postgres-cluster.ts';

const TOOLS = [
	{ program: 'chromium', debian: 'chromium', why: 'the Swagger UI in a real browser' },
	{ program: 'pdftotext', debian: 'poppler-utils', why: 'text, fonts and pictures of the PDF' },
	{ program: 'tesseract', debian: 'tesseract-ocr', why: 'what a machine reads from a scanned page' },
	{ program: 'zbarimg', debian: 'zbar-tools', why: 'the QR code of a scanned page' },
	{ program: 'qpdf', debian: 'qpdf', why: 'the structure of the PDF file' },
	{ program: 'haproxy', debian: 'haproxy', why: 'servers behind the proxy configuration in deploy/' },
	{ program: 'initdb', debian: 'postgresql', why: 'the store on a separate PostgreSQL' },
] as const;

const missing = TOOLS.filter(({ program }) => {
	if (program === 'initdb') return postgresPrograms() === undefined;
	try {
		execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
		return false;
	} catch {
		return true;
	}
});

if (missing.length > 0) {
	const wanted = missing.map(({ program, why }) => `  ${program.padEnd(12)}${why}`).join('\n');
	console.error(`The full test run needs programs that are not installed:\n${wanted}\n
On Debian or Ubuntu: apt-get install ${missing.map(({ debian }) => debian).join(' ')}
"npm test" runs all tests that need only Node.`);
	process.exitCode = 1;
}
