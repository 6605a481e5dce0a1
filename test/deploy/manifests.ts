import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The contents of a YAML file. Missing properties are undefined. */
// biome-ignore lint/suspicious/noExplicitAny: manifests have no types here; the tests check their shape.
export type Manifest = any;

const FOLDER = 'deploy/kubernetes';

/** @throws if a file is not YAML, or names a key twice. */
export function documentsOf(path: string): Manifest[] {
	return parseAllDocuments(readFileSync(path, 'utf8'), { merge: true }).map((document) => {
		const [error] = document.errors;
		if (error) throw error;
		return document.toJS();
	});
}

const inFolder = (name: string): Manifest[] => documentsOf(join(FOLDER, name));

/** Lists the YAML files. */
export const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

export const [KUSTOMIZATION] = inFolder('kustomization.yaml') as [Manifest];

/** Reads everything that `kubectl apply -k` applies. */
export const APPLIED: readonly Manifest[] = (KUSTOMIZATION.resources as string[]).flatMap(inFolder);

export const [SECRET] = inFolder('secret.example.yaml') as [Manifest];

export const [ADAPTER] = inFolder('prometheus-adapter.values.yaml') as [Manifest];

export const ofKind = (kind: string): Manifest[] => APPLIED.filter((manifest) => manifest.kind === kind);

export function named(kind: string, name: string): Manifest {
	const found = ofKind(kind).find(({ metadata }) => metadata.name === name);
	if (!found) throw new Error(`There is no ${kind} ${name}.`);
	return found;
}

export const podOf = ({ spec }: Manifest): Manifest => spec.template;

/** Tells if a selector matches a pod with these labels. */
export function selects(selector: Manifest, labels: Manifest): boolean {
	return Object.entries(selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value);
}
