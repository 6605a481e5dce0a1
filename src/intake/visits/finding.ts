import { pointer, type Severity } from '../../superbill/finding.ts';
import { shapeFinding } from '../../superbill/read.ts';
import { type Origin, type SourcedFinding, withSource } from './origins.ts';

/** Makes a finding of rule `visits`, about how visits were grouped. */
export function visitsFinding(
	severity: Severity,
	path: readonly PropertyKey[],
	message: string,
	help: string,
	source?: Origin,
): SourcedFinding {
	return withSource({ rule: 'visits', severity, pointer: pointer(path), message, help }, source);
}

const MOST_NAMED = 6;

/** Joins names for a sentence: `visit 1, visit 3 and 7 more`. */
export function joinNames(names: readonly string[]): string {
	const shown = names.length > MOST_NAMED ? names.slice(0, MOST_NAMED - 1) : names.slice(0, -1);
	const last = names.length > MOST_NAMED ? `${names.length - shown.length} more` : (names.at(-1) as string);
	return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** Stands for the mistakes of a visit that are not kept. */
export function moreMistakes(count: number): SourcedFinding {
	return shapeFinding(
		[],
		`This visit has ${count} more mistakes. They are not listed, because the upload has so many.`,
		'Fix the mistakes that are listed, then send it again.',
	);
}
