import createClient from 'openapi-fetch';
import type { paths } from './generated/contract.js';
import { report, URL, VISIT, visits } from './shared.js';

const client = createClient<paths>({ baseUrl: URL });

const rendered = await client.POST('/v1/superbills/render', { body: VISIT, parseAs: 'arrayBuffer' });
const validated = await client.POST('/v1/superbills/validate', { body: VISIT });
const issued = await client.POST('/v1/superbills', {
	params: { header: { 'Idempotency-Key': 'one' } },
	body: VISIT,
	parseAs: 'arrayBuffer',
});
const found = await client.POST('/v1/superbills/search', { body: { lastName: 'Fakenham' } });
const json = await client.POST('/v1/batches', { body: { mode: 'render', superbills: [VISIT] } });
const lines = await client.POST('/v1/batches/ndjson', {
	params: { query: { mode: 'render' } },
	body: visits.lines,
	bodySerializer: (body) => body,
	headers: { 'content-type': 'application/x-ndjson' },
});
const table = await client.POST('/v1/batches/csv', {
	params: { query: { mode: 'render' } },
	body: visits.table,
	bodySerializer: (body) => body,
	headers: { 'content-type': 'text/csv' },
});
const refused = await client.POST('/v1/superbills/validate', { body: {} as typeof VISIT });
const unreadable = await client.GET('/v1/superbills/{id}', { params: { path: { id: 'none' } } });

report({
	rendered: rendered.data,
	validated: validated.data?.status,
	issued: issued.response.headers.get('superbill-number'),
	found: found.data?.items.map(({ number }) => number),
	batches: [json.data?.counts.total, lines.data?.counts.total, table.data?.counts.total],
	findings: refused.data?.status,
	error: unreadable.error?.status,
});
