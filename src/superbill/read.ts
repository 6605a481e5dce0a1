import type { z } from 'zod';
import { type Finding, fieldLabel, pointer, quotedName } from './finding.ts';
import { SuperbillRequest } from './request.ts';

export type ShapeReading<T> =
	| { readonly value: T; readonly findings?: undefined }
	| { readonly value?: undefined; readonly findings: readonly Finding[] };

/** Reads parsed JSON as a request, or finds everything that is wrong with its shape. */
export function readRequest(
	body: unknown,
):
	| { request: SuperbillRequest; findings?: undefined }
	| { request?: undefined; findings: readonly Finding[] } {
	const { value, findings } = readShape(SuperbillRequest, body);
	return value ? { request: value } : { findings };
}

/**
 * Reads parsed JSON by a schema, or finds everything that is wrong with its shape.
 * @param skipped pointers to places that others check; nothing at or below them is reported
 */
export function readShape<T extends z.ZodType>(
	schema: T,
	body: unknown,
	skipped: Places = NOWHERE,
): ShapeReading<z.output<T>> {
	const { success, data, error } = parse(schema, body);
	if (success) return { value: data };
	const issues =
		skipped.size === 0
			? error.issues
			: error.issues.filter(({ path }) => placeOf(pointer(path), skipped) === undefined);
	return { findings: shapeFindings(issues, body) };
}

/** Parses by a schema. Nulls are looked for only after a refusal, so that the usual request is read once. */
function parse<T extends z.ZodType>(schema: T, body: unknown) {
	const result = schema.safeParse(body);
	const clean = result.success ? body : droppedNulls(body, result.error.issues);
	return clean === body ? result : schema.safeParse(clean);
}

/** Removes nulls in place of absent values: many typed clients send one for each value that they do not have. */
export function withoutNulls(schema: z.ZodType, body: unknown): unknown {
	return droppedNulls(body, schema.safeParse(body).error?.issues ?? []);
}

function droppedNulls(body: unknown, issues: readonly Issue[]): unknown {
	const nulls = issues.map(({ path }) => path).filter((path) => isNullField(body, path));
	if (nulls.length === 0) return body;
	const copy = structuredClone(body);
	for (const path of nulls) {
		delete (valueAt(copy, path.slice(0, -1)) as Record<PropertyKey, unknown>)[path.at(-1) as PropertyKey];
	}
	return copy;
}

/** Tests for a null in an object. One in a list is a mistake. */
function isNullField(body: unknown, path: readonly PropertyKey[]): boolean {
	return typeof path.at(-1) === 'string' && valueAt(body, path) === null;
}

/** Pointers: a set, or the keys of a map. */
type Places = Pick<ReadonlySet<string>, 'has' | 'size'>;

const NOWHERE: Places = new Set();

/** Reads the value at one place of parsed JSON. The pointers of findings start at the root. */
export function readPart<T extends z.ZodType>(
	schema: T,
	body: unknown,
	at: readonly PropertyKey[],
): ShapeReading<z.output<T>> {
	const { success, data, error } = parse(schema, valueAt(body, at));
	if (success) return { value: data };
	const issues = error.issues.map((issue) => ({ ...issue, path: [...at, ...issue.path] }));
	return { findings: shapeFindings(issues, body) };
}

/** Finds the place, among several, at or below which a pointer lies. */
export function placeOf(pointer: string, places: Pick<Places, 'has'>): string | undefined {
	for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
		const place = pointer.slice(0, end);
		if (places.has(place)) return place;
	}
	return undefined;
}

type Issue = z.core.$ZodIssue;

/** Turns zod's issues into one finding for each field. Values are left out: they may be names or birth dates. */
function shapeFindings(issues: readonly Issue[], body: unknown): readonly Finding[] {
	const fields = new Map<string, { path: readonly PropertyKey[]; issues: Issue[] }>();
	const unknown: (() => Finding)[] = [];
	for (const issue of issues) {
		if (issue.code === 'unrecognized_keys') {
			const holder = valueAt(body, issue.path) as Record<string, unknown>;
			for (const key of issue.keys) unknown.push(() => unknownField(issue.path, key, holder[key]));
			continue;
		}
		const key = pointer(issue.path);
		const field = fields.get(key);
		if (field) field.issues.push(issue);
		else fields.set(key, { path: issue.path, issues: [issue] });
	}
	const known = Array.from(
		fields.values(),
		({ path, issues }) =>
			() =>
				fieldFinding(path, issues, valueAt(body, path)),
	);
	return limited(
		[...known, ...unknown].slice(0, MAX_FINDINGS).map((find) => find()),
		known.length + unknown.length,
	);
}

/** Cuts a list of findings to the length of an answer, and counts the rest. @param count the length of the whole list */
export function limited(findings: readonly Finding[], count = findings.length): readonly Finding[] {
	return count <= MAX_FINDINGS
		? findings
		: [...findings.slice(0, MAX_FINDINGS), unlisted(count - MAX_FINDINGS)];
}

/** Room for ten mistakes in each of 200 lines. A body of 100,000 unknown fields must not cause an answer of 40 MB. */
const MAX_FINDINGS = 2_000;

function unlisted(count: number): Finding {
	return shapeFinding(
		[],
		`The request has ${count} more mistakes.`,
		'Fix the mistakes above, then try again.',
	);
}

/** Makes a finding of rule `shape`. */
export function shapeFinding(path: readonly PropertyKey[], message: string, help: string): Finding {
	return { rule: 'shape', severity: 'error', pointer: pointer(path), message, help };
}

const OPTIONAL = 'Fill it in, or leave it out if it is optional.';

function fieldFinding(path: readonly PropertyKey[], issues: readonly Issue[], value: unknown): Finding {
	if (path.length === 0) {
		return shapeFinding(path, 'The request is not a JSON object.', 'Put its fields in curly brackets.');
	}
	const label = fieldLabel(path);
	const errors = issues.map(errorOf);
	const fix = errors.flatMap((error) => (error.fix === undefined ? [] : [`${error.fix}.`])).join(' ');
	if (value === undefined) {
		const problem = errors.find((error) => error.problem.startsWith('is missing'))?.problem ?? 'is missing';
		const help = `Add ${quotedName(path.at(-1) as PropertyKey)}. ${fix}`;
		// The pointer must lead to something that exists: the object without the field.
		return shapeFinding(path.slice(0, -1), `${label} ${problem}.`, help.trim());
	}
	if (value === null) return shapeFinding(path, `${label} is null.`, OPTIONAL);
	if (typeof value === 'string' && value.trim() === '') {
		return shapeFinding(path, `${label} is empty.`, OPTIONAL);
	}
	const problems = errors.map(({ problem }) => problem).join(' and ');
	return shapeFinding(path, `${label} ${problems}.`, fix === '' ? 'Change it, then try again.' : fix);
}

interface FieldError {
	/** Continues a sentence that starts with the field. */
	readonly problem: string;
	/** The next step, without its final period. */
	readonly fix: string | undefined;
}

const TYPE_ERRORS: Readonly<Record<string, FieldError>> = {
	string: { problem: 'is not text', fix: 'Put it in quotes' },
	number: { problem: 'is not a number', fix: 'Write it without quotes' },
	array: { problem: 'is not a list', fix: 'Put it in square brackets' },
	object: { problem: 'is not an object', fix: 'Put its fields in curly brackets' },
	record: { problem: 'is not an object', fix: 'Put its fields in curly brackets' },
};

/** A field that takes any value is missing. */
const MISSING: FieldError = { problem: 'is missing', fix: undefined };

/** Uses the field's own message, or a plain one for a value of the wrong JSON type. */
function errorOf(issue: Issue): FieldError {
	// A name in an object of free names.
	if (issue.code === 'invalid_key') return errorOf(issue.issues[0] as Issue);
	if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
		return TYPE_ERRORS[issue.expected] ?? MISSING;
	}
	const [problem = '', ...fix] = issue.message.split('. ');
	return { problem, fix: fix.length === 0 ? undefined : fix.join('. ') };
}

/** Names of fields such as CMS-1500 box 23. */
const PRIOR_AUTHORIZATION =
	/^auth(?:ori[sz]ation)?s?$|(?:prior|pre)[-_ ]?(?:auth|cert|approv|determination)|(?:auth(?:ori[sz]ation)?|certification|referral)[-_ ]?(?:num|no$|id$|code)/i;

function unknownField(holder: readonly PropertyKey[], key: string, value: unknown): Finding {
	const path = [...holder, key];
	const where = holder.length === 0 ? '' : `${fieldLabel(holder)}: `;
	return asksForAuthorization(key, value)
		? shapeFinding(
				path,
				`${where}${quotedName(key)} is refused, because this service does not do prior authorization, pre-certification or referral authorization.`,
				'Remove it. A superbill asks for reimbursement of services that are already paid for.',
			)
		: shapeFinding(
				path,
				`${where}${quotedName(key)} is not a known field.`,
				'Check its spelling, or remove it.',
			);
}

/**
 * Tests whether a field is about prior authorization, by its name and the names inside its value. A loop rather than
 * recursion, because callers decide how deeply values nest.
 */
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
