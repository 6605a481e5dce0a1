import type { z } from 'zod';
import { type Finding, fieldName, pointer } from './finding.ts';
import { SuperbillRequest } from './request.ts';

export type ShapeReading<T> =
	| { readonly value: T; readonly findings?: undefined }
	| { readonly value?: undefined; readonly findings: readonly Finding[] };

/** Reads parsed JSON as a request, or says everything that is wrong with its shape at once. */
export function readRequest(
	body: unknown,
):
	| { request: SuperbillRequest; findings?: undefined }
	| { request?: undefined; findings: readonly Finding[] } {
	const { value, findings } = readShape(SuperbillRequest, body);
	return value ? { request: value } : { findings };
}

/**
 * Reads parsed JSON as a schema has it, or says everything that is wrong with its shape at once.
 * @param unjudged pointers of what others judge: nothing is said about these places and what is in them.
 */
export function readShape<T extends z.ZodType>(
	schema: T,
	body: unknown,
	unjudged: ReadonlySet<string> = NOWHERE,
): ShapeReading<z.output<T>> {
	const { success, data, error } = schema.safeParse(body);
	if (success) return { value: data };
	const issues = error.issues.filter(({ path }) => placeOf(pointer(path), unjudged) === undefined);
	return { findings: shapeFindings(issues, body) };
}

const NOWHERE: ReadonlySet<string> = new Set();

/** Reads what stands at one place of parsed JSON; what is wrong with it is said of its place. */
export function readPart<T extends z.ZodType>(
	schema: T,
	body: unknown,
	at: readonly PropertyKey[],
): ShapeReading<z.output<T>> {
	const { success, data, error } = schema.safeParse(valueAt(body, at));
	if (success) return { value: data };
	const issues = error.issues.map((issue) => ({ ...issue, path: [...at, ...issue.path] }));
	return { findings: shapeFindings(issues, body) };
}

/** The place, of some, that a JSON pointer leads to or into. */
export function placeOf(pointer: string, places: ReadonlySet<string>): string | undefined {
	for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
		const place = pointer.slice(0, end);
		if (places.has(place)) return place;
	}
	return undefined;
}

type Issue = z.core.$ZodIssue;

/**
 * Every zod issue as a finding of rule `shape`: one for a field, with all that is wrong with it. Values are never
 * repeated: they may be names or birth dates.
 */
function shapeFindings(issues: readonly Issue[], body: unknown): readonly Finding[] {
	const fields = new Map<string, { path: readonly PropertyKey[]; issues: Issue[] }>();
	const unknown: Finding[] = [];
	for (const issue of issues) {
		if (issue.code === 'unrecognized_keys') {
			const holder = valueAt(body, issue.path) as Record<string, unknown>;
			for (const key of issue.keys) unknown.push(unknownProperty([...issue.path, key], holder[key]));
			continue;
		}
		const key = pointer(issue.path);
		const field = fields.get(key);
		if (field) field.issues.push(issue);
		else fields.set(key, { path: issue.path, issues: [issue] });
	}
	const findings = [
		...[...fields.values()].map(({ path, issues }) => misshapen(path, issues, valueAt(body, path))),
		...unknown,
	];
	return listed(findings);
}

/** As many findings as are worth an answer, and how many more there are. */
export function listed(findings: readonly Finding[]): readonly Finding[] {
	return findings.length <= MOST_FINDINGS
		? findings
		: [...findings.slice(0, MOST_FINDINGS), unlisted(findings.length - MOST_FINDINGS)];
}

/** Ten mistakes in each of 200 lines are listed; a body of 100,000 made-up properties is not answered with 40 MB. */
const MOST_FINDINGS = 2_000;

function unlisted(count: number): Finding {
	return shapeFinding(
		[],
		`The request has ${count} more mistakes.`,
		'Mend the mistakes above and send it again.',
	);
}

/** A finding of rule `shape` at a path of the request. */
export function shapeFinding(path: readonly PropertyKey[], message: string, help: string): Finding {
	return { rule: 'shape', severity: 'error', pointer: pointer(path), message, help };
}

function misshapen(path: readonly PropertyKey[], issues: readonly Issue[], value: unknown): Finding {
	if (path.length === 0) {
		return shapeFinding(path, 'The request must be an object in curly brackets.', 'Send one JSON object.');
	}
	const name = fieldName(path);
	const mistakes = issues.map(mistake).join(' and ');
	if (value === undefined) {
		const why = mistakes.startsWith('is required') ? mistakes : 'is required';
		// A pointer must resolve, so what is missing is reported at the object that lacks it.
		return shapeFinding(path.slice(0, -1), `${name} ${why}.`, `Add ${name}.`);
	}
	if (value === null) return shapeFinding(path, `${name} must not be null.`, GIVE_A_VALUE);
	return shapeFinding(
		path,
		`${name} ${mistakes}.`,
		typeof value === 'string' && value.trim() === '' ? GIVE_A_VALUE : `Correct ${name} and send it again.`,
	);
}

const GIVE_A_VALUE = 'Give it a value; what is not required can also be left out.';

const TYPE_WORDS: Readonly<Record<string, string>> = {
	string: 'must be text in quotes',
	number: 'must be a number without quotes',
	array: 'must be a list in square brackets',
	object: 'must be an object in curly brackets',
};

/** What is wrong with a field: in its own words, or in plain words for a value of the wrong JSON type. */
function mistake(issue: Issue): string {
	return issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
		? (TYPE_WORDS[issue.expected] as string)
		: issue.message;
}

/** Names of CMS-1500 box 23 and its kin. */
const PRIOR_AUTHORIZATION =
	/^auth(?:ori[sz]ation)?s?$|(?:prior|pre)[-_ ]?(?:auth|cert|approv|determination)|(?:auth(?:ori[sz]ation)?|certification|referral)[-_ ]?(?:num|no$|id$|code)/i;

function unknownProperty(path: readonly PropertyKey[], value: unknown): Finding {
	const name = fieldName(path);
	return asksForAuthorization(String(path.at(-1)), value)
		? shapeFinding(
				path,
				`${name} is refused: this service does not do prior authorization, pre-certification or referral authorization.`,
				'Remove it; a superbill asks for reimbursement of services that were already paid for.',
			)
		: shapeFinding(
				path,
				`${name} is not a property that a superbill request has.`,
				'Check its spelling, or remove it; nothing that is sent is ever dropped in silence.',
			);
}

/** Whether a property is about prior authorization. Looks at names within the value, too. A loop and not a recursion, since a caller decides how deep they nest. */
export function asksForAuthorization(name: string, value: unknown): boolean {
	if (PRIOR_AUTHORIZATION.test(name)) return true;
	const unseen = [value];
	while (unseen.length > 0) {
		const next = unseen.pop();
		if (typeof next !== 'object' || next === null) continue;
		for (const [key, inner] of Object.entries(next)) {
			if (PRIOR_AUTHORIZATION.test(key)) return true;
			unseen.push(inner);
		}
	}
	return false;
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
	let value = body;
	for (const step of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
	return value;
}
