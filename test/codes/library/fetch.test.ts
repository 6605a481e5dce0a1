import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import t, { type Test } from 'tap';
import { fetchSet } from '../../../src/codes/library/fetch.ts';
import { loadLibrary } from '../../../src/codes/library/load.ts';
import { SOURCES } from '../../../src/codes/library/sources.ts';
import { detect } from '../../../src/codes/readers/detect.ts';
import { codeFile } from '../../fixtures/code-files.ts';

/** A server with these bodies by path; anything else is 404. */
async function mirror(t: Test, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
	const server = createServer((request, response) => {
		const body = files[request.url ?? ''];
		response.writeHead(body ? 200 : 404).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => server.close());
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const pathOf = (set: string, nth: number): string => new URL(SOURCES[set]?.[nth] as string).pathname;
const order = zipSync({ 'icd10cm-order-2026.txt': readFileSync(codeFile('icd10cm-order-2026.txt')) });

t.test('the newest file that is there and holds the set is imported', async (t) => {
	const folder = join(t.testdir(), 'codes');
	const html = strToU8('<html>moved</html>');
	const tabular = readFileSync(codeFile('icd10cm-tabular-2026.xml'));
	const baseUrl = await mirror(t, {
		[pathOf('icd10cm', 0)]: html,
		[pathOf('icd10cm', 1)]: tabular,
		[pathOf('icd10cm', 2)]: order,
	});
	let bytes = 0;
	const result = await fetchSet(folder, 'icd10cm', {
		baseUrl: `${baseUrl}/`,
		progress: (read) => (bytes += read),
	});
	t.match(result, { refused: false, url: baseUrl + pathOf('icd10cm', 2) });
	t.ok(bytes >= order.length);
	const { editions } = loadLibrary(folder);
	t.strictSame(Object.keys(editions).sort(), ['icd10cm', 'place-of-service'], 'nothing else was imported');
	t.notOk(
		readdirSync(folder).some((name) => name.startsWith('.')),
		'no download is left',
	);
});

t.test('where no address gives the set, each is named with its reason, and nothing changes', async (t) => {
	const folder = join(t.testdir(), 'codes');
	const baseUrl = await mirror(t, { [pathOf('taxonomy', 0)]: order });
	const result = await fetchSet(folder, 'taxonomy', { baseUrl });
	t.match(result, { refused: true, reasons: [/does not hold the set taxonomy/, /answered 404/] });
	const dead = await fetchSet(folder, 'taxonomy', { baseUrl: 'http://127.0.0.1:1' });
	t.match(dead, { refused: true, reasons: [/cannot be reached/, /cannot be reached/] });
	t.strictSame(readdirSync(folder), []);
});

t.test('every address is https, and no licensed file is among them', async (t) => {
	const all = Object.values(SOURCES).flat();
	t.ok(all.length > 4);
	for (const address of all) {
		t.equal(new URL(address).protocol, 'https:');
		t.notMatch(address, /ncci|cpt/i);
	}
	t.equal(detect(['<html>']), undefined);
});
