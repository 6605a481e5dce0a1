import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { fieldName } from './superbill/finding.ts';

/** What an operator wrote, or everything that is wrong with it as `file:line:column: what is wrong`. */
export type YamlReading<T> =
	| { readonly value: T; readonly mistakes?: undefined }
	| { readonly value?: undefined; readonly mistakes: readonly string[] };

/** Reads YAML 1.2 and checks it; `file` is only what messages call it. */
export function readYaml<T extends z.ZodType>(
	file: string,
	source: string,
	schema: T,
): YamlReading<z.output<T>> {
	const lines = new LineCounter();
	const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
	const at = (offset: number, message: string): string => {
		const { line, col } = lines.linePos(offset);
		return `${file}:${line}:${col}: ${message}`;
	};
	if (document.errors.length > 0) {
		return { mistakes: document.errors.map(({ pos, message }) => at(pos[0], message)) };
	}
	const result = schema.safeParse(document.toJS() ?? {});
	if (result.success) return { value: result.data };

	return {
		mistakes: result.error.issues.flatMap((issue) => {
			const path = issue.path;
			if (issue.code === 'unrecognized_keys') {
				return issue.keys.map((key) =>
					at(
						position(document.contents, [...path, key]).key,
						`${fieldName([...path, key])}: is not known here; check its spelling`,
					),
				);
			}
			return [
				at(position(document.contents, path).value, `${fieldName(path) || 'the file'}: ${issue.message}`),
			];
		}),
	};
}

/** Offsets of what a path leads to, and of the key before it; of the nearest thing around it where it is missing. */
function position(contents: unknown, path: readonly PropertyKey[]): { key: number; value: number } {
	let node = contents;
	let found = { key: offset(contents), value: offset(contents) };
	for (const step of path) {
		const pair = isMap(node)
			? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
			: undefined;
		const next = pair ? pair.value : isSeq(node) ? node.items[step as number] : undefined;
		if (!isNode(next)) break;
		found = { key: offset(pair?.key ?? next), value: offset(next) };
		node = next;
	}
	return found;
}

/** An empty file has no contents, and starts at its start. */
function offset(node: unknown): number {
	return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
