/**
 * Runs test files, many in one process, because loading the program takes a second per process.
 *
 *   node dist/scripts/test.js              every test that needs only Node
 *   node dist/scripts/test.js all          those that need other programs
 *   node dist/scripts/test.js --all        both, side by side: many of the latter wait
 *   node dist/scripts/test.js cli pdf/logo the tests of a folder and of a file
 *
 * With `--full`, property tests make as many tries as in CI.
 *
 * Prints a line for each process, what its tests tell about themselves, and what failed. The last line counts assertions: "N passed, N failed".
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';

const TESTS = 'dist/test';
const GROUPS = 'dist/test-groups';

/** Files in one process. More load less often; fewer spread better over processors. */
const GROUP_SIZE = 12;

/** Files of test/all in one process. They wait for browsers and databases for up to minutes, so more run at a time. */
const GROUP_SIZE_ALL = 3;

/** Folders whose groups take longest. They start first, so that none of them runs alone at the end. */
const LONGEST = ['all', 'store', 'http', 'pdf', 'cli', 'service', 'start'];

/** A process that runs longer than this hangs. Milliseconds. Every task of the front desk in every setting takes ten minutes. */
const TIMEOUT = process.argv.includes('--full') ? 2_400_000 : 600_000;

interface Group {
	readonly name: string;
	readonly folder: string;
	readonly files: readonly string[];
}

/** Without it, Node passes the variable on. */
const NO_COVERAGE = { NODE_V8_COVERAGE: undefined };

interface Outcome {
	readonly passed: number;
	readonly failed: number;
}

const everything = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.js'))
	.sort();
const full = process.argv.includes('--full');
const withTools = process.argv.includes('--all');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const files =
	wanted.length === 0
		? everything.filter((file) => withTools || !file.startsWith('all/'))
		: [...new Set(wanted.flatMap((part) => filesOf(part)))];

const waiting = groupsOf(files);
const total = { passed: 0, failed: 0 };
rmSync(GROUPS, { recursive: true, force: true });
mkdirSync(GROUPS, { recursive: true });
// Many tests wait for another process: one more than there are processors keeps all of them busy.
const jobs = Number(process.env['TEST_JOBS'] ?? availableParallelism() + 1);
await Promise.all(Array.from({ length: jobs }, runGroups));
console.log(`${total.passed} passed, ${total.failed} failed`);
if (total.failed > 0 || total.passed === 0) process.exitCode = 1;

/** @throws Error for a name without tests, so that a list in CI cannot go stale. */
function filesOf(part: string): string[] {
	const found = everything.filter((file) => file.startsWith(`${part}/`) || file === `${part}.test.js`);
	if (found.length === 0) throw new Error(`There are no tests in test/${part}.`);
	return found;
}

/** The files of each folder, in parts of about the same size; those that take longest come first. */
function groupsOf(files: readonly string[]): Group[] {
	const folderOf = (file: string) => (file.includes('/') ? (file.split('/', 1)[0] as string) : 'top');
	const folders = new Set(files.map(folderOf));
	return [...new Set([...LONGEST.filter((folder) => folders.has(folder)), ...folders])].flatMap((folder) => {
		const own = files.filter((file) => folderOf(file) === folder);
		const parts = Math.ceil(own.length / (folder === 'all' ? GROUP_SIZE_ALL : GROUP_SIZE));
		return Array.from({ length: parts }, (_, part) => ({
			name: parts === 1 ? folder : `${folder}-${part + 1}`,
			folder,
			files: own.filter((_, i) => i % parts === part),
		}));
	});
}

async function runGroups(): Promise<void> {
	for (let group = waiting.shift(); group; group = waiting.shift()) {
		const { passed, failed } = await run(group);
		total.passed += passed;
		total.failed += failed;
	}
}

async function run({ name, folder, files }: Group): Promise<Outcome> {
	const start = performance.now();
	const entry = join(GROUPS, `${name}.js`);
	const imports = files.map((file) => `import '${relative(dirname(entry), join(TESTS, file))}';\n`);
	// A file may ask for less time than its group needs, so the group's own limit comes last.
	writeFileSync(entry, `import t from 'tap';\n${imports.join('')}t.setTimeout(${TIMEOUT});\n`);
	const child = spawn(process.execPath, ['--enable-source-maps', entry], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...process.env,
			TAP_TIMEOUT: String(TIMEOUT / 1000),
			...(full && { TEST_FULL: 'true' }),
			// Coverage is what the tests reach that everyone can run.
			...(folder === 'all' && NO_COVERAGE),
		},
	});
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	const [tap, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
	const { passed, failed } = outcomeOf(tap, status);
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	console.log(`${failed > 0 ? 'not ok' : 'ok'} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
	for (const [, comment] of tap.matchAll(/^ +# (?!Subtest: )(.+)/gm)) console.log(`   ${comment}`);
	if (failed > 0) console.log(failuresIn(tap) || `${tap.slice(-4000)}\n${errors.slice(-4000)}`);
	return { passed, failed };
}

/** A process that did not reach its closing line, or failed after it, counts as one more failure. */
function outcomeOf(tap: string, status: number | null): Outcome {
	const [, closing] = /^# \{ total: [1-9]\d*,(.*)\}$/m.exec(tap) ?? [];
	const count = (kind: string) => Number(new RegExp(`\\b${kind}: (\\d+)`).exec(closing ?? '')?.[1] ?? 0);
	const failed = count('fail');
	return {
		passed: count('pass'),
		failed: status === 0 && closing !== undefined ? failed : Math.max(failed, 1),
	};
}

/** Each assertion that failed, under the names of its tests, with what tap says about it. */
function failuresIn(tap: string): string {
	return [...tap.matchAll(/^( *)not ok .*\n(?:\1 {2}---\n(?:\1 {2}.*\n|\n)*?\1 {2}\.\.\.\n)?/gm)]
		.map(([block]) => block)
		.join('');
}
