import type { Finding } from '../../superbill/finding.ts';
import { readRequest } from '../../superbill/read.ts';
import { parseStrictJson } from '../../text/json.ts';
import type { FileMistake } from '../../text/mistake.ts';
import { readYaml } from '../../text/yaml.ts';
import type { Preview } from '../loaded-template.ts';

type PreviewMistake = Pick<Finding, 'pointer' | 'message'>;

export type PreviewReading = { readonly preview: Preview } | { readonly mistakes: readonly FileMistake[] };

/**
 * Reads the request that a preview shows.
 * @param check returns the errors of the preview on its issue date
 */
export function readPreview(
	name: string,
	text: string,
	check: (preview: Preview) => readonly PreviewMistake[],
): PreviewReading {
	const { value, error } = parseStrictJson(text);
	if (error) {
		const { line, column, expected } = error;
		return { mistakes: [{ file: name, line, column, message: `this is not JSON; expected ${expected}` }] };
	}
	const { request, findings } = readRequest(value);
	if (!request) return { mistakes: withLines(name, text, findings) };
	const { issuedOn } = request;
	if (issuedOn === undefined) {
		const message = 'issuedOn is missing; a preview needs a fixed issue date';
		return { mistakes: withLines(name, text, [{ pointer: '', message }]) };
	}
	const preview = { ...request, issuedOn };
	const errors = check(preview);
	return errors.length === 0 ? { preview } : { mistakes: withLines(name, text, errors) };
}

/** Finds the line of each mistake by reading the file as YAML, of which JSON is a subset. That is slower than reading JSON. */
function withLines(name: string, text: string, findings: readonly PreviewMistake[]): FileMistake[] {
	const file = readYaml(name, text);
	return findings.map((finding) => file.mistake(...steps(finding)));
}

/** The steps of a mistake's RFC 6901 pointer, and its message. */
function steps({ pointer, message }: PreviewMistake): [path: string[], message: string] {
	const path = pointer.split('/').slice(1);
	return [path.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')), message.replace(/\.$/, '')];
}
