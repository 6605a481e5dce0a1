import { isAxiosError } from 'axios';
import { createApiClient } from './generated/client.js';
import { report, URL, VISIT, visits } from './shared.js';

// An answer in bytes has no schema, so only what is sent is checked.
const client = createApiClient(URL, { validate: 'request' });

const asBytes = { responseType: 'arraybuffer' } as const;
const rendered: unknown = await client.renderSuperbill(VISIT, asBytes);
const validated = await client.validateSuperbill(VISIT);
const issued: unknown = await client.issueSuperbill(VISIT, {
	...asBytes,
	headers: { 'Idempotency-Key': 'one' },
});
const found = await client.searchSuperbills({ lastName: 'Fakenham' });
const json = await client.createBatch({ mode: 'render', superbills: [VISIT] });
const lines = await client.createBatchFromLines(
	new File([visits.lines], 'visits.ndjson', { type: 'application/x-ndjson' }),
	{ queries: { mode: 'render' } },
);
const table = await client.createBatchFromTable(
	new File([visits.table], 'visits.csv', { type: 'text/csv' }),
	{
		queries: { mode: 'render' },
	},
);
const unchecked = createApiClient(URL, { validate: false });
const refused = await unchecked.validateSuperbill({} as typeof VISIT);
const unreadable = await client.getSuperbill({ params: { id: 'none' } }).catch((error: unknown) => error);

report({
	rendered,
	validated: validated.status,
	issued: (issued as ArrayBuffer).byteLength > 0 ? found.items[0]?.number : undefined,
	found: found.items.map(({ number }) => number),
	batches: [json.counts.total, lines.counts.total, table.counts.total],
	findings: refused.status,
	error: isAxiosError<{ readonly status: number }>(unreadable) ? unreadable.response?.data.status : undefined,
});
