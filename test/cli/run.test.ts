import t from 'tap';
import { run } from '../../src/cli/run.ts';
import { io, Paper } from './in-process.ts';

t.test('a terminal is never given a PDF', async (t) => {
	const stdout = new Paper({ isTTY: true });
	const stderr = new Paper();
	t.equal(await run(['render', '-', '--out', '-'], io({ stdout, stderr })), 2);
	t.equal(stdout.written, '');
	t.match(stderr.written, /^superbill render: a terminal cannot show a PDF: redirect standard output/);
});

t.test('a terminal is given what is for people', async (t) => {
	const stdout = new Paper({ isTTY: true });
	t.equal(await run(['validate', '-'], io({ stdout })), 0);
	t.match(stdout.written, /^standard input: accepted/);
});

t.test('output that finds no room is said, with status 2', async (t) => {
	const stderr = new Paper();
	t.equal(await run(['validate', '-'], io({ stdout: new Paper({ code: 'ENOSPC' }), stderr })), 2);
	t.match(stderr.written, /^superbill validate: the output cannot be written \(ENOSPC\)\./);
});

t.test('where nothing can be said, the status still tells', async (t) => {
	t.equal(await run(['rendr'], io({ stderr: new Paper({ code: 'ENOSPC' }) })), 2);
});

t.test('a defect is owned up to with status 70, without the words of the error', async (t) => {
	for (const [thrown, kind] of [
		[new TypeError('cannot read Fakenham of 1984-02-29'), 'TypeError'],
		['Fakenham', 'string'],
	] as const) {
		const stdin = (async function* (): AsyncGenerator<string> {
			yield '{';
			throw thrown;
		})();
		const stderr = new Paper();
		t.equal(await run(['validate', '-'], io({ stdin, stderr })), 70);
		t.equal(
			stderr.written,
			`superbill validate: a defect of this program (${kind}). Please report how to repeat it.\n`,
		);
	}
});
