import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { readmeExamples } from '../clients/readme.ts';
import { testApp } from '../http/app.ts';

/**
 * Tests the npm package as a program gets it: packed, and installed into an empty project without the network, because it
 * needs no other package.
 */

t.setTimeout(300_000);

const project = mkdtempSync(join(tmpdir(), 'superbill-package-'));
t.teardown(() => rmSync(project, { recursive: true, force: true }));

const TYPESCRIPT = resolve('node_modules/typescript/bin/tsc');
const OLDER_TYPESCRIPT = resolve('clients/typescript/node_modules/typescript/bin/tsc');

const installed = join(project, 'node_modules/superbill');
let packed: Packed;
let packedClient: Packed;

const pack = (folder: string): Packed => {
	// What `npm pack` builds first is there already, and the other tests read it.
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
	return JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }))[0];
};

const npm = (...args: readonly string[]) =>
	execFileSync('npm', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Runs a program in the project, with settings that the library must not read. */
function run(...args: readonly string[]) {
	const env = {
		...process.env,
		NODE_V8_COVERAGE: '',
		TIME_ZONE: 'nowhere',
		TEMPLATES_DIR: '/none',
		RULES_FILE: '/none',
	};
	const { status, stdout, stderr } = spawnSync(process.execPath, args, {
		cwd: project,
		encoding: 'utf8',
		env,
	});
	return { status, stdout, stderr };
}

interface Packed {
	readonly filename: string;
	readonly size: number;
	readonly unpackedSize: number;
	readonly files: readonly { readonly path: string }[];
}

t.before(() => {
	execFileSync(process.execPath, ['dist/scripts/build/library.js']);
	execFileSync(process.execPath, [TYPESCRIPT, '--project', 'clients/typescript']);
	packed = pack('.');
	packedClient = pack('clients/typescript');
	writeFileSync(join(project, 'package.json'), '{ "private": true }');
	npm(
		'install',
		'--offline',
		'--no-audit',
		'--no-fund',
		`./${packed.filename}`,
		`./${packedClient.filename}`,
	);
});

/** Checks programs strictly, as both kinds of projects do, and compiles them. */
function compiles(t: Test, include: readonly string[]): void {
	const common = {
		strict: true,
		exactOptionalPropertyTypes: true,
		skipLibCheck: false,
		target: 'es2023',
		typeRoots: [resolve('node_modules/@types')],
		types: ['node'],
	};
	for (const [compiler, options] of [
		[TYPESCRIPT, { module: 'preserve', moduleResolution: 'bundler', noEmit: true }],
		[OLDER_TYPESCRIPT, { module: 'nodenext', noEmit: true }],
		[TYPESCRIPT, { module: 'nodenext' }],
	] as const) {
		const config = { compilerOptions: { ...common, ...options }, include };
		writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
		t.match(run(compiler, '--project', project), { status: 0, stdout: '' });
	}
}

t.test('the package holds what a program needs, and installs nothing else', async (t) => {
	const folders = new Set(
		packed.files.map(({ path }) => path.split('/', path.startsWith('dist/') ? 2 : 1).join('/')),
	);
	t.strictSame(
		[...folders].sort(),
		['LICENSE', 'NOTICE', 'README.md', 'package.json']
			.concat(['codes', 'dist/app', 'dist/files', 'dist/lib', 'packs', 'templates'])
			.sort(),
	);
	const others = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
	t.strictSame(others, ['@superbill', 'superbill']);
	const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
	t.comment(
		`package: ${megabytes(packed.size)} MB packed, ${megabytes(packed.unpackedSize)} MB in ${packed.files.length} files, of it ${megabytes(statSync(join(installed, 'dist/lib/superbill.cjs')).size)} MB the library`,
	);
	t.ok(packed.size < 6_000_000, 'it has not grown by accident');
	t.comment(
		`client: ${Math.round(packedClient.size / 1000)} KB packed, ${Math.round(packedClient.unpackedSize / 1000)} KB unpacked`,
	);
	t.strictSame(
		packedClient.files
			.map(({ path }) => path.split('/', 1)[0])
			.filter((path) => path !== 'dist')
			.sort(),
		['LICENSE', 'README.md', 'package.json'],
	);
});

t.test('both kinds of modules draw the bytes of the service', async (t) => {
	const { post } = await testApp(t);
	const { value } = EXAMPLES['iv-ketamine-visit'] as { value: unknown };
	writeFileSync(join(project, 'visit.json'), JSON.stringify(value));
	const answer = await post('render', value);
	const draw = (name: string) => `createSuperbills()
	.then((superbills) => superbills.render(JSON.parse(readFileSync('visit.json', 'utf8'))))
	.then(({ pdf }) => writeFileSync('${name}.pdf', pdf));`;
	const imports = (names: string, from: string) => ({
		mjs: `import { ${names} } from '${from}';\n`,
		cjs: `const { ${names} } = require('${from}');\n`,
	});
	for (const kind of ['mjs', 'cjs'] as const) {
		const source = [
			imports('readFileSync, writeFileSync', 'node:fs'),
			imports('createSuperbills', 'superbill'),
		];
		writeFileSync(join(project, `draw.${kind}`), source.map((one) => one[kind]).join('') + draw(kind));
		// An older Node cannot require an ES module.
		t.strictSame(run('--no-experimental-require-module', `draw.${kind}`), {
			status: 0,
			stdout: '',
			stderr: '',
		});
		t.ok(readFileSync(join(project, `${kind}.pdf`)).equals(answer.rawPayload), kind);
	}
	t.match(run('-e', "require('superbill/dist/app/main.js')"), { stderr: /ERR_PACKAGE_PATH_NOT_EXPORTED/ });
});

t.test('the program of the package runs, and says what it needs to store something', async (t) => {
	const program = join(installed, 'dist/app/main.js');
	t.match(run(program, 'render', 'visit.json'), { status: 2, stderr: /TIME_ZONE/ });
	if (run('-e', "require.resolve('libsql')").status === 0) {
		t.comment('a folder above the temporary one has SQLite, so this machine cannot show that it is missing');
		return;
	}
	const served = spawnSync(process.execPath, [program, 'serve'], {
		cwd: project,
		encoding: 'utf8',
		timeout: 60_000,
	});
	t.match(served, {
		status: 2,
		stderr:
			/^superbill serve: SQLite is not installed\. Install it next to superbill: npm install libsql\.$/m,
	});
});

t.test(
	'the examples of docs/library.md and of the client are correct TypeScript, and the former run',
	async (t) => {
		mkdirSync(join(project, 'docs'));
		const blocks = [...readFileSync('docs/library.md', 'utf8').matchAll(/^```(ts|js)\n((?:.*\n)*?)```$/gm)];
		const files = blocks.map(([, kind, source = ''], i) => {
			const name = `docs/example-${i + 1}`;
			writeFileSync(join(project, kind === 'ts' ? `${name}.mts` : `${name}.cjs`), source);
			return `${name}.${kind === 'ts' ? 'mjs' : 'cjs'}`;
		});
		// Every example of a request has the type that the package declares, for both kinds of modules.
		const typed = Object.values(EXAMPLES).map(({ value }) => JSON.stringify(value));
		const consumer = `import { createSuperbills, type SuperbillRequest } from 'superbill';
export const requests: readonly SuperbillRequest[] = [${typed.join(',\n')}];
export const text: Promise<string> = createSuperbills().then(async ({ render }) => {
	const rendered = await render(requests[0] as SuperbillRequest);
	return rendered.refused ? rendered.findings.join() : await new Blob([rendered.pdf]).text();
});
// @ts-expect-error A request has a patient.
export const wrong: SuperbillRequest = { ...requests[0], patient: undefined };
`;
		for (const extension of ['mts', 'cts']) writeFileSync(join(project, `consumer.${extension}`), consumer);
		mkdirSync(join(project, 'client'));
		for (const [i, example] of readmeExamples().entries()) {
			writeFileSync(join(project, `client/example-${i + 1}.mts`), example);
		}
		compiles(t, ['docs/*.mts', 'client', 'consumer.*']);
		t.strictSame(
			files.map((file) => run(file)),
			[
				'',
				'hsa-receipt-SB-2026-000101.pdf true\n',
				'errors -400.00 99213 on 2026-10-06 points to diagnosis B, which is not listed.\n',
				'These options cannot be used:\ntemplatesDir must be a folder.\ntimeZone must be an IANA name, like "America/Denver".\n',
				'ok\n',
			].map((stdout) => ({ status: 0, stdout, stderr: '' })),
		);
		t.ok(statSync(join(project, 'superbill-SB-2026-000101.pdf')).size > 10_000);
	},
);

t.test('both kinds of modules can load the client', async (t) => {
	const ask =
		"new SuperbillClient({ url: 'http://localhost:1', retries: 0 }).get('a').catch(({ name }) => console.log(name))";
	for (const program of [
		`import('@superbill/client').then(({ SuperbillClient }) => ${ask})`,
		`const { SuperbillClient } = require('@superbill/client'); ${ask}`,
	]) {
		t.match(run('-e', program), { status: 0, stdout: 'SuperbillUnreachable\n' });
	}
});
