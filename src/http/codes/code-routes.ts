import { z } from 'zod';
import { cursorAt, cursorField, positionAt } from '../../calls/page.ts';
import { Refusal } from '../../calls/refusal.ts';
import { describeCode, listCodes } from '../../codes/browse.ts';
import { isLoaded } from '../../codes/create-code-sets.ts';
import type { CodeIndex } from '../../codes/index/code-index.ts';
import type { CodeSetName } from '../../codes/index/sets.ts';
import { CODE_SETS, factsOf } from '../../codes/index/sets.ts';
import type { Loaded } from '../../codes/library/load.ts';
import { isDate } from '../../codes/readers/dates.ts';
import { remindersOf } from '../../codes/reminders.ts';
import { dateIn, type IsoDate } from '../../superbill/dates.ts';
import { json } from '../answers/answer.ts';
import type { Api } from '../requests/parameters.ts';
import { flag, limit } from '../requests/query.ts';
import { CodePage, CodeSchema, CodeSetList } from './code-schemas.ts';

const date = z
	.string()
	.refine(isDate, 'must be a date that exists, written as year-month-day like 2026-10-06')
	.optional()
	.meta({
		format: 'date',
		description: 'The date of service. Today if you leave it out.',
	});

const set = z.string().meta({
	description: 'The name of the code set, from `GET /v1/code-sets`.',
	example: 'icd10cm',
});

const CodesQuery = z.strictObject({
	q: z
		.string()
		.max(200, 'must have at most 200 characters')
		.default('')
		.describe(
			'The start of a code, with or without dots, or words from its title in any order. Common abbreviations like PTSD, MDD and GAD work, too. Leave it out to list all codes.',
		),
	date,
	billable: flag('With `true`, only codes that can be billed. With `false`, only categories.'),
	limit: limit('codes', 20),
	cursor: cursorField.optional(),
});

/** Key that signs cursors. It need not be secret, because the codes are public. */
const PUBLIC = Buffer.alloc(0);

const CodeQuery = z.strictObject({ date });

/** A request calls `library` only once, because editions may be replaced meanwhile. */
export function codeSetRoutes(app: Api, library: () => Loaded, timeZone: string): void {
	const today = (): IsoDate => dateIn(timeZone, new Date());

	app.get(
		'/code-sets',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'listCodeSets',
				tags: ['Codes'],
				summary: 'See which official code sets are loaded',
				description:
					'Lists every code set that the checks can use, with the editions that are loaded and the dates on which they are in force. ICD-10-CM, HCPCS Level II with modifiers, places of service and the lists of the Medicare Code Editor come with the program; an import takes precedence. Codes of a set that is not loaded are not checked. The operator loads one with `superbill codes import`.',
				response: { 200: json('The code sets.', CodeSetList) },
			},
		},
		async () => {
			const loaded = library();
			const reminders = new Map(remindersOf(loaded.editions, today()).map(({ set, text }) => [set, text]));
			const names = new Set([...Object.keys(CODE_SETS), ...Object.keys(loaded.editions)]);
			return {
				items: Array.from(names, (name) => ({
					set: name,
					title: factsOf(name).title,
					loaded: isLoaded(loaded, name as CodeSetName),
					editions: (loaded.editions[name] ?? []).map(
						({ edition, from, to, origin, completeUntil, derived, rows, billable, sha256, source }) => ({
							edition,
							from,
							to,
							origin,
							completeUntil,
							derived: derived === true,
							rows,
							billable,
							sha256,
							source,
						}),
					),
					reminder: reminders.get(name as CodeSetName) ?? null,
				})),
				nextCursor: null,
			};
		},
	);

	app.get(
		'/code-sets/:set/codes',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'searchCodes',
				tags: ['Codes'],
				summary: 'Find a code',
				description:
					'Finds codes that are valid on a date of service, by the start of the code or by words from its title, such as *recurrent depression severe*. Codes with the shortest titles come first. The search is fast enough to run on every keystroke.',
				params: z.strictObject({ set }),
				querystring: CodesQuery,
				response: { 200: json('A page of codes.', CodePage) },
			},
		},
		async (request) => {
			const { set } = request.params;
			const { q, date, billable, limit, cursor } = request.query;
			const list = { list: 'codes', set, q, date, billable };
			const { items, next } = listCodes(indexOf(library(), set), {
				q,
				date: date ?? today(),
				billable,
				limit,
				start: cursor === undefined ? 0 : positionAt<number>(PUBLIC, list, cursor),
			});
			return { items: [...items], nextCursor: next === undefined ? null : cursorAt(PUBLIC, list, next) };
		},
	);

	app.get(
		'/code-sets/:set/codes/:code',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'getCode',
				tags: ['Codes'],
				summary: 'Look up a code',
				description:
					'Shows what a code means on a date of service, whether it can be billed then, the codes above and below it, and the notes of the tabular list on it and on the codes above it.',
				params: z.strictObject({
					set,
					code: z.string().meta({ description: 'The code, with or without its dot.', example: 'F33.2' }),
				}),
				querystring: CodeQuery,
				response: { 200: json('The code.', CodeSchema) },
			},
		},
		async (request) => {
			const { set: name, code } = request.params;
			const loaded = library();
			const index = indexOf(loaded, name);
			const details = describeCode(loaded, index, code, request.query.date ?? today());
			if ('nearest' in details) throw new Refusal('not-found', unknownCode(name, details.nearest));
			const { children, notes, successors, ...rest } = details;
			return { ...rest, children: [...children], notes: [...notes], successors: [...successors] };
		},
	);
}

function indexOf({ indexes }: Loaded, set: string): CodeIndex {
	const index = indexes.get(set);
	if (index) return index;
	throw new Refusal(
		'not-found',
		`There is no code set of that name, or it is not loaded. Loaded: ${[...indexes.keys()].join(', ') || 'none'}.`,
	);
}

/** Does not repeat the code that was asked for, because a path may contain anything. */
function unknownCode(
	set: string,
	nearest: readonly { readonly code: string; readonly title: string }[],
): string {
	const offers = nearest.map(({ code, title }) => `${code} (${title})`).join('; ');
	return `No loaded edition of ${set} has this code.${offers === '' ? '' : ` Similar codes: ${offers}.`}`;
}
