import type { Finding } from '../superbill/finding.ts';
import { isWithin, shapeFinding } from '../superbill/read.ts';
import type { Practice } from './practice.ts';

/** A request in which references to a practice and its providers were replaced by what they stand for. */
export interface Expanded {
	readonly body: unknown;
	/** References that lead nowhere. */
	readonly findings: readonly Finding[];
	/** Where references stood: what is found inside is said of the reference, since that is what was sent. */
	readonly places: readonly string[];
}

/** The id of the practice that a request names as its billing provider. */
export function namedPractice(body: unknown): string | undefined {
	return referenceIn(isObject(body) ? body['billingProvider'] : undefined, 'practice');
}

/**
 * Puts the practice's own words where a request says `{"practice": "<id>"}` or `{"provider": "<id>"}`, of the request
 * or of a line. @param practice whose superbill it is; none where none is stored.
 */
export function expandReferences(body: unknown, practice: Practice | undefined): Expanded {
	if (!isObject(body)) return { body, findings: [], places: [] };
	const findings: Finding[] = [];
	const places: string[] = [];

	const provider = (value: unknown, path: readonly PropertyKey[]): unknown => {
		const id = referenceIn(value, 'provider');
		if (id === undefined) return value;
		places.push(`/${path.map(String).join('/')}`);
		const found = practice?.profile.providers.find((provider) => provider.id === id);
		if (!found)
			findings.push(unknownReference([...path, 'provider'], 'The practice has no provider with this id.'));
		return found?.clinician;
	};

	const expanded: Record<string, unknown> = { ...body };
	const named = namedPractice(body);
	if (named !== undefined) {
		places.push('/billingProvider');
		const known = practice?.id === named;
		if (!known) findings.push(unknownReference(['billingProvider', 'practice'], 'No practice has this id.'));
		expanded['billingProvider'] = known ? practice.profile.billingProvider : undefined;
	}
	if ('renderingProvider' in body) {
		expanded['renderingProvider'] = provider(body['renderingProvider'], ['renderingProvider']);
	}
	const lines = body['serviceLines'];
	if (Array.isArray(lines)) {
		expanded['serviceLines'] = lines.map((line: unknown, i) =>
			isObject(line) && 'renderingProvider' in line
				? {
						...line,
						renderingProvider: provider(line['renderingProvider'], ['serviceLines', i, 'renderingProvider']),
					}
				: line,
		);
	}
	return { body: places.length === 0 ? body : expanded, findings, places };
}

/** A finding as the caller sees it: inside a reference, it is about the reference. */
export function atReference(finding: Finding, places: readonly string[]): Finding {
	const place = places.find((place) => isWithin(finding.pointer, place));
	return place === undefined ? finding : { ...finding, pointer: place };
}

function referenceIn(value: unknown, kind: 'practice' | 'provider'): string | undefined {
	if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
	const id = value[kind];
	return typeof id === 'string' ? id : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownReference(path: readonly PropertyKey[], message: string): Finding {
	return shapeFinding(path, message, 'Correct the id, or spell it out instead.');
}
