import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** What YAML says, walked by name; what is not there is undefined. */
// biome-ignore lint/suspicious/noExplicitAny: manifests have no types here, and what is expected of them is the tests'.
export type Manifest = any;

const FOLDER = 'deploy/kubernetes';

/** @throws where a file is not YAML, or names a key twice. */
export function documentsOf(path: string): Manifest[] {
	return parseAllDocuments(readFileSync(path, 'utf8'), { merge: true }).map((document) => {
		const [error] = document.errors;
		if (error) throw error;
		return document.toJS();
	});
}

const inFolder = (name: string): Manifest[] => documentsOf(join(FOLDER, name));

/** All YAML files there. */
export const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

export const [KUSTOMIZATION] = inFolder('kustomization.yaml') as [Manifest];

/** What `kubectl apply -k` applies. */
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

/** Whether a selector takes in a pod that has these labels. */
export function selects(selector: Manifest, labels: Manifest): boolean {
	return Object.entries(selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value);
}
