import { z } from 'zod';
import type { Records } from '../../records/records.ts';
import { inOrder, LIMIT, listFields, SearchRequest } from '../../records/requests.ts';
import { json } from '../answers/answer.ts';
import { callOf } from '../requests/authorization.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { limit } from '../requests/query.ts';
import { FoundPage, foundBody } from './record-schemas.ts';

const ListQuery = z
	.strictObject({
		...listFields,
		limit: limit('superbills', LIMIT.default),
	})
	.refine(...inOrder('issuedFrom', 'issuedTo'));

const SEARCH_EXAMPLES = {
	beginning: {
		summary: 'A patient by the first letters of the names',
		value: { name: 'fakenham mar' },
	},
	name: {
		summary: 'A patient by whole name and date of birth',
		value: { lastName: 'Fakenham', firstName: 'Marlow', birthDate: '1984-02-29' },
	},
	account: { summary: 'A patient by account number', value: { accountNumber: 'FICT-0101' } },
	number: {
		summary: 'A superbill by the end of its number',
		value: { number: '101', issuedFrom: '2026-01-01' },
	},
	visits: {
		summary: 'Everyone who had a visit in a week',
		value: { serviceFrom: '2026-10-05', serviceTo: '2026-10-11' },
	},
	void: {
		summary: 'Void superbills issued since a date',
		value: { status: 'void', issuedFrom: '2026-01-01' },
	},
};

export function findingRoutes(app: Api, records: Records): void {
	app.get(
		'/superbills',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'listSuperbills',
				tags: ['Issued superbills'],
				summary: 'List issued superbills',
				description:
					'Lists issued superbills, newest issue date first, a page at a time. With `number`, it finds one by its number or the end of it, such as `101`. You need no id: under `links`, each superbill has the address of its PDF and of its history. To find a patient, use *Search issued superbills* instead: web addresses are logged by proxies and browsers, so they must not contain patient data.',
				querystring: ListQuery,
				'x-problems': ['not-found'],
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
				summary: 'Search issued superbills by patient, account or date',
				description:
					'Fill in what you know; a superbill must match all of it. `name` matches the beginnings of first and last names, `lastName` and `firstName` match whole words, and capitals, accents, apostrophes and spaces do not matter: *nguyen* finds Nguyễn, *obrien* finds O’Brien, and *de la cruz* finds Delacruz. The results are sorted by issue date, newest first, a page at a time. You need no id: under `links`, each superbill has the address of its PDF and of its history.',
				body: published(SearchRequest),
				'x-examples': SEARCH_EXAMPLES,
				'x-problems': ['not-found', 'invalid-cursor', 'invalid-body'],
				response: { 200: json('A page of superbills.', FoundPage) },
			},
		},
		async (request) => foundBody(await records.search(callOf(request), bodyOf(request))),
	);
}
