import { LineCounter, parseDocument } from 'yaml';
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

	/** Where a path stands, or the nearest thing around it that is there. */
	const offsetOf = (path: readonly PropertyKey[]): number => {
		for (let depth = path.length; depth >= 0; depth--) {
			const node = document.getIn(path.slice(0, depth), true) as { range?: [number] } | undefined;
			if (node?.range) return node.range[0];
		}
		return 0;
	};
	return {
		mistakes: result.error.issues.flatMap((issue) => {
			const path = issue.path;
			if (issue.code === 'unrecognized_keys') {
				return issue.keys.map((key) =>
					at(offsetOf([...path, key]), `${fieldName([...path, key])}: is not known here; check its spelling`),
				);
			}
			return [at(offsetOf(path), `${fieldName(path) || 'the file'}: ${issue.message}`)];
		}),
	};
}
