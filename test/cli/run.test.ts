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

t.test('a terminal gets text for people', async (t) => {
	const stdout = new Paper({ isTTY: true });
	t.equal(await run(['validate', '-'], io({ stdout })), 0);
	t.match(stdout.written, /^standard input: accepted/);
});

t.test('a full disk is reported with status 2', async (t) => {
	const stderr = new Paper();
	t.equal(await run(['validate', '-'], io({ stdout: new Paper({ code: 'ENOSPC' }), stderr })), 2);
	t.match(stderr.written, /^superbill validate: the output cannot be written \(ENOSPC\)\./);
});

t.test('the exit status is right even if nothing can be written', async (t) => {
	t.equal(await run(['rendr'], io({ stderr: new Paper({ code: 'ENOSPC' }) })), 2);
});

/** An environment that fails as a bug would, with a message that must not be repeated. */
const BROKEN_ENV = new Proxy<NodeJS.ProcessEnv>(
	{},
	{
		ownKeys() {
			throw new TypeError('cannot read Fakenham\n    at Fakenham (/src/patients/1984-02-29.ts:1:1)');
		},
	},
);

const READS_ENV: readonly (readonly string[])[] = [
	['serve'],
	['work'],
	['render', '-'],
	['validate', '-'],
	['batch', '-', '--type', 'ndjson', '--dry-run'],
	['templates', 'list'],
	['rules', 'list'],
	['codes', 'import', 'icd10cm.txt'],
	['codes', 'list'],
	['keys', 'create', 'x'],
	['keys', 'rotate-data'],
	['audit', 'verify'],
	['backup', 'x.db'],
	['restore', 'x.db'],
];

t.test('no command reports a bug as a mistake of the operator', async (t) => {
	for (const args of READS_ENV) {
		const stderr = new Paper();
		t.equal(await run(args, io({ env: BROKEN_ENV, stderr })), 70, args.join(' '));
		t.match(stderr.written, `superbill ${args[0]}: stopped by a bug in superbill`);
		t.match(stderr.written, /\(TypeError\)\. Please report it with the command and these lines:\n/);
		t.match(stderr.written, /^ {2}at \S+ (?:src|test)\/[\w/.-]+:\d+:\d+$/m);
		t.notMatch(stderr.written, /Fakenham|1984|patients/);
	}
});

t.test('a bug during work or output ends with status 70', async (t) => {
	const dataDir = t.testdir();
	const fail = () => {
		throw new RangeError('Fakenham');
	};
	const broken = { stdout: Object.assign(new Paper(), { write: fail }), env: { DATA_DIR: dataDir } };
	for (const args of [
		['codes', 'list'],
		['codes', 'check'],
		['codes', 'import', 'gone.txt'],
		['templates', 'check'],
		['validate', '-'],
		['batch', '--sample'],
	]) {
		const stderr = new Paper();
		t.equal(await run(args, io({ ...broken, stderr })), 70, args.join(' '));
		t.match(stderr.written, /\(RangeError\)/);
		t.notMatch(stderr.written, /Fakenham/);
	}
	const stdin = (async function* (): AsyncGenerator<string> {
		yield '{';
		throw 'Fakenham';
	})();
	const stderr = new Paper();
	t.equal(await run(['validate', '-'], io({ stdin, stderr })), 70);
	t.match(stderr.written, /^superbill validate: stopped by a bug in superbill \S+ \(NotAnError string\)\./);
	t.notMatch(stderr.written, /Fakenham/);
});

t.test('all mistakes in the variables that a command uses are reported at once, and no others', async (t) => {
	const env = { TIME_ZONE: 'x', RENDER_THREADS: 'x', DATABASE_URL: 'x', DATA_KEY: 'x', PORT: 'x' };
	const mistakes = async (args: readonly string[]) => {
		const stderr = new Paper();
		t.equal(await run(args, io({ env, stderr })), 2);
		return [...stderr.written.matchAll(/^([A-Z_]+) must /gm)].map(([, name]) => name).sort();
	};
	const service = ['TIME_ZONE'];
	const store = ['DATABASE_URL', 'DATA_KEY'];
	t.strictSame(await mistakes(['validate', '-']), service);
	t.strictSame(await mistakes(['rules', 'list']), service);
	t.strictSame(await mistakes(['keys', 'list']), store);
	t.strictSame(await mistakes(['audit', 'verify']), store);
	t.strictSame(await mistakes(['batch', '-', '--type', 'ndjson', '--out', 'x']), [
		'RENDER_THREADS',
		...service,
	]);
	t.strictSame(await mistakes(['batch', '-', '--type', 'ndjson', '--mode', 'issue']), [
		...store,
		'RENDER_THREADS',
		...service,
	]);
	t.strictSame(await mistakes(['serve']), [...store, 'PORT', 'RENDER_THREADS', ...service]);
});
