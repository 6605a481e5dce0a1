import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { sql } from 'kysely';
import Database from 'libsql';
import t, { type Test } from 'tap';
import { SYSTEM } from '../../src/calls/actor.ts';
import { batchProgress } from '../../src/cli/base/progress.ts';
import { issueBatch } from '../../src/cli/commands/batch/issue.ts';
import { readPlan } from '../../src/cli/commands/batch/plan.ts';
import { openSource } from '../../src/cli/commands/batch/source.ts';
import { sampleTable } from '../../src/intake/table/sample.ts';
import { PracticeProfile } from '../../src/practices/practice.ts';
import { sqliteFile } from '../../src/store/open-store.ts';
import { practicesIn } from '../../src/store/practices.ts';
import { configuredKeyring, existingKeyring } from '../../src/vault/keyring.ts';
import { faultsOfItems, rowCounts, until } from '../batches/batch-rig.ts';
import { readPdf } from '../pdf/reader.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { newFolder, withStore } from '../store/stores.ts';
import { Paper, superbillHere } from './in-process.ts';
import { MAIN, NO_DATA, superbill, VISIT, WRONG_VISIT } from './superbill.ts';

// Processes start slowly on a busy machine.
t.setTimeout(300_000);

interface Listed {
	readonly position: number;
	readonly rows: readonly [number, number] | null;
	readonly number: string | null;
	readonly status: string;
	readonly sha256: string | null;
	readonly file: string | null;
	readonly findings: readonly { readonly severity: string; readonly message: string }[];
}

const manifest = (folder: string): Listed[] =>
	JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).items;
const statuses = (folder: string): string[] => manifest(folder).map(({ status }) => status);
const pdfs = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.pdf'));
const isPdf = (bytes: Uint8Array) => /^%PDF-[\s\S]*%%EOF\s*$/.test(Buffer.from(bytes).toString('latin1'));

const numbered = (position: number, visit: object = VISIT) => ({
	...visit,
	number: `SB-2025-${String(position).padStart(6, '0')}`,
});
const { number: _, ...unnumbered } = VISIT;
const lines = (count: number, visit: (position: number) => unknown = numbered): string =>
	Array.from({ length: count }, (_, i) => `${JSON.stringify(visit(i + 1))}\n`).join('');

/** Changes cells of the sample table. Rows are counted as in a spreadsheet. */
function table(changes: readonly (readonly [row: number, column: string, cell: string])[] = []): string {
	const rows = sampleTable('spelled out')
		.split('\r\n')
		.map((row) => Array.from(row.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g), ([, cell]) => cell as string));
	for (const [row, column, cell] of changes) {
		(rows[row - 1] as string[])[(rows[0] as string[]).indexOf(column)] = cell;
	}
	return rows.map((row) => row.slice(0, (rows[0] as string[]).length - 1).join(',')).join('\r\n');
}

/** Runs the command in this process, without drawing threads. */
async function batch(
	args: readonly string[],
	{ stdin = '', env = {} }: { stdin?: string; env?: NodeJS.ProcessEnv } = {},
) {
	const { status, stdout, stderr } = await superbillHere(['batch', ...args], {
		stdin,
		env: { RENDER_THREADS: '0', ...env },
	});
	return { status, out: stdout, err: withoutProgress(stderr) };
}

/** Removes the progress that a slow machine reports every few seconds. */
function withoutProgress(stderr: string): string {
	return stderr.replace(/^(?:Drawn|Issued|Written) [\d,]+ of .*\n/gm, '');
}

function file(t: Test, name: string, content: string): string {
	const path = join(newFolder(t), name);
	writeFileSync(path, content);
	return path;
}

t.test('one run fills a folder, a ZIP and a merged file, with or without drawing threads', async (t) => {
	const folder = newFolder(t);
	const from = file(t, 'visits.ndjson', lines(7));
	const { status, stdout, stderr } = await superbill(
		['batch', from, '--out', 'many/of', '--zip', 'all.zip', '--merged', 'print.pdf', '--json'],
		{ cwd: folder, env: { RENDER_THREADS: '2' } },
	);
	t.equal(status, 0);
	t.equal(withoutProgress(stderr), '');
	t.match(JSON.parse(`${stdout}`), {
		mode: 'render',
		state: 'done',
		counts: { total: 7, done: 7, failed: 0, cancelled: 0 },
		written: { out: 'many/of', zip: 'all.zip', merged: 'print.pdf' },
		items: [],
	});

	const out = join(folder, 'many/of');
	const listed = manifest(out);
	t.strictSame(
		listed.map((item) => [item.position, item.number, item.status, item.file]),
		listed.map((_, i) => [i + 1, numbered(i + 1).number, 'rendered', `${numbered(i + 1).number}.pdf`]),
	);
	for (const { file, sha256 } of listed) {
		const bytes = readFileSync(join(out, file as string));
		t.ok(isPdf(bytes));
		t.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
	}
	t.match(
		readFileSync(join(out, 'manifest.csv'), 'utf8'),
		/^\ufeffposition,firstRow,lastRow,number,.*\r\n1,1,1,SB-2025-000001,/,
	);
	t.equal(statSync(out).mode & 0o777, 0o700);
	const zipped = unzipSync(readFileSync(join(folder, 'all.zip')));
	t.strictSame(Object.keys(zipped).sort(), readdirSync(out).sort());
	for (const [name, bytes] of Object.entries(zipped)) t.ok(readFileSync(join(out, name)).equals(bytes));
	const printed = readFileSync(join(folder, 'print.pdf'));
	t.ok(isPdf(printed));
	const pages = (await readPdf(printed)).pages.map(({ text }) => text);
	t.equal(pages.length, 7);
	for (const [i, { number }] of listed.entries()) t.match(pages[i], number);
	t.strictSame(readdirSync(folder).sort(), ['all.zip', 'many', 'print.pdf']);

	const here = newFolder(t);
	t.match(await batch([from, '--out', here]), { status: 0, err: '' });
	for (const name of readdirSync(out))
		t.ok(readFileSync(join(here, name)).equals(readFileSync(join(out, name))));
	t.equal(readdirSync(here).length, 9);
});

t.test('the printed sample becomes superbills for its patients', async (t) => {
	const sample = await batch(['--sample']);
	t.strictSame(sample, { status: 0, out: sampleTable('spelled out'), err: '' });
	const out = newFolder(t);
	const from = file(t, 'visits.csv', sample.out);
	t.match(await batch([from, '--out', out]), {
		status: 0,
		out: `${from}: 3 superbills drawn\n\nWritten: ${out}\n`,
	});
	t.strictSame(pdfs(out), ['item-00001.pdf', 'item-00002.pdf', 'item-00003.pdf']);
	const each = newFolder(t);
	await batch([from, '--out', each, '--split-by', 'visit', '--names', 'visit {position}']);
	t.strictSame(
		pdfs(each),
		[1, 2, 3, 4].map((position) => `visit 0000${position}.pdf`),
	);
});

t.test('a bad row stops only its own superbill, and is reported with row, column and remedy', async (t) => {
	const from = file(t, 'visits.csv', table([[4, 'charge', 'much']]));
	const out = newFolder(t);
	const { status, out: said, err } = await batch([from, '--out', out, '--merged', join(out, 'print.pdf')]);
	t.equal(status, 1);
	t.equal(err, '');
	t.strictSame(
		manifest(out).map(({ status, rows }) => [status, ...(rows ?? [])]),
		[
			['failed', 2, 5],
			['rendered', 6, 8],
			['rendered', 9, 9],
		],
	);
	t.strictSame(pdfs(out), ['item-00002.pdf', 'item-00003.pdf', 'print.pdf']);
	t.match(
		said,
		/^.*visits\.csv: 2 superbills drawn, 1 refused\n\nitem 1 \(rows 2 to 5\): refused, 1 error\n/,
	);
	t.match(said, /\n {2}shape {2}row 4, column charge\n.*not an amount in dollars.*\n +Write the amount/);
	for (const text of [said, readFileSync(join(out, 'manifest.json'), 'utf8')]) {
		t.notMatch(text, /Fakenham|Marlow|1984|much/);
	}
	const json = JSON.parse((await batch([from, '--out', out, '--json'])).out);
	t.match(json, {
		state: 'done',
		counts: { total: 3, done: 2, failed: 1 },
		items: [{ position: 1, rows: [2, 5], findings: [{ source: { row: 4, column: 'charge' } }] }],
		unlisted: 0,
	});
});

t.test('superbills with warnings are listed with the warnings, also by a dry run', async (t) => {
	const { payments: _payments, ...unpaid } = VISIT;
	const stdin = lines(2, (position) => numbered(position, position === 2 ? unpaid : VISIT));
	for (const option of [['--out', newFolder(t)], ['--dry-run']]) {
		const { status, out } = await batch(['-', '--type', 'ndjson', ...option], { stdin });
		t.equal(status, 0);
		t.match(out, /\nitem 2 \(SB-2025-000002, row 2\): accepted, 1 warning\b.*\n\nWarnings: /);
		t.notMatch(out, /^item 1 /m);
	}
});

t.test(
	'if every item is refused, no merged file is made, and only the first ones are listed one by one',
	async (t) => {
		const folder = newFolder(t);
		const [out, merged] = [join(folder, 'out'), join(folder, 'print.pdf')];
		const stdin = lines(23, (position) => numbered(position, WRONG_VISIT));
		const said = await batch(['-', '--type', 'ndjson', '--out', out, '--merged', merged], { stdin });
		t.equal(said.status, 1);
		t.strictSame(readdirSync(folder), ['out']);
		t.strictSame(readdirSync(out).sort(), ['manifest.csv', 'manifest.json']);
		t.equal(said.out.match(/^item \d+ \(SB-2025-0000\d\d, row \d+\): refused, 1 error\b.*$/gm)?.length, 20);
		t.match(said.out, /^3 more were refused; the manifest and --json list them\.$/m);
		t.notMatch(said.out, 'print.pdf');
	},
);

t.test('--dry-run reports how the file is read, and writes nothing', async (t) => {
	const from = file(t, 'visits.csv', table([[8, 'date_of_service', '46301']]));
	const out = join(newFolder(t), 'out');
	const said = await batch([from, '--out', out, '--dry-run']);
	t.equal(said.status, 1);
	t.match(said.out, /visits\.csv: 8 rows, 5 visits, 3 patients, \d superbills; \d would be refused\n/);
	t.match(said.out, /\nThe columns are separated by a comma; dates are YYYY-MM-DD\.\n/);
	t.match(said.out, /^ {2}charge +\/serviceLines\/-\/charge$/m);
	t.match(said.out, /row 8, column date_of_service\n/);
	t.match(said.out, /\nNothing was written\.\n$/);
	t.notOk(existsSync(out));
	const json = await batch(['-', '--type', 'csv', '--dry-run', '--json'], { stdin: table() });
	t.equal(json.status, 0);
	t.match(JSON.parse(json.out), {
		superbills: 3,
		refused: 0,
		rows: 8,
		patients: 3,
		table: { delimiter: 'comma' },
	});
});

t.test('--mode issue uses the practices on file, and so does a dry run, which keeps nothing', async (t) => {
	const env = { DATA_DIR: newFolder(t) };
	const from = file(t, 'visits.csv', sampleTable('on file'));
	const dry = [from, '--mode', 'issue', '--dry-run', '--json'];
	t.match(JSON.parse((await batch(dry, { env })).out), { superbills: 0, refused: 3 });
	t.strictSame(readdirSync(env.DATA_DIR), []);

	const { billingProvider, renderingProvider } = VISIT;
	const providers = [{ id: 'samplewell', clinician: renderingProvider }];
	const profile = PracticeProfile.parse({ billingProvider, providers });
	await withStore({ dataDir: env.DATA_DIR }, configuredKeyring({ dataDir: env.DATA_DIR }), (store) =>
		store.transaction((tx) =>
			practicesIn(store, tx, SYSTEM).insert({ id: 'pretend-harbor', profile, now: new Date() }),
		),
	);
	t.match(JSON.parse((await batch(dry, { env })).out), { superbills: 3, refused: 0 });
	const issued = await batch([from, '--mode', 'issue', '--json'], { env });
	t.match(JSON.parse(issued.out), { replayed: false, counts: { total: 3, done: 3 } });
});

t.test('a changed file issues only what is new in it, unless --again issues it as a whole', async (t) => {
	const env = { DATA_DIR: newFolder(t) };
	const patient = (lastName: string) => ({ ...VISIT.patient, lastName });
	const issue = async (names: readonly string[], ...more: readonly string[]) => {
		const sent = names.map((name) => JSON.stringify({ ...unnumbered, patient: patient(name) }));
		const from = file(t, 'visits.ndjson', sent.join('\n'));
		return batch([from, '--mode', 'issue', ...more], { env });
	};
	t.match(await issue(['First']), { status: 0 });
	const changed = await issue(['First', 'Second']);
	t.equal(changed.status, 1);
	t.match(changed.out, /Superbill SB-\d{4}-000001 has the same practice, patient and services/);
	t.match(await issue(['First', 'Second'], '--again'), { status: 0, out: /: 2 superbills issued\n/ });
	t.match((await issue(['First', 'Second'], '--again')).out, /The same file was sent before/);
});

t.test('JSON is a list, whose meaning --of tells, or an object with its own names', async (t) => {
	const { issuedOn: _, ...visit } = unnumbered;
	const asVisits = async (sent: unknown, ...args: string[]) => {
		const stdin = JSON.stringify(sent);
		const { out } = await batch(['-', '--type', 'json', '--dry-run', '--json', ...args], { stdin });
		const { superbills, visits } = JSON.parse(out);
		return [superbills, visits];
	};
	t.strictSame(await asVisits([visit, visit]), [2, undefined]);
	t.strictSame(await asVisits([visit, visit], '--of', 'visits'), [1, 2]);
	t.strictSame(await asVisits([visit, visit], '--of', 'visits', '--split-by', 'visit'), [2, 2]);
	t.strictSame(await asVisits({ visits: [visit, visit] }), [1, 2]);
	t.strictSame(await asVisits({ visits: [visit, visit], splitBy: 'none' }, '--split-by', 'visit'), [2, 2]);
});

const whole = lines(2);
const UNUSABLE: readonly (readonly [why: string, name: string, content: string, message: RegExp])[] = [
	[
		'that ends too early',
		'a.ndjson',
		whole.slice(0, -20),
		/a\.ndjson cannot be used\. The upload ends in the middle of line 2\./,
	],
	['without a header', 'a.csv', 'Marlow,Fakenham\n', /a\.csv cannot be used\. The first row has no column/],
	['that is empty', 'a.jsonl', '', /a\.jsonl cannot be used\. The upload is empty\./],
	[
		'that is not JSON',
		'a.json',
		'{"superbills": [',
		/a\.json cannot be used\. The upload is not JSON: at line 1, column 17/,
	],
	['that is not a batch', 'a.json', '{"visit": []}', /a\.json is not a batch\. /],
];

for (const [why, name, content, message] of UNUSABLE) {
	t.test(`a file ${why} is refused completely, before anything is written`, async (t) => {
		const out = join(newFolder(t), 'out');
		const { status, out: said, err } = await batch([file(t, name, content), '--out', out]);
		t.equal(status, 2);
		t.equal(said, '');
		t.match(err, message);
		t.notMatch(err, /Fakenham|bug/);
		t.notOk(existsSync(out));
	});
}

t.test('a wrong command says what to do, and draws nothing', async (t) => {
	const folder = newFolder(t);
	const from = join(folder, 'visits.csv');
	writeFileSync(from, table());
	mkdirSync(join(folder, 'made'));
	const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
		[[from], /name an output: --out FOLDER, --zip FILE or --merged FILE/],
		[['-', '--out', 'x'], /the type of standard input is unclear: add --type csv, ndjson or json\./],
		[[from, '--type', 'xlsx'], /--type must be csv, ndjson or json\./],
		[[from, '--split-by', 'day'], /--split-by must be none, visit, provider or payer\./],
		[[from, '--of', 'superbills'], /the rows of a table are services of visits/],
		[['x.ndjson', '--split-by', 'visit'], /--split-by is for visits: add --of visits/],
		[[from, '--mode', 'draft'], /--mode must be render or issue\./],
		[[from, '--out', 'x', '--names', '{patient}'], /--names may contain only .* in braces/],
		[[from, '--out', from], /visits\.csv is a file\. Give --out a folder/],
		[[from, '--zip', join(folder, 'made')], /made is a folder\. Give --zip a file in it\./],
		[
			[from, '--merged', join(folder, 'no/a.pdf')],
			/in a folder that does not exist\. Create the folder first\./,
		],
		[[from, '--zip', '-'], /--zip needs a file name\./],
		[
			[from, '--zip', join(folder, 'a'), '--merged', join(folder, 'a')],
			/--zip, --merged and --failed-to need different files\./,
		],
		[[join(folder, 'no.csv'), '--dry-run'], /no\.csv does not exist\. Check the name/],
		[[from, '--again', '--out', 'x'], /--again is for --mode issue/],
		[['--sample', from], /--sample takes no file: it prints one\./],
	];
	for (const [args, message] of WRONG) {
		const { status, out, err } = await batch(args);
		t.equal(status, 2, args.join(' '));
		t.equal(out, '');
		t.match(err, message);
	}
	t.strictSame(readdirSync(folder).sort(), ['made', 'visits.csv']);
});

t.test('if one output cannot be written, the run ends and leaves no partial file', async (t) => {
	const folder = newFolder(t);
	const from = file(t, 'visits.ndjson', lines(8));
	mkdirSync(join(folder, 'out/SB-2025-000002.pdf'), { recursive: true });
	const { status, err } = await batch([from, '--out', join(folder, 'out'), '--zip', join(folder, 'a.zip')]);
	t.equal(status, 2);
	t.match(err, /SB-2025-000002\.pdf is a folder\./);
	t.strictSame(readdirSync(folder), ['out']);
	t.strictSame(readdirSync(join(folder, 'out')).sort(), ['SB-2025-000001.pdf', 'SB-2025-000002.pdf']);
});

t.test(
	'--mode issue stores superbills, and the same file issues nothing twice, not even years later',
	async (t) => {
		const env = { DATA_DIR: newFolder(t) };
		const from = file(t, 'visits.csv', table([[6, 'charge', '-']]));
		const [first, second] = [newFolder(t), newFolder(t)];
		const issued = await batch([from, '--mode', 'issue', '--out', first], { env });
		t.equal(issued.status, 1);
		t.match(issued.out, /visits\.csv: 2 superbills issued, 1 refused\n/);
		t.match(issued.out, /\nFix the refused items and send them in a separate file\./);
		t.strictSame(statuses(first), ['issued', 'failed', 'issued']);
		t.equal(pdfs(first).length, 2);
		t.match(pdfs(first)[0], /^SB-20\d\d-000001\.pdf$/);

		const keyring = existingKeyring({ dataDir: env.DATA_DIR });
		await withStore({ dataDir: env.DATA_DIR }, keyring, (store) =>
			store.db.updateTable('batches').set({ created_at: '2020-01-01T00:00:00.000Z' }).execute(),
		);
		const again = await batch([from, '--mode', 'issue', '--out', second, '--json'], { env });
		t.equal(again.status, 1);
		t.match(JSON.parse(again.out), { replayed: true, counts: { total: 3, done: 2, failed: 1 } });
		for (const name of readdirSync(first)) {
			t.ok(readFileSync(join(second, name)).equals(readFileSync(join(first, name))), `${name} is the same`);
		}
		await withStore({ dataDir: env.DATA_DIR }, keyring, async (store) => {
			t.strictSame(await faultsOfItems(store), []);
			t.equal((await store.db.selectFrom('superbills').select('seq').execute()).length, 2);
		});
		// Without an output, the superbills are kept all the same.
		const other = await batch([from, '--mode', 'issue', '--split-by', 'visit', '--again'], { env });
		t.match(other.out, /: \d superbills issued, 1 refused\n/);
		t.notMatch(other.out, /sent before|Written/);
	},
);

t.test('--mode issue explains that a folder cannot hold a store', async (t) => {
	const env = { DATA_DIR: file(t, 'file', '') };
	const from = file(t, 'visits.csv', table());
	const { status, err } = await batch([from, '--mode', 'issue'], { env });
	t.not(status, 0);
	t.not(status, 70);
	t.match(err, /DATA_DIR/);
});

/** Starts the program, interrupts it after something has happened, and waits for its end. */
async function interrupted(
	args: readonly string[],
	dataDir: string,
	hasBegun: () => boolean,
): Promise<{ readonly status: number; readonly said: string }> {
	const env = { ...process.env, DATA_DIR: dataDir, RENDER_THREADS: '1' };
	const child = spawn(process.execPath, [MAIN, 'batch', ...args], {
		env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = Promise.all([text(child.stdout), once(child, 'close')]);
	await until(async () => child.exitCode !== null || child.signalCode !== null || hasBegun(), Boolean);
	child.kill('SIGINT');
	const [said, [status]] = await ended;
	return { status, said };
}

t.test('Ctrl+C leaves complete files and a manifest that lists what was not done', async (t) => {
	const folder = newFolder(t);
	const [out, zip] = [join(folder, 'out'), join(folder, 'a.zip')];
	const from = file(t, 'visits.ndjson', lines(1_000));
	const { status, said } = await interrupted(
		[from, '--out', out, '--zip', zip],
		NO_DATA,
		() => existsSync(out) && pdfs(out).length > 0,
	);
	t.equal(status, 1);
	t.match(said, /\nStopped\. Repeat the command to start over\.\n$/);
	const listed = manifest(out);
	const done = listed.filter((item) => item.status === 'rendered');
	t.equal(listed.length, 1_000);
	t.ok(done.length < 1_000);
	t.ok(listed.every((item, i) => item.status === (i < done.length ? 'rendered' : 'cancelled')));
	t.strictSame(readdirSync(folder).sort(), ['a.zip', 'out']);
	t.equal(readdirSync(out).length, done.length + 2);
	for (const { file } of done) t.ok(isPdf(readFileSync(join(out, file as string))));
	t.equal(Object.keys(unzipSync(readFileSync(zip))).length, done.length + 2);
});

t.test('--mode issue continues after Ctrl+C, and issues each superbill once', async (t) => {
	const env = { DATA_DIR: newFolder(t) };
	const place = { dataDir: env.DATA_DIR };
	const out = join(newFolder(t), 'out');
	const inSeries = file(
		t,
		'first.ndjson',
		lines(1, () => unnumbered),
	);
	t.match(await batch([inSeries, '--mode', 'issue'], { env }), { status: 0 });
	const withNumbers = 25;
	// Another worker has the later slices, so the program cannot finish before it is interrupted.
	const change = (statement: string) =>
		withStore(place, existingKeyring(place), ({ db }) => sql.raw(statement).execute(db));
	await change(
		`create trigger taken after insert on batch_slices when new.first > ${withNumbers} begin
			update batch_slices set leased_until = '9999-01-01T00:00:00.000Z' where id = new.id; end`,
	);
	const all = 50;
	const from = file(
		t,
		'visits.ndjson',
		lines(all, (position) => (position <= withNumbers ? numbered(position + 1) : unnumbered)),
	);
	// Opening the store would lock it and block the program.
	const database = new Database(sqliteFile(env.DATA_DIR), { readonly: true });
	t.teardown(() => database.close());
	const counting = database.prepare('select count(*) - 1 as issued from superbills');
	const count = () => (counting.get() as { issued: number }).issued;
	const args = [from, '--mode', 'issue', '--again', '--out', out];
	const { status, said } = await interrupted(args, env.DATA_DIR, () => count() > 0);
	t.equal(status, 1);
	t.match(said, /\nStopped\. Repeat the command to continue\.\n$/);
	const before = count();
	t.ok(before > 0 && before <= withNumbers, `${before} issued`);
	t.strictSame(readdirSync(out).sort(), ['manifest.csv', 'manifest.json']);
	t.equal(statuses(out).filter((each) => each === 'issued').length, before);
	t.equal(statuses(out).filter((each) => each === 'cancelled').length, all - before);

	await change('update batch_slices set leased_until = null');
	await change('drop trigger taken');
	const rest = await batch(args, { env });
	t.equal(rest.status, 0);
	t.match(rest.out, /: 50 superbills issued\nThe same file was sent before/);
	t.equal(pdfs(out).length, all);
	await withStore(place, existingKeyring(place), async (store) =>
		t.strictSame(await faultsOfItems(store), []),
	);
	t.equal(count(), all);
});

t.test('stopped before everything is kept, it keeps nothing; stopped later, it begins no file', async (t) => {
	const plan = readPlan({ mode: 'issue', again: true }, [file(t, 'visits.ndjson', lines(3))]);
	const source = await openSource(plan, Readable.from([]));
	const stop = new AbortController();
	const place = { dataDir: newFolder(t) };
	await withStore(place, configuredKeyring(place), async (store) => {
		const progressOf = () => ({ show() {}, end() {} });
		const issue = (signal: AbortSignal) =>
			issueBatch(plan, source, {
				store,
				service: serviceUnderTest(),
				timeZone: 'UTC',
				signal,
				progressOf,
			});
		await t.rejects(issue(AbortSignal.abort()), {
			kind: 'not-now',
			message: 'Stopped before anything was issued.',
		});
		t.match(await rowCounts(store), { batches: 0, batch_items: 0 });
		const { items } = await issue(stop.signal);
		const results: unknown[] = [];
		for await (const { status, document } of items) {
			results.push([status, document !== undefined]);
			stop.abort();
		}
		t.strictSame(results, [
			['issued', true],
			['issued', false],
			['issued', false],
		]);
	});
});

t.test('progress is a bar on a terminal, and otherwise a line every few seconds', async (t) => {
	let now = 0;
	const [terminal, log] = [new Paper({ isTTY: true }), new Paper()];
	const both = [terminal, log].map((paper) => batchProgress(paper, 'Drawn', 4_000, () => now));
	const show = (at: number, done: number, refused: number) => {
		now = at;
		for (const progress of both) progress.show(done, refused);
	};
	show(50, 9, 0);
	show(200, 0, 0);
	show(1_000, 10, 0);
	show(5_000, 1_000, 2);
	show(6_000, 1_200, 2);
	show(10_000, 4_000, 2);
	for (const progress of both) progress.end();
	const bar = (filled: number) => `[${'#'.repeat(filled)}${'-'.repeat(24 - filled)}]`;
	t.strictSame(terminal.written.split('\r').slice(1), [
		`Drawn ${bar(0)} 0 of 4,000\u001B[K`,
		`Drawn ${bar(0)} 10 of 4,000, 10 a second, 6 min 39 s left\u001B[K`,
		`Drawn ${bar(6)} 1,000 of 4,000, 2 refused, 200 a second, 15 s left\u001B[K`,
		`Drawn ${bar(7)} 1,200 of 4,000, 2 refused, 200 a second, 14 s left\u001B[K`,
		`Drawn ${bar(24)} 4,000 of 4,000, 2 refused, 400 a second, 0 s left\u001B[K`,
		'\u001B[K',
	]);
	t.equal(
		log.written,
		'Drawn 1,000 of 4,000, 2 refused, 200 a second, 15 s left\nDrawn 4,000 of 4,000, 2 refused, 400 a second, 0 s left\n',
	);
});

t.test(
	'columns are matched by hand, and failed rows come back with the reason, to be sent again',
	async (t) => {
		const folder = newFolder(t);
		const [file, fixed, toFix] = ['visits.csv', 'fixed.csv', 'to-fix.csv'].map((name) =>
			join(folder, name),
		) as [string, string, string];
		writeFileSync(
			file,
			table([[9, 'diagnosis_1', 'nonsense']])
				.replace(/\bcharge\b/, 'Ref')
				.replace('drug_name', 'Room'),
		);
		const unknown = await batch([file, '--out', folder]);
		t.equal(unknown.status, 2);
		t.match(
			unknown.err
				.split('\n')
				.slice(0, 4)
				.map((line) => line.replace(/^.*cannot be used\. /, '')),
			[
				'The header of the table has 3 mistakes. Fix the items below, then send it again.',
				/^Column [A-Z]+ \("(?:Ref|Room)"\) is not a known column\. /,
				/^Column [A-Z]+ \("(?:Ref|Room)"\) is not a known column\. /,
				/^These columns are missing: charge\. /,
			],
		);

		const match = ['--column', 'Ref=charge', '--column', 'room='];
		const made = await batch([file, ...match, '--out', join(folder, 'out'), '--failed-to', toFix]);
		t.equal(made.status, 1, made.err);
		t.match(made.out, `Written: ${toFix}`);
		const [header = '', ...rows] = readFileSync(toFix, 'utf8').trimEnd().split('\r\n');
		t.match(header, /^\ufeff.*,Ref,.*,Why it failed$/);
		t.equal(rows.length, 1);
		t.match(rows[0], /,nonsense,.*does not have the form of an ICD-10-CM code/);

		writeFileSync(fixed, readFileSync(toFix, 'utf8').replace('nonsense', 'F33.1'));
		const again = await batch([
			fixed,
			...match,
			'--out',
			join(folder, 'again'),
			'--failed-to',
			join(folder, 'none'),
		]);
		t.equal(again.status, 0, again.out + again.err);
		t.equal(pdfs(join(folder, 'again')).length, 1);
		t.notOk(existsSync(join(folder, 'none')), 'nothing failed');
	},
);

t.test('a match by hand that makes no sense is refused', async (t) => {
	for (const [args, said] of [
		[['a.csv', '--column', 'Ref'], '--column is written like "Ref=visit"'],
		[['a.csv', '--column', '=visit'], '--column is written like "Ref=visit"'],
		[['a.csv', '--column', 'Ref=DOB'], 'there is no column "DOB"; did you mean patient_birth_date?'],
		[['a.csv', '--column', 'Ref=quux'], 'there is no column "quux". docs/batch-csv.md lists them.'],
		[['a.json', '--column', 'Ref=visit'], '--column and --failed-to are for tables'],
		[['a.csv', '--failed-to', 'x', '--zip', 'x', '--mode', 'issue'], '--failed-to need different files'],
		[['a.csv', '--failed-to', 'x', '--dry-run'], '--dry-run writes nothing'],
	] as const) {
		const { status, err } = await batch(args);
		t.equal(status, 2);
		t.match(err, said);
	}
});
