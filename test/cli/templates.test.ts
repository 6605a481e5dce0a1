import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { superbillHere } from './in-process.ts';
import { superbill } from './superbill.ts';

const CLINIC = 'extends: standard\nid: clinic\nversion: 2\ntitle: Ours\n';

const templates = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
	superbillHere(['templates', ...args], { env });

t.test('list shows every template that a request can name', async (t) => {
	const folder = t.testdir({ 'clinic.yaml': CLINIC });
	const { status, stdout } = await templates(['list'], { TEMPLATES_DIR: folder });
	t.equal(status, 0);
	for (const id of TEMPLATES.keys()) t.match(stdout, new RegExp(`^${id} +\\S.*, version 1$`, 'm'));
	t.match(stdout, /^clinic {13}Ours, version 2\n {19}For most visits\./m);
	const json = await templates(['list', '--json']);
	t.match(
		JSON.parse(json.stdout).items,
		[...TEMPLATES.values()].map(({ sha256 }) => ({ sha256 })),
	);
});

t.test('check finds no mistakes: status 0', async (t) => {
	const all = [...TEMPLATES.keys()].join(', ');
	t.strictSame(await templates(['check']), { status: 0, stdout: `No mistakes in ${all}.\n`, stderr: '' });
	const folder = t.testdir({ 'clinic.yaml': CLINIC });
	for (const [args, env] of [
		[[], { TEMPLATES_DIR: folder }],
		[[folder], {}],
	] as const) {
		t.match(await templates(['check', ...args], env), {
			status: 0,
			stdout: `No mistakes in ${all}, clinic.\n`,
		});
	}
	t.match(await templates(['check', join(folder, 'clinic.yaml')]), { stdout: 'No mistakes in clinic.\n' });
});

t.test('check reports every mistake with its place: status 1', async (t) => {
	const cwd = t.testdir({
		own: {
			'a.yaml': `${CLINIC}accent: red\ndates: eu\n`,
			'b.yaml': CLINIC.replace('clinic', 'b'),
			'c.yaml': CLINIC.replace('id: clinic', 'id: c').replace('standard', 'clinic'),
		},
	});
	const mistakesIn = (file: string) =>
		[
			`${file}:5:9: accent must be a colour like #123a5e, in lowercase`,
			`${file}:6:8: dates must be one of us, iso, not "eu"`,
			'',
		].join('\n');
	const relative = await superbill(['templates', 'check', 'own'], { cwd });
	t.match(relative, { status: 1, stderr: '' });
	t.equal(`${relative.stdout}`, mistakesIn('own/a.yaml'));
	const file = join(cwd, 'own/a.yaml');
	for (const place of ['own', 'own/a.yaml', 'own/c.yaml']) {
		const checked = await templates(['check', join(cwd, place)]);
		t.strictSame(checked, { status: 1, stdout: mistakesIn(file), stderr: '' }, place);
	}
	t.equal((await templates(['check', join(cwd, 'own/b.yaml')])).status, 0);
	const { status, stdout } = await templates(['check', join(cwd, 'own'), '--json']);
	t.equal(status, 1);
	t.match(JSON.parse(stdout), {
		status: 'errors',
		templates: [...TEMPLATES.keys(), 'b'],
		mistakes: [
			{ file, line: 5, column: 9, message: /^accent must/ },
			{ file, line: 6, column: 8 },
		],
	});
});

t.test('preview writes the sample to a file named after the template, or to the given one', async (t) => {
	const cwd = t.testdir();
	const written = await superbill(['templates', 'preview', 'statement'], { cwd });
	t.equal(written.status, 0);
	t.equal(written.stderr, 'Written: template-statement.pdf\n');
	t.strictSame(readdirSync(cwd), ['template-statement.pdf']);
	const expected = async (language: 'en' | 'es') =>
		(await serviceUnderTest().preview('statement', language))?.pdf as Buffer;
	t.ok(readFileSync(join(cwd, 'template-statement.pdf')).equals(await expected('en')));
	const args = ['templates', 'preview', 'statement', '--language', 'es', '--out', '-'];
	const piped = await superbill(args, { cwd });
	t.ok(piped.stdout.equals(await expected('es')));
	t.equal(piped.stderr, '');
	const out = join(cwd, 'x.pdf');
	const json = await templates(['preview', 'compact', '--out', out, '--json']);
	t.strictSame(JSON.parse(json.stdout), { status: 'ok', file: out });
	t.equal(json.stderr, '');
});

t.test('a broken template stops every other command with all mistakes: status 2', async (t) => {
	const folder = t.testdir({ 'clinic.yaml': `${CLINIC}accent: red\ndates: eu\n` });
	const { status, stderr } = await templates(['list'], { TEMPLATES_DIR: folder });
	t.equal(status, 2);
	t.match(
		stderr,
		/^superbill templates: These templates cannot be used:\nclinic\.yaml:5:9: .*\nclinic\.yaml:6:8: /,
	);
});

t.test('wrong use is explained: status 2', async (t) => {
	const folder = t.testdir({ 'notes.txt': '', '.hidden.yaml': '' });
	const wrong: readonly (readonly [args: readonly string[], message: string])[] = [
		[[], 'name one of these subcommands: list, check, preview.'],
		[['lst'], 'there is no subcommand "lst"; did you mean "list"? There are list, check, preview.'],
		[['constructor'], 'there is no subcommand "constructor"; there are list, check, preview.'],
		[['list', 'x'], 'list takes no arguments.'],
		[['check', 'a', 'b'], 'check takes at most one argument.'],
		[['list', '--out', 'x'], 'only preview takes --out and --language.'],
		[['check', '--language', 'es'], 'only preview takes --out and --language.'],
		[['check', join(folder, 'none')], `${join(folder, 'none')} does not exist. Check the name.`],
		[
			['check', join(folder, 'notes.txt')],
			`${join(folder, 'notes.txt')} is not a template: its name must end in .yaml or .yml.`,
		],
		[
			['check', join(folder, '.hidden.yaml')],
			`${join(folder, '.hidden.yaml')} is not a template: its name must end in .yaml or .yml.`,
		],
		[['preview'], 'name a template; "superbill templates list" shows their ids.'],
		[['preview', 'standard', '--language', 'fr'], '--language must be en or es.'],
		[['preview', 'none'], `there is no template "none". Use one of ${[...TEMPLATES.keys()].join(', ')}.`],
		[
			['preview', 'standard', '--out', '-', '--json'],
			'--json and --out - both use standard output: give --out a file.',
		],
	];
	for (const [args, message] of wrong) {
		const { status, stderr, stdout } = await templates(args);
		t.equal(status, 2);
		t.equal(stdout, '');
		t.equal(stderr, `superbill templates: ${message}\nTry "superbill templates --help".\n`);
	}
	const missing = await templates(['list'], { TEMPLATES_DIR: join(folder, 'none') });
	t.match(
		missing.stderr,
		'superbill templates: Fix these environment variables and try again:\nTEMPLATES_DIR must be a folder that this process may read.\n',
	);
});
