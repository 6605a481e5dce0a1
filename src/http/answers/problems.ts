import { z } from 'zod';
import { type IssuedEarlier, Refusal, type RefusalKind, type WrongParameter } from '../../calls/refusal.ts';
import { object } from '../../superbill/fields.ts';
import { string } from './fields.ts';
import { FindingSchema } from './finding-schema.ts';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from './problem-table.ts';

/** A refusal worded like the published example. */
export function usualRefusal(kind: Exclude<RefusalKind, 'not-now'>): Refusal {
	return new Refusal(kind, PROBLEMS[kind].example);
}

/** Problems whose answers have findings. */
const WITH_FINDINGS = ['refused', 'invalid-body', 'bad-table'] as const satisfies ProblemCode[];

export function hasFindings(code: ProblemCode): boolean {
	return (WITH_FINDINGS as readonly ProblemCode[]).includes(code);
}

function problemFields<const C extends readonly [ProblemCode, ...ProblemCode[]]>(codes: C) {
	return {
		type: z.string().meta({
			format: 'uri-reference',
			description: 'The path of a page about this kind of problem. It ends with the code.',
			examples: [problemType('refused')],
		}),
		code: z.enum(codes).describe('The kind of problem, for programs. It never changes.'),
		title: string(
			'The problem in a few words; the same for every problem with this code.',
			PROBLEMS.refused.title,
		),
		status: z
			.int()
			.min(400)
			.max(599)
			.meta({ description: 'The HTTP status.', examples: [422] }),
		detail: string('What is wrong with this request, and what to do.', PROBLEMS.refused.example),
		instance: z.string().meta({
			format: 'uri',
			description:
				'Identifies this answer by its request id, which the header `X-Request-Id` and the log also contain.',
			examples: ['urn:uuid:00000000-0000-4000-8000-000000000000'],
		}),
	};
}

const EarlierSchema = object('EarlierSuperbill', 'A superbill that was issued before.', {
	id: string('The id of the superbill.', '00000000-0000-4000-8000-000000000101'),
	number: string('The printed number.', 'SB-2026-000101'),
});

const WrongParameterSchema = object('WrongParameter', 'A parameter that is wrong.', {
	in: z.enum(['path', 'query', 'header']).describe('Where the parameter is.'),
	name: string(
		'The name of the parameter. Null if what was sent does not look like a name.',
		'limit',
	).nullable(),
	detail: string(
		'What is wrong, and what to write.',
		'The query parameter limit must be a whole number from 1 to 100.',
	),
});

export const ProblemSchema = object('Problem', 'The reason why a request failed (RFC 9457).', {
	...problemFields(PROBLEM_CODES.filter((code) => !hasFindings(code)) as [ProblemCode, ...ProblemCode[]]),
	earlier: EarlierSchema.optional().describe(
		'The superbill with the same practice, patient and services, if the code is `repeated` and you may see it.',
	),
	parameters: z
		.array(WrongParameterSchema)
		.optional()
		.describe('The parameters that are wrong, if the code is `invalid-parameter`.'),
});

export const RefusalSchema = object(
	'Refusal',
	'The reason why the contents of a request were refused (RFC 9457), with findings.',
	{
		...problemFields(WITH_FINDINGS),
		findings: z
			.array(FindingSchema)
			.describe(
				'Everything that was found, including warnings. Empty if the detail of a `bad-table` says it all.',
			),
	},
);

export type ProblemBody = z.output<typeof ProblemSchema> | z.output<typeof RefusalSchema>;

export function problemType(code: ProblemCode): string {
	return `/docs/errors/${code}`;
}

/** The parts of a problem that depend on the request. */
export interface ProblemFacts {
	readonly detail?: string | undefined;
	readonly findings?: Refusal['findings'];
	readonly earlier?: IssuedEarlier | undefined;
	readonly parameters?: readonly WrongParameter[] | undefined;
}

export function problemBody(
	code: ProblemCode,
	requestId: string,
	{ detail = PROBLEMS[code].example, findings = [], earlier, parameters }: ProblemFacts = {},
): ProblemBody {
	const { status, title } = PROBLEMS[code];
	const common = { type: problemType(code), title, status, detail, instance: `urn:uuid:${requestId}` };
	if (code === 'refused' || code === 'invalid-body' || code === 'bad-table')
		return { ...common, code, findings: [...findings] };
	return {
		...common,
		code,
		...(earlier && { earlier }),
		...(parameters && { parameters: [...parameters] }),
	};
}

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

const FACTS: { readonly [C in ProblemCode]?: ProblemFacts } = {
	refused: {
		findings: [
			{
				rule: 'shape',
				severity: 'error',
				pointer: '/serviceLines/0/charge',
				message: 'Service line 1: charge is not an amount in dollars and cents.',
				help: 'Write it like "150.00", without a dollar sign or comma.',
			},
		],
	},
	'invalid-body': {
		findings: [
			{
				rule: 'shape',
				severity: 'error',
				pointer: '/serviceFrom',
				message: 'serviceFrom is not a date.',
				help: 'Write it as year-month-day: 2026-10-06.',
			},
		],
	},
	'bad-table': {
		findings: [
			{
				rule: 'shape',
				severity: 'error',
				pointer: '',
				message: 'Column F ("chrage") is not a known column.',
				help: 'Did you mean charge? If not, remove it.',
			},
		],
	},
	repeated: { earlier: { id: '00000000-0000-4000-8000-000000000101', number: 'SB-2026-000101' } },
	'invalid-parameter': {
		parameters: [{ in: 'query', name: 'limit', detail: PROBLEMS['invalid-parameter'].example }],
	},
};

/** An answer as it may be sent, for the documents. */
export function exampleBody(code: ProblemCode): ProblemBody {
	return problemBody(code, REQUEST_ID, FACTS[code]);
}
