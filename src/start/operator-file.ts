import type { z } from 'zod';
import { fieldName } from '../superbill/finding.ts';
import { mistakeText } from '../text/mistake.ts';
import { readYaml, type YamlFile } from '../text/yaml.ts';

/** The content of an operator's file, or all its mistakes, each as `file:line:column: message`. */
export type OperatorFile<T> =
	| { readonly value: T; readonly mistakes?: undefined }
	| { readonly value?: undefined; readonly mistakes: readonly string[] };

/** Reads YAML 1.2 and checks it against a schema. Messages use `name` for the file. */
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
		return file.mistakeAtKey(at, `${fieldName(at)}: is unknown; check the spelling`);
	});
}
