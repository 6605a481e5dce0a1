import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import t, { type Test } from 'tap';
import { fetchSet } from '../../../src/codes/library/fetch.ts';
import { loadLibrary } from '../../../src/codes/library/load.ts';
import { addressesOf, FETCHABLE_SETS, type FetchableSet } from '../../../src/codes/library/sources.ts';
import { detect } from '../../../src/codes/readers/detect.ts';
import { codeFile } from '../../fixtures/code-files.ts';

/** Serves these bodies by path; any other path is answered with 404. */
async function mirror(t: Test, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
	const server = createServer((request, response) => {
		const body = files[request.url ?? ''];
		response.writeHead(body ? 200 : 404).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => server.close());
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const TODAY = '2026-11-30';

const pathOf = (set: FetchableSet, nth: number): string =>
	new URL(addressesOf(set, TODAY)[nth] as string).pathname;
const order = zipSync({ 'icd10cm-order-2026.txt': readFileSync(codeFile('icd10cm-order-2026.txt')) });

t.test('fetch imports the newest file that contains the set', async (t) => {
	const folder = join(t.testdir(), 'codes');
	const html = strToU8('<html>moved</html>');
	const tabular = readFileSync(codeFile('icd10cm-tabular-2026.xml'));
	const baseUrl = await mirror(t, {
		[pathOf('icd10cm', 0)]: html,
		[pathOf('icd10cm', 1)]: tabular,
		[pathOf('icd10cm', 2)]: order,
	});
	let bytes = 0;
	const result = await fetchSet(folder, 'icd10cm', TODAY, {
		baseUrl: `${baseUrl}/`,
		progress: (read) => (bytes += read),
	});
	t.match(result, { refused: false, url: baseUrl + pathOf('icd10cm', 2) });
	t.ok(bytes >= order.length);
	const { editions } = await loadLibrary(folder);
	t.strictSame(Object.keys(editions).sort(), ['icd10cm', 'place-of-service'], 'nothing else was imported');
	t.notOk(
		readdirSync(folder).some((name) => name.startsWith('.')),
		'no download is left',
	);
});

t.test('fetch names every address with its reason if none has the set, and changes nothing', async (t) => {
	const folder = join(t.testdir(), 'codes');
	const baseUrl = await mirror(t, { [pathOf('taxonomy', 0)]: order });
	const result = await fetchSet(folder, 'taxonomy', TODAY, { baseUrl });
	t.match(result, {
		refused: true,
		reasons: [/does not contain the set taxonomy/, /answered 404/, /answered 404/],
	});
	const dead = await fetchSet(folder, 'taxonomy', TODAY, { baseUrl: 'http://127.0.0.1:1' });
	t.match(dead, { refused: true, reasons: [/cannot be reached/, /cannot be reached/, /cannot be reached/] });
	t.strictSame(readdirSync(folder), []);
});

t.test('every address is https, and no licensed file is among them', async (t) => {
	const all = FETCHABLE_SETS.flatMap((set) => addressesOf(set, TODAY));
	t.ok(all.length > 4);
	for (const address of all) {
		t.equal(new URL(address).protocol, 'https:');
		t.notMatch(address, /ncci|cpt/i);
	}
	t.equal(detect(['<html>']), undefined);
});

t.test('addresses follow the calendar, newest edition first', async (t) => {
	const years = (today: string) =>
		addressesOf('icd10cm', today).map((address) => /\/(20\d\d)/.exec(address)?.[1]);
	t.strictSame(new Set(years('2026-09-30')), new Set(['2027', '2026', '2025']));
	t.strictSame(new Set(years('2026-10-01')), new Set(['2028', '2027', '2026']));
	const names = (set: FetchableSet, today: string) =>
		addressesOf(set, today).map((address) => address.slice(address.lastIndexOf('/') + 1));
	t.strictSame(names('hcpcs', '2027-03-31'), [
		'january-2027-alpha-numeric-hcpcs-file.zip',
		'october-2026-alpha-numeric-hcpcs-file.zip',
		'july-2026-alpha-numeric-hcpcs-file.zip',
		'april-2026-alpha-numeric-hcpcs-file.zip',
	]);
	t.strictSame(names('taxonomy', '2027-03-31'), [
		'nucc_taxonomy_271.csv',
		'nucc_taxonomy_270.csv',
		'nucc_taxonomy_261.csv',
	]);
});
