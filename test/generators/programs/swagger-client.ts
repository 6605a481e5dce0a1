import { readFileSync } from 'node:fs';
// @ts-expect-error It has no types.
import SwaggerClient from 'swagger-client';
import { report, URL, VISIT, visits } from './shared.js';

// It generates nothing: it reads the contract when it runs, and finds operations by their names.
const spec = { ...JSON.parse(readFileSync('openapi.json', 'utf8')), servers: [{ url: URL }] };
const client = await SwaggerClient({ spec });
const call = (operationId: string, requestBody: unknown, parameters: object = {}, contentType?: string) =>
	client.execute({ operationId, parameters, requestBody, requestContentType: contentType });

const rendered = await call('renderSuperbill', VISIT);
const validated = await call('validateSuperbill', VISIT);
const issued = await call('issueSuperbill', VISIT, { 'Idempotency-Key': 'one' });
const found = await call('searchSuperbills', { lastName: 'Fakenham' });
const json = await call('createBatch', { mode: 'render', superbills: [VISIT] });
const lines = await call('createBatchFromLines', visits.lines, { mode: 'render' }, 'application/x-ndjson');
const table = await call('createBatchFromTable', visits.table, { mode: 'render' }, 'text/csv');
const refused = await call('validateSuperbill', {});
const unreadable = await call('getSuperbill', undefined, { id: 'none' }).catch((error: unknown) => error);

report({
	rendered: await rendered.data.arrayBuffer(),
	validated: validated.body.status,
	issued: issued.headers['superbill-number'],
	found: found.body.items.map((item: { readonly number: string }) => item.number),
	batches: [json.body.counts.total, lines.body.counts.total, table.body.counts.total],
	findings: refused.body.status,
	error: (unreadable as { readonly status?: number }).status,
});
