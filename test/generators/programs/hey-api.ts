import { client } from './generated/client.gen.js';
import {
	createBatch,
	createBatchFromLines,
	createBatchFromTable,
	getSuperbill,
	issueSuperbill,
	renderSuperbill,
	searchSuperbills,
	validateSuperbill,
} from './generated/index.js';
import { report, URL, VISIT, visits } from './shared.js';

client.setConfig({ baseUrl: URL });

const rendered = await renderSuperbill({ body: VISIT, parseAs: 'arrayBuffer' });
const validated = await validateSuperbill({ body: VISIT });
const issued = await issueSuperbill({
	headers: { 'Idempotency-Key': 'one' },
	body: VISIT,
	parseAs: 'arrayBuffer',
});
const found = await searchSuperbills({ body: { lastName: 'Fakenham' } });
const json = await createBatch({ body: { mode: 'render', superbills: [VISIT] } });
const lines = await createBatchFromLines({ query: { mode: 'render' }, body: new Blob([visits.lines]) });
const table = await createBatchFromTable({ query: { mode: 'render' }, body: new Blob([visits.table]) });
const refused = await validateSuperbill({ body: {} as typeof VISIT });
const unreadable = await getSuperbill({ path: { id: 'none' } });

report({
	rendered: rendered.data as unknown,
	validated: validated.data?.status,
	issued: issued.response.headers.get('superbill-number'),
	found: found.data?.items.map(({ number }) => number),
	batches: [json.data?.counts.total, lines.data?.counts.total, table.data?.counts.total],
	findings: refused.data?.status,
	error: unreadable.error?.status,
});
