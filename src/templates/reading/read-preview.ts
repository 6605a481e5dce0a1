import type { Finding } from '../../superbill/finding.ts';
import { readRequest } from '../../superbill/read.ts';
import { parseStrictJson } from '../../text/json.ts';
import type { FileMistake } from '../../text/mistake.ts';
import { readYaml } from '../../text/yaml.ts';
import type { Preview } from '../loaded-template.ts';

type Told = Pick<Finding, 'pointer' | 'message'>;

export type PreviewReading = { readonly preview: Preview } | { readonly mistakes: readonly FileMistake[] };

/**
 * Reads the request that a preview shows; every mistake has its line, because JSON is YAML.
 * @param check the errors that the checks find, on its day of issue.
 */
export function readPreview(
	name: string,
	text: string,
	check: (preview: Preview) => readonly Told[],
): PreviewReading {
	const { value, error } = parseStrictJson(text);
	if (error) {
		const { line, column, expected } = error;
		return { mistakes: [{ file: name, line, column, message: `this is not JSON: expected ${expected}` }] };
	}
	const { request, findings } = readRequest(value);
	if (!request) return { mistakes: placed(name, text, findings) };
	const { issuedOn } = request;
	if (issuedOn === undefined) {
		const message = 'issuedOn is missing; a preview needs a day of its own';
		return { mistakes: placed(name, text, [{ pointer: '', message }]) };
	}
	const preview = { ...request, issuedOn };
	const errors = check(preview);
	return errors.length === 0 ? { preview } : { mistakes: placed(name, text, errors) };
}

/** What is told, where it stands. Only then is the file read as YAML, which takes many times as long as JSON. */
function placed(name: string, text: string, findings: readonly Told[]): FileMistake[] {
	const file = readYaml(name, text);
	return findings.map((finding) => file.mistake(...steps(finding)));
}

/** Steps of an RFC 6901 pointer, and what was found there. */
function steps({ pointer, message }: Told): [path: string[], message: string] {
	const path = pointer.split('/').slice(1);
	return [path.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')), message.replace(/\.$/, '')];
}
