import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

t.test('the types of the client are generated from the contract as it is', async (t) => {
	const { scripts } = JSON.parse(readFileSync('clients/typescript/package.json', 'utf8'));
	const [program, document, ...options] = scripts.generate.replace(/ --output \S+/, '').split(' ');
	const generated = execFileSync(
		process.execPath,
		[join('node_modules', program, 'bin/cli.js'), document, ...options],
		{
			cwd: 'clients/typescript',
			encoding: 'utf8',
		},
	);
	t.ok(
		generated.trim() === readFileSync('clients/typescript/src/contract.ts', 'utf8').trim(),
		'run "npm run openapi" and commit the file',
	);
});

t.test('the client is of the same version as the service', async (t) => {
	const version = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
	t.equal(version('clients/typescript'), version('.'));
});
