import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Component, readJson } from './packages.ts';

/** A file of others that a release contains. */
export interface CopiedFile {
	readonly path: string;
	readonly license: string;
}

/**
 * Writes a software bill of materials: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/. `npm sbom` would also list what
 * the bundler leaves out, and names each bill after a random number, a time and a folder. Serial number and time are
 * optional. They are left out so that the same release has the same bill.
 */
export function sbomOf(components: readonly Component[], files: readonly CopiedFile[]): object {
	const { name, version, description, license } = readJson('package.json');
	const shipped = new Map(
		components.map((component) => [`${component.name}@${component.version}`, component]),
	);
	const root = `pkg:generic/${name}@${version}`;
	return {
		$schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		version: 1,
		metadata: {
			component: {
				'bom-ref': root,
				type: 'application',
				name,
				version,
				description,
				licenses: licenses(license),
				purl: root,
			},
			properties: [{ name: 'superbill:platform', value: `${process.platform}-${process.arch}` }],
		},
		components: [...components.map(library), ...files.map(file)],
		dependencies: [
			{ ref: root, dependsOn: components.map(purl) },
			...components.map((component) => ({
				ref: purl(component),
				dependsOn: component.dependencies.flatMap((id) => shipped.get(id) ?? []).map(purl),
			})),
		],
	};
}

function library(component: Component) {
	const { name, version, license, integrity } = component;
	return {
		'bom-ref': purl(component),
		type: 'library',
		name,
		version,
		...(integrity && {
			hashes: [
				{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') },
			],
		}),
		licenses: licenses(license),
		purl: purl(component),
	};
}

function file({ path, license }: CopiedFile) {
	const content = createHash('sha256').update(readFileSync(path)).digest('hex');
	return {
		'bom-ref': path,
		type: 'file',
		name: path,
		hashes: [{ alg: 'SHA-256', content }],
		licenses: licenses(license),
	};
}

/** https://github.com/package-url/purl-spec: the @ of a scope is encoded. */
const purl = ({ name, version }: Component) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licenses = (license: string) =>
	/ /.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
