import { readFileSync } from 'node:fs';
import semver from 'semver';
import t from 'tap';
import { ROOT } from './fixtures/cases.ts';

interface LockedPackage {
	readonly engines?: { readonly node?: string };
	readonly hasInstallScript?: true;
}

const manifest = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
	readFileSync(new URL('package-lock.json', ROOT), 'utf8'),
);

/** `npm ci` warns about a package that does not accept the Node it runs on. */
const refusing = (node: string): string[] =>
	Object.entries(lock.packages)
		.filter(([, { engines }]) => engines?.node && !semver.satisfies(node, engines.node))
		.map(([path, { engines }]) => `${path || 'superbill'} wants Node ${engines?.node}`);

t.test('every package accepts every Node that we support', async (t) => {
	const oldest = String(semver.minVersion(manifest.engines.node));
	for (const node of [oldest, '22.13.0', '24.0.0']) t.strictSame(refusing(node), [], node);
	t.ok(refusing('18.20.0').length > 0, 'an older one is refused');
});

t.test('npm 11 is told about every install script', async (t) => {
	const scripts = Object.entries(lock.packages)
		.filter(([, { hasInstallScript }]) => hasInstallScript)
		.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
	t.strictSame(
		scripts.filter((name) => !(name in manifest.allowScripts)),
		[],
	);
});
