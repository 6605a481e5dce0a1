import type { z } from 'zod';
import { fieldName } from '../superbill/finding.ts';
import { mistakeText } from '../text/mistake.ts';
import { readYaml, type YamlFile } from '../text/yaml.ts';

/** What an operator wrote, or everything that is wrong with it as `file:line:column: what is wrong`. */
export type OperatorFile<T> =
	| { readonly value: T; readonly mistakes?: undefined }
	| { readonly value?: undefined; readonly mistakes: readonly string[] };

/** Reads YAML 1.2 and checks it; `name` is only what messages call it. */
export function readOperatorFile<T extends z.ZodType>(
	name: string,
	source: string,
	schema: T,
): OperatorFile<z.output<T>> {
	const file = readYaml(name, source, 'allowed');
	if (file.mistakes.length > 0) return { mistakes: file.mistakes.map(mistakeText) };
	const { success, data, error } = schema.safeParse(file.value);
	return success
		? { value: data }
		: { mistakes: error.issues.flatMap((issue) => mistakesOf(file, issue)).map(mistakeText) };
}

function mistakesOf(file: YamlFile, issue: z.core.$ZodIssue) {
	const { path } = issue;
	if (issue.code !== 'unrecognized_keys') {
		return [file.mistake(path, `${fieldName(path)}: ${issue.message}`)];
	}
	return issue.keys.map((key) => {
		const at = [...path, key];
		return file.mistakeAtKey(at, `${fieldName(at)}: is not known here; check its spelling`);
	});
}
