import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { superbillHere } from './in-process.ts';
import { heard, MAIN, superbill } from './superbill.ts';

t.test('serve prints its address, answers there, and stops cleanly on SIGTERM', async (t) => {
	const child = spawn(process.execPath, [MAIN, 'serve'], {
		env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: t.testdir() },
	});
	t.teardown(() => child.kill('SIGKILL'));
	child.stderr.resume();
	const ended = once(child, 'exit');
	const [origin] = await heard(child.stdout, /http:\/\/127\.0\.0\.1:\d+/);
	const answer = await fetch(`${origin}/health/live`);
	t.equal(answer.status, 200);
	child.kill('SIGTERM');
	t.strictSame(await ended, [0, null]);
});

t.test('an address beyond this machine without an API key is refused: status 2 and the reason', async (t) => {
	const { status, stderr } = await superbill(['serve'], {
		env: { HOST: '0.0.0.0', PORT: '0', API_KEY: '', DATA_DIR: t.testdir() },
	});
	t.equal(status, 2);
	t.match(stderr, /^superbill serve: [\s\S]*\bAPI_KEY\b/m);
	t.notMatch(stderr, /\n\s+at /);
});

t.test('work on SQLite is refused with the reason and the alternative: status 2', async (t) => {
	const { status, stderr } = await superbillHere(['work'], {
		env: { DATABASE_URL: '', DATA_DIR: t.testdir() },
	});
	t.equal(status, 2);
	t.match(stderr, /^superbill work: [\s\S]*\bDATABASE_URL must name a PostgreSQL[\s\S]*"superbill serve"/);
	t.notMatch(stderr, /\n\s+at /);
});

t.test('work takes no arguments', async (t) => {
	t.match(await superbillHere(['work', 'now']), { status: 2, stderr: /takes no arguments/ });
});
