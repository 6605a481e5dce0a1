import { z } from 'zod';
import { inOrder, LIMIT, listFields, SearchRequest } from '../../records/find-requests.ts';
import type { Records } from '../../records/records.ts';
import { json } from '../answers/answer.ts';
import { callOf } from '../requests/authorization.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { limit } from '../requests/query.ts';
import { FoundPage, foundBody } from './record-schemas.ts';

const API_KEY = [{ apiKey: [] }];

const ListQuery = z
	.strictObject({
		...listFields,
		limit: limit('superbills', LIMIT.default),
	})
	.refine(...inOrder('issuedFrom', 'issuedTo'));

const SEARCH_EXAMPLES = {
	name: {
		summary: 'A patient by name and date of birth',
		value: { lastName: 'Fakenham', firstName: 'Marlow', birthDate: '1984-02-29' },
	},
	account: { summary: 'A patient by account number', value: { accountNumber: 'FICT-0101' } },
	number: {
		summary: 'The superbill that a caller reads its number from',
		value: { number: 'SB-2026-000101' },
	},
	visits: {
		summary: 'Everyone who had a visit in a week',
		value: { serviceFrom: '2026-10-05', serviceTo: '2026-10-11' },
	},
	void: {
		summary: 'What was issued this year and is void',
		value: { status: 'void', issuedFrom: '2026-01-01' },
	},
};

/** Superbills that are kept are found again. */
export function findingRoutes(app: Api, records: Records): void {
	app.get(
		'/superbills',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'listSuperbills',
				tags: ['Issued superbills'],
				security: API_KEY,
				summary: 'List issued superbills',
				description:
					'The newest issue date first, a page at a time. To find a patient, use the search instead: addresses such as this one are logged on their way, so nothing of a patient may stand in them.',
				querystring: ListQuery,
				'x-problems': ['NotFound'],
				response: { 200: json('A page of superbills.', FoundPage) },
			},
		},
		async (request) => {
			return foundBody(await records.list(callOf(request), request.query));
		},
	);

	app.post(
		'/superbills/search',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'searchSuperbills',
				tags: ['Issued superbills'],
				security: API_KEY,
				summary: 'Find issued superbills of a patient, an account or a time',
				description:
					'Give what you know; all of it must fit. A name is found by whole words, however it is written: *nguyen* finds Nguyễn, *obrien* O’Brien, *de la cruz* Delacruz. The newest issue date comes first, a page at a time.',
				body: published(SearchRequest),
				'x-examples': SEARCH_EXAMPLES,
				'x-problems': ['NotFound'],
				response: { 200: json('A page of superbills.', FoundPage) },
			},
		},
		async (request) => foundBody(await records.search(callOf(request), bodyOf(request))),
	);
}
