import t from 'tap';
import { painter } from '../../src/cli/base/colors.ts';
import { Paper, superbillHere } from './in-process.ts';

const [terminal, file] = [new Paper({ isTTY: true }), new Paper()];
const COLORED = '\u001B[31mrefused\u001B[39m';

t.test('only a terminal that has colors gets them, unless the environment says otherwise', async (t) => {
	for (const [stream, env, expected] of [
		[terminal, { TERM: 'xterm-256color' }, COLORED],
		[terminal, { TERM: 'xterm-256color', NO_COLOR: '1' }, 'refused'],
		[terminal, { TERM: 'dumb' }, 'refused'],
		[file, { TERM: 'xterm-256color' }, 'refused'],
		[file, { FORCE_COLOR: '1' }, COLORED],
		[terminal, { TERM: 'xterm-256color', FORCE_COLOR: '0' }, 'refused'],
	] as const) {
		t.equal(painter(stream, env)('error', 'refused'), expected, JSON.stringify(env));
	}
	t.match(painter(terminal, { FORCE_COLOR: '1' })('ok', 'accepted'), '\u001B[32m');
});

t.test('findings and mistakes are colored, and JSON is not', async (t) => {
	const stdin = '{}';
	const env = { FORCE_COLOR: '1' };
	const { stdout } = await superbillHere(['validate', '-'], { stdin, env });
	t.match(stdout, `standard input: ${COLORED}, `);
	t.match(stdout.replaceAll('\u001B', '~'), /~\[31mErrors: [^\n]*~\[39m\n {2}~\[31mshape~\[39m {2}/);
	t.notMatch((await superbillHere(['validate', '-', '--json'], { stdin, env })).stdout, '\u001B');
	t.match(
		(await superbillHere(['validate'], { env })).stderr,
		'\u001B[31msuperbill validate:\u001B[39m name a file',
	);
});
