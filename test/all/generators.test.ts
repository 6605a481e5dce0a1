import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { batchApp } from '../http/batches/batch-app.ts';

/**
 * Generates clients from the contract, checks them as strictly as TypeScript can, and calls a service with them. The generators
 * come from the npm registry, pinned by test/generators/package-lock.json. One of them runs each day, and with --full all of them.
 */

interface Generator {
	/** The program and its arguments, in a folder with openapi.json. It writes into `generated`. */
	readonly command: string;
	/** Declares the type of a request, for a visit to be checked with it. */
	readonly type: string;
}

const GENERATORS: Readonly<Record<string, Generator>> = {
	'openapi-fetch': {
		// A property with a default may be left out of a request.
		command: 'openapi-typescript openapi.json --output generated/contract.ts --default-non-nullable=false',
		type: "import type { components } from './generated/contract.js';\ntype Visit = components['schemas']['SuperbillRequest'];",
	},
	'hey-api': {
		command: 'openapi-ts --input openapi.json --output generated',
		type: "import type { SuperbillRequest as Visit } from './generated/index.js';",
	},
	orval: {
		command: 'orval --input openapi.json --output generated/client.ts --client axios-functions',
		type: "import type { SuperbillRequest as Visit } from './generated/client.js';",
	},
	'openapi-zod-client': {
		command: 'openapi-zod-client openapi.json --output generated/client.ts',
		type: "import type { ZodiosBodyByAlias } from '@zodios/core';\nimport type { api } from './generated/client.js';\ntype Visit = ZodiosBodyByAlias<(typeof api)['api'], 'renderSuperbill'>;",
	},
	'swagger-client': { command: '', type: 'type Visit = object;' },
};

const names = Object.keys(GENERATORS);
const DAY_MS = 24 * 60 * 60 * 1000;
const chosen =
	process.env['GENERATOR'] ??
	(process.env['TEST_FULL'] ? undefined : names[Math.floor(Date.now() / DAY_MS) % names.length]);

const run = promisify(execFile);

const { number: _, ...VISIT } = (EXAMPLES['iv-ketamine-visit'] as { value: unknown }).value as Record<
	string,
	unknown
>;

t.setTimeout(600_000);

const installed = mkdtempSync(join(tmpdir(), 'superbill-generators-'));
t.teardown(() => rmSync(installed, { recursive: true, force: true }));

t.before(() => {
	for (const file of ['package.json', 'package-lock.json'])
		cpSync(join('test/generators', file), join(installed, file));
	const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'];
	execFileSync('npm', ['ci', ...options], { cwd: installed, stdio: ['ignore', 'ignore', 'inherit'] });
});

for (const [name, { command, type }] of Object.entries(GENERATORS)) {
	if (chosen !== undefined && name !== chosen) continue;
	t.test(`${name} makes a client that works`, async (t) => {
		const folder = join(installed, name);
		const bin = (program: string) => join(installed, 'node_modules/.bin', program);
		mkdirSync(join(folder, 'generated'), { recursive: true });
		cpSync('test/generators/programs/shared.ts', join(folder, 'shared.ts'));
		cpSync(`test/generators/programs/${name}.ts`, join(folder, 'main.ts'));
		cpSync('openapi/openapi.json', join(folder, 'openapi.json'));
		cpSync('openapi/examples/batch.csv', join(folder, 'visits.csv'));
		writeFileSync(join(folder, 'visits.ndjson'), `${JSON.stringify(VISIT)}\n`.repeat(2));
		writeFileSync(
			join(folder, 'visit.ts'),
			`${type}\nexport const VISIT: Visit = ${JSON.stringify(VISIT)};\n`,
		);
		writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
		writeFileSync(
			join(folder, 'tsconfig.json'),
			JSON.stringify({
				compilerOptions: {
					strict: true,
					target: 'es2022',
					module: 'nodenext',
					lib: ['es2022', 'dom', 'dom.iterable'],
					types: ['node'],
					skipLibCheck: true,
					noEmitOnError: true,
					outDir: 'out',
				},
				include: ['*.ts', 'generated'],
			}),
		);
		const options = { cwd: folder };
		const [program = '', ...args] = command.split(' ');
		if (program !== '') await run(bin(program), args, options);
		const checked = await run(bin('tsc'), ['--project', '.'], options).catch((error) => error);
		t.equal(checked.stdout, '', 'it passes the compiler');
		const { app } = await batchApp(t);
		const env = { ...process.env, SUPERBILL_URL: await app.listen({ port: 0 }) };
		const { stdout } = await run(process.execPath, ['out/main.js'], { ...options, env });
		const { bytes, ...report } = JSON.parse(stdout);
		t.ok(bytes > 10_000);
		t.strictSame(report, {
			rendered: '%PDF-',
			validated: 'ok',
			issued: 'SB-2026-000001',
			found: ['SB-2026-000001'],
			batches: [1, 2, 3],
			findings: 'errors',
			error: 404,
		});
	});
}
