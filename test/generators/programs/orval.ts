import axios, { type AxiosError } from 'axios';
import {
	createBatch,
	createBatchFromLines,
	createBatchFromTable,
	getSuperbill,
	issueSuperbill,
	type Problem,
	renderSuperbill,
	searchSuperbills,
	validateSuperbill,
} from './generated/client.js';
import { report, URL, VISIT, visits } from './shared.js';

axios.defaults.baseURL = URL;

const asBytes = { responseType: 'arraybuffer' } as const;
const rendered = await renderSuperbill(VISIT, undefined, asBytes);
const validated = await validateSuperbill(VISIT);
const issued = await issueSuperbill(VISIT, undefined, { ...asBytes, headers: { 'Idempotency-Key': 'one' } });
const found = await searchSuperbills({ lastName: 'Fakenham' });
const json = await createBatch({ mode: 'render', superbills: [VISIT] });
const lines = await createBatchFromLines(new Blob([visits.lines], { type: 'application/x-ndjson' }), {
	mode: 'render',
});
const table = await createBatchFromTable(new Blob([visits.table], { type: 'text/csv' }), { mode: 'render' });
const refused = await validateSuperbill({} as typeof VISIT);
const unreadable = await getSuperbill('none').then(
	() => undefined,
	(error: AxiosError<Problem>) => error.response?.data,
);

report({
	rendered: rendered.data,
	validated: validated.data.status,
	issued: issued.headers['superbill-number'],
	found: found.data.items.map(({ number }) => number),
	batches: [json.data.counts.total, lines.data.counts.total, table.data.counts.total],
	findings: refused.data.status,
	error: unreadable?.status,
});
