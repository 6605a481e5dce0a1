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
import { dateIn, type IsoDate } from '../../superbill/dates.ts';
import { json } from '../answers/answer.ts';
import type { Api } from '../requests/parameters.ts';
import { limit } from '../requests/query.ts';
import { CodePage, CodeSchema, CodeSetList } from './code-schemas.ts';

const API_KEY = [{ apiKey: [] }];

const date = z.string().refine(isDate, 'must be a day that exists, as YYYY-MM-DD').optional().meta({
	format: 'date',
	description: 'The date of service that counts; today where it is left out.',
	example: '2026-10-06',
});

const set = z.string().meta({
	description: 'Name of the set, as GET /v1/code-sets lists it.',
	example: 'icd10cm',
});

const CodesQuery = z.strictObject({
	q: z.string().max(200, 'must have at most 200 characters').default('').meta({
		description:
			'The beginning of a code (dots do not matter), or words of its title in any order; common short names (PTSD, MDD, GAD) are known, too. Left out, all codes are listed.',
		example: 'recurrent depression severe',
	}),
	date,
	billable: z
		.enum(['true', 'false'])
		.optional()
		.transform((text) => text && text === 'true')
		.meta({ description: 'Only codes that may be billed, or only headers.' }),
	limit: limit('codes', 20),
	cursor: cursorField.optional(),
});

/** Signs cursors. The codes are public, so that nobody gains by making one. */
const PUBLIC = Buffer.alloc(0);

const CodeQuery = z.strictObject({ date });

/** What is loaded changes while the service runs; one request asks `library` once. */
export function codeSetRoutes(app: Api, library: () => Loaded, timeZone: string): void {
	const today = (): IsoDate => dateIn(timeZone, new Date());

	app.get(
		'/code-sets',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'listCodeSets',
				tags: ['Codes'],
				security: API_KEY,
				summary: 'Which official codes are loaded',
				description:
					'Every code set that the checks know, with the editions that are loaded and the days on which they are in force. What is not loaded is not judged; the operator imports it with `superbill codes import`.',
				response: { 200: json('The code sets.', CodeSetList) },
			},
		},
		async () => {
			const loaded = library();
			const names = new Set([...Object.keys(CODE_SETS), ...Object.keys(loaded.editions)]);
			return {
				items: Array.from(names, (name) => ({
					set: name,
					title: factsOf(name).title,
					loaded: isLoaded(loaded, name as CodeSetName),
					editions: (loaded.editions[name] ?? []).map(
						({ edition, from, to, rows, billable, sha256, source }) => ({
							edition,
							from,
							to,
							rows,
							billable,
							sha256,
							source,
						}),
					),
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
				security: API_KEY,
				summary: 'Find a code',
				description:
					'Finds codes that hold on a date of service, by the beginning of the code or by words: *Which code is recurrent depression, severe?* The codes with the shortest titles come first. Fast enough to be asked at every key.',
				params: z.strictObject({ set }),
				querystring: CodesQuery,
				response: { 200: json('The codes that were found.', CodePage) },
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
				security: API_KEY,
				summary: 'Look a code up',
				description:
					'What a code means on a date of service, whether it may be billed then, what stands above and below it, and what the tabular list notes at it and above it.',
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
		`No codes of such a set are loaded. These are: ${[...indexes.keys()].join(', ')}.`,
	);
}

/** What was asked for is not repeated: a path may hold anything. */
function unknownCode(
	set: string,
	nearest: readonly { readonly code: string; readonly title: string }[],
): string {
	const offers = nearest.map(({ code, title }) => `${code} (${title})`).join('; ');
	return `No loaded edition of ${set} has this code.${offers === '' ? '' : ` The nearest are: ${offers}.`}`;
}
