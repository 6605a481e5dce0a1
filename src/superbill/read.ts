import type { z } from 'zod';
import { type Finding, pointer } from './finding.ts';
import { SuperbillRequest } from './request.ts';

export type Reading =
	| { readonly request: SuperbillRequest; readonly findings?: undefined }
	| { readonly request?: undefined; readonly findings: readonly Finding[] };

/** Reads parsed JSON as a request, or says everything that is wrong with its shape at once. */
export function readRequest(body: unknown): Reading {
	const result = SuperbillRequest.safeParse(body);
	return result.success ? { request: result.data } : { findings: shapeFindings(result.error, body) };
}

type Issue = z.core.$ZodIssue;

/** Every zod issue as a finding of rule `shape`. Values are never repeated: they may be names or birth dates. */
function shapeFindings(error: z.ZodError, body: unknown): Finding[] {
	const findings = error.issues.flatMap((issue) =>
		issue.code === 'unrecognized_keys'
			? issue.keys.map((key) => unknownProperty([...issue.path, key]))
			: [misshapen(issue, body)],
	);
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

function misshapen(issue: Issue, body: unknown): Finding {
	const name = fieldName(issue.path);
	const value = valueAt(body, issue.path);
	if (value === undefined) {
		const why = issue.message.startsWith('is required') ? issue.message : 'is required';
		// A pointer must resolve, so what is missing is reported at the object that lacks it.
		return shapeFinding(issue.path.slice(0, -1), `${name} ${why}.`, `Add ${name}.`);
	}
	if (value === null) {
		return shapeFinding(issue.path, `${name} must not be null.`, 'Give a value, or leave the property out.');
	}
	return shapeFinding(
		issue.path,
		`${name} ${typeMistake(issue) ?? issue.message}.`,
		`Change ${name} and send it again.`,
	);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
	string: 'must be text in quotes',
	number: 'must be a number without quotes',
	int: 'must be a whole number without quotes',
	array: 'must be a list in square brackets',
	object: 'must be an object in curly brackets',
};

/** Plain words for a value of the wrong JSON type, unless the field has words of its own. */
function typeMistake(issue: Issue): string | undefined {
	return issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
		? TYPE_WORDS[issue.expected]
		: undefined;
}

/** Names of CMS-1500 box 23 and its kin. */
const PRIOR_AUTHORIZATION =
	/(?:prior|pre)[-_ ]?(?:auth|cert|approv|determination)|(?:auth(?:orization)?|certification|referral)[-_ ]?(?:num|no$|id$|code)/i;

function unknownProperty(path: readonly PropertyKey[]): Finding {
	const name = fieldName(path);
	return PRIOR_AUTHORIZATION.test(String(path.at(-1)))
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

/** `["serviceLines", 0, "charge"]` → `serviceLines[0].charge`. */
function fieldName(path: readonly PropertyKey[]): string {
	if (path.length === 0) return 'The request';
	return path
		.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? String(step) : `.${String(step)}`))
		.join('');
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
	let value = body;
	for (const step of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
	return value;
}
