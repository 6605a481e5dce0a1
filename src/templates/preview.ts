import { findJsonError } from '../json-error.ts';
import type { Mistake } from '../mistake.ts';
import type { Finding } from '../superbill/finding.ts';
import { readRequest } from '../superbill/read.ts';
import { readYaml } from '../yaml.ts';
import type { Preview } from './composition.ts';

type Told = Pick<Finding, 'pointer' | 'message'>;

export type PreviewReading = { readonly preview: Preview } | { readonly mistakes: readonly Mistake[] };

/**
 * Reads the request that a preview shows. JSON is YAML, so that every mistake has its line.
 * @param check the errors that the checks find, on its day of issue.
 */
export function readPreview(
	name: string,
	text: string,
	check: (preview: Preview) => readonly Told[],
): PreviewReading {
	const broken = findJsonError(text);
	if (broken) {
		const { line, column, expected } = broken;
		return { mistakes: [{ file: name, line, column, message: `this is not JSON: expected ${expected}` }] };
	}
	const file = readYaml(name, text);
	const { request, findings } = readRequest(JSON.parse(text));
	if (!request) return { mistakes: findings.map((finding) => file.mistake(...told(finding))) };
	const { issuedOn } = request;
	if (issuedOn === undefined) {
		return { mistakes: [file.mistake([], 'issuedOn is missing; a preview needs a day of its own')] };
	}
	const preview = { ...request, issuedOn };
	const errors = check(preview);
	return errors.length === 0
		? { preview }
		: { mistakes: errors.map((finding) => file.mistake(...told(finding))) };
}

/** Steps of an RFC 6901 pointer, and what was found there. */
function told({ pointer, message }: Told): [path: string[], message: string] {
	const steps = pointer.split('/').slice(1);
	return [steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')), message.replace(/\.$/, '')];
}
