import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { addressesOf } from '../../src/codes/library/sources.ts';
import { codeFile, HCPCS } from '../fixtures/code-files.ts';
import { superbillHere } from './in-process.ts';
import { superbill, VISIT } from './superbill.ts';

const ORDER = codeFile('icd10cm-order-2026.txt');

/** A list that is not shipped, so importing it takes a moment: there are no shipped editions to index with it. */
const TAXONOMY = codeFile('nucc_taxonomy_251.csv');

/** Runs commands in this process, with a separate data folder. */
function commands(t: Test) {
	const dataDir = t.testdir();
	return (args: readonly string[], isTTY = false) =>
		superbillHere(args, { env: { DATA_DIR: dataDir }, isTTY });
}

t.test('codes are imported, listed and checked, and the rules then use them', async (t) => {
	const env = { DATA_DIR: t.testdir() };
	const imported = await superbill(['codes', 'import', ORDER], { env });
	t.equal(imported.stderr, '', 'no progress where there is no terminal');
	t.equal(imported.status, 0);
	t.equal(`${imported.stdout}`, 'Imported  icd10cm 2026: 27 rows, 17 billable (icd10cm-order-2026.txt)\n');
	const listed = await superbillHere(['codes', 'list'], { env });
	t.match(listed.stdout, /^set +edition +origin +from +to +complete until +rows +billable +sha256 +source\n/);
	t.match(
		listed.stdout,
		/^icd10cm +2026 +imported +2025-10-01 +2026-09-30 +2026-03-31 +27 +17 +[0-9a-f]{12} +icd10cm-order-2026\.txt$/m,
	);
	t.match(listed.stdout, /^Not loaded, so not checked: taxonomy, ncci-ptp/m);
	const visit = { ...VISIT, diagnoses: [{ code: 'F33' }] };
	const validated = await superbillHere(['validate', '-', '--json'], { env, stdin: JSON.stringify(visit) });
	t.equal(validated.status, 1);
	const { findings } = JSON.parse(validated.stdout);
	t.match(
		findings.find(({ rule }: { rule: string }) => rule === 'diagnosis-not-billable'),
		{ help: /F33\.2/ },
	);
});

t.test('every answer is available as JSON', async (t) => {
	const command = commands(t);
	const imported = await command(['codes', 'import', codeFile(HCPCS), 'gone.txt', '--json']);
	t.equal(imported.status, 1);
	t.match(JSON.parse(imported.stdout).files, [
		{ refused: false, editions: [{ set: 'modifiers', outcome: 'new' }, { set: 'hcpcs' }] },
		{ file: 'gone.txt', refused: true, reason: 'the file does not exist.' },
	]);
	t.match(JSON.parse((await command(['codes', 'list', '--json'])).stdout), {
		sets: { hcpcs: [{ origin: 'shipped' }, { edition: '2026-04-01', origin: 'imported' }] },
		missing: ['taxonomy'],
		reminders: [{ set: 'icd10cm' }, { set: 'hcpcs' }],
	});
	t.strictSame(JSON.parse((await command(['codes', 'check', '--json'])).stdout), { damages: [] });
});

t.test('a refused file is named with its reason, and the status is 1', async (t) => {
	const command = commands(t);
	const bad = join(t.testdir(), 'icd10cm-order-2026.txt');
	writeFileSync(bad, '00001 F33     0 Title\nnonsense\n');
	const { status, stdout } = await command(['codes', 'import', bad]);
	t.equal(status, 1);
	t.match(stdout, /^Refused {3}icd10cm-order-2026\.txt: line 2: this is not a line of an order file/);
});

t.test('check reports damage, with status 1', async (t) => {
	const dataDir = t.testdir();
	const command = async (...args: string[]) => {
		const { status, stdout } = await superbillHere(['codes', ...args], { env: { DATA_DIR: dataDir } });
		return [status, stdout] as const;
	};
	await command('import', codeFile('icd10cm-tabular-2026.xml'));
	t.strictSame(await command('check'), [0, 'Every stored file is unchanged since its import.\n']);
	const manifest = JSON.parse(readFileSync(join(dataDir, 'codes', 'manifest.json'), 'utf8'));
	writeFileSync(join(dataDir, 'codes', manifest.sets['icd10cm-tabular'].editions[0].file), 'x');
	t.strictSame(await command('check'), [
		1,
		'icd10cm-tabular 2026: Its file is damaged or missing. Import the official file again.\n',
	]);
});

t.test('options give a mid-year file its date and a plain list its set', async (t) => {
	const command = commands(t);
	t.match((await command(['codes', 'import', ORDER, '--from', '2026-04-01'])).stdout, /icd10cm 2026-04: /);
	t.match(
		(await command(['codes', 'import', codeFile('clinic-codes.csv'), '--set', 'clinic'])).stdout,
		/clinic current: /,
	);
	t.match((await command(['codes', 'import', ORDER, '--from', '2026-04-01'])).stdout, /^Unchanged /);
});

t.test('progress is shown only on a terminal', async (t) => {
	const command = commands(t);
	const { stderr } = await command(['codes', 'import', TAXONOMY], true);
	t.match(stderr, /^\rReading 0\.0 MB\r/);
});

t.test('fetch downloads, recognizes the content and imports it', async (t) => {
	const path = new URL(addressesOf('taxonomy', new Date().toISOString().slice(0, 10))[2] as string).pathname;
	const server = createServer((request, response) => {
		response
			.writeHead(request.url === path ? 200 : 404)
			.end(request.url === path ? readFileSync(TAXONOMY) : '');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => server.close());
	const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const command = commands(t);
	const one = await command(['codes', 'fetch', 'taxonomy', '--base-url', base]);
	t.equal(one.status, 0);
	t.match(one.stdout, /^Imported {2}taxonomy 20[\d-]+: 2 rows/);
	const all = await command(['codes', 'fetch', '--base-url', base]);
	t.equal(all.status, 1);
	t.match(all.stdout, /^Refused {3}hcpcs\n(?: +http:.*: the server answered 404\.\n)+Unchanged taxonomy 20/m);
	t.match(JSON.parse((await command(['codes', 'fetch', 'hcpcs', '--base-url', base, '--json'])).stdout), {
		sets: [{ set: 'hcpcs', refused: true }],
	});
});

const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
	[[], /name one of these subcommands: import, list, check, fetch\./],
	[['toString'], /there is no subcommand "toString"; there are import,/],
	[['import'], /name one or more files to import/],
	[['import', 'x', '--from', '1 April'], /--from must be a date like/],
	[['import', 'x', '--set', 'My Codes'], /--set must be a name/],
	[['list', 'x'], /takes no names/],
	[['fetch', 'ncci-ptp'], /no address for "ncci-ptp", only for icd10cm/],
	[['fetch', '--base-url', 'ftp://x'], /--base-url must start/],
];

for (const [args, message] of WRONG) {
	t.test(`codes ${args.join(' ')} is a wrong command`, async (t) => {
		const { status, stderr } = await commands(t)(['codes', ...args]);
		t.equal(status, 2);
		t.match(stderr, message);
	});
}

t.test('an unusable data folder is reported without its path', async (t) => {
	const file = join(t.testdir(), 'file');
	writeFileSync(file, '');
	const env = { DATA_DIR: file };
	t.match(await superbillHere(['codes', 'import', ORDER], { env }), {
		status: 2,
		stderr: /^superbill codes: DATA_DIR cannot be used: it is not a folder \(ENOTDIR\)\./,
	});
	const listed = await superbillHere(['codes', 'list'], { env });
	t.equal(listed.status, 2);
	t.notMatch(listed.stderr, file);
});
