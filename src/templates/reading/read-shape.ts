import type { z } from 'zod';
import { fieldName } from '../../superbill/finding.ts';
import type { FileMistake } from '../../text/mistake.ts';
import { noSuch } from '../../text/nearest.ts';
import type { YamlFile, YamlPath } from '../../text/yaml.ts';
import { Extends, NEVER_INHERITED, Template } from '../template.ts';
import { schemaAt, wrongValue } from './plain-words.ts';

type Issue = z.core.$ZodIssue;

/**
 * Reads the keys of a template, including inherited ones, and reports mistakes in the file's own keys.
 * @param incomplete true if the template that it extends could not be read
 */
export function readTemplateShape(
	file: YamlFile,
	keys: Readonly<Record<string, unknown>>,
	incomplete: boolean,
): { readonly template?: Template; readonly mistakes: readonly FileMistake[] } {
	const result = Template.safeParse(keys);
	if (result.success) return { template: result.data, mistakes: [] };
	const own = (path: YamlPath) => path.length === 0 || String(path[0]) in file.value;
	const reported = new Set<string>();
	const mistakes = result.error.issues
		.filter(
			({ path }) => !incomplete || own(path) || (NEVER_INHERITED as YamlPath).includes(path[0] as string),
		)
		.flatMap((issue) => shapeMistakes(file, keys, issue))
		.filter(({ message }) => !reported.has(message) && reported.add(message));
	return { mistakes };
}

function shapeMistakes(file: YamlFile, keys: object, issue: Issue): FileMistake[] {
	const { path } = issue;
	if (issue.code === 'unrecognized_keys') {
		const known = Object.keys(schemaAt(path).properties as object);
		const names = path.length === 0 ? ['extends', ...known] : known;
		const holder = path.length === 0 ? '' : `${fieldName(path)}: `;
		return issue.keys.map((key) =>
			file.mistakeAtKey([...path, key], `${holder}${noSuch('key', key, names)}`),
		);
	}
	const value = path.reduce<unknown>(
		(inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
		keys,
	);
	const worded = issue.code === 'custom' || issue.code === 'invalid_format';
	return [file.mistake(path, worded ? `${fieldName(path)} ${issue.message}` : wrongValue(path, value))];
}

/** Checks the name of the template that a file extends. */
export function extendsMistakes(file: YamlFile): FileMistake[] {
	if (!('extends' in file.value)) return [];
	const { error } = Extends.safeParse(file.value['extends']);
	return (error?.issues ?? []).map(({ code, message }) =>
		file.mistake(
			['extends'],
			`extends ${code === 'invalid_format' ? message : 'must be the id of a template, such as standard'}`,
		),
	);
}
