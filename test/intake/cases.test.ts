import t from 'tap';
import type { Item } from '../../src/intake/item.ts';
import { readUpload } from '../../src/intake/read.ts';
import { SuperbillRequest } from '../../src/superbill/request.ts';
import { loadCases, ROOT } from '../fixtures/cases.ts';
import { piecesOf } from '../fixtures/pieces.ts';
import { rowsOf, tableText } from '../fixtures/table.ts';

async function itemsOf(text: string): Promise<Item[]> {
	const items: Item[] = [];
	const reading = readUpload({ kind: 'csv', splitBy: 'none' }, piecesOf(text));
	for await (const item of reading.items) items.push(item);
	return items;
}

/** Normalises a superbill: every line names its clinician, and empty lists are gone. */
function normalised(superbill: unknown): unknown {
	const { renderingProvider, notices = [], ...rest } = SuperbillRequest.parse(superbill);
	const serviceLines = rest.serviceLines.map((line) => ({ renderingProvider, ...line }));
	return JSON.parse(JSON.stringify({ ...rest, serviceLines, ...(notices.length > 0 && { notices }) }));
}

const folders = [new URL('test/fixtures/cases/', ROOT), new URL('../shared/cases/', ROOT)];

for (const { file, request } of folders.flatMap(loadCases)) {
	t.test(`a table can express ${file}, except for corrections`, async (t) => {
		const { replaces: _, ...superbill } = { number: 'SB-2026-1', ...request };
		const [item, ...others] = await itemsOf(tableText(rowsOf(superbill)));
		t.strictSame(others, []);
		t.strictSame(item?.findings, []);
		t.strictSame(item?.refused === false && normalised(item.body), normalised(superbill));
	});
}
