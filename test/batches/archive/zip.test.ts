import { execFileSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import t from 'tap';
import { type ZipEntry, zipOf } from '../../../src/batches/archive/zip.ts';
import { Holding } from '../../holding.ts';

const ENTRIES: readonly ZipEntry[] = [
	{ name: 'SB-1.pdf', data: Buffer.from('%PDF one') },
	{ name: 'empty.pdf', data: Buffer.alloc(0) },
	{ name: 'large.pdf', data: Buffer.alloc(300_000, 'large') },
	{ name: 'señal.json', data: Buffer.from('{}') },
];

async function* asked(entries: Iterable<ZipEntry>): AsyncGenerator<ZipEntry> {
	yield* entries;
}

async function zipped(entries: Iterable<ZipEntry>, day = '2026-10-31'): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of zipOf(asked(entries), day)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

t.test('a ZIP file has every entry, byte for byte and in order', async (t) => {
	const files = unzipSync(await zipped(ENTRIES));
	t.strictSame(Object.keys(files), ['SB-1.pdf', 'empty.pdf', 'large.pdf', 'señal.json']);
	for (const { name, data } of ENTRIES) t.ok(data.equals(Buffer.from(files[name] as Uint8Array)), name);
});

t.test('entries are not compressed, and give their size before their data', async (t) => {
	const zip = await zipped(ENTRIES.slice(0, 1));
	const data = ENTRIES[0]?.data as Buffer;
	t.equal(zip.readUInt32LE(0), 0x04034b50);
	t.equal(zip.readUInt16LE(6) & 8, 0, 'no size after the data');
	t.equal(zip.readUInt16LE(8), 0, 'no compression');
	t.equal(zip.readUInt32LE(18), data.length);
	t.ok(zip.includes(data));
});

t.test('a ZIP file without entries is valid', async (t) => {
	t.strictSame(unzipSync(await zipped([])), {});
});

t.test('the same entries on the same day give the same bytes in every time zone', async (t) => {
	const first = await zipped(ENTRIES);
	t.ok((await zipped(ENTRIES)).equals(first));
	t.notOk((await zipped(ENTRIES, '2026-11-01')).equals(first));
	const script = `
		import { zipOf } from ${JSON.stringify(new URL('../../../src/batches/archive/zip.js', import.meta.url).href)};
		async function* entries() { yield { name: 'a.pdf', data: Buffer.from('a') }; }
		for await (const chunk of zipOf(entries(), '2026-03-29')) process.stdout.write(chunk.toString('hex'));`;
	const written = ['UTC', 'Pacific/Kiritimati', 'America/Adak', 'Europe/Berlin'].map((TZ) =>
		execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
			env: { ...process.env, TZ },
			encoding: 'utf8',
		}),
	);
	t.ok((written[0] as string).length > 200);
	t.equal(new Set(written).size, 1);
});

t.test('an entry is requested after the one before was read, and none after reading stops', async (t) => {
	const events: string[] = [];
	async function* watched() {
		try {
			for (const entry of ENTRIES) {
				events.push(entry.name);
				yield entry;
			}
		} finally {
			events.push('end');
		}
	}
	const zip = zipOf(watched(), '2026-10-31');
	t.strictSame(events, []);
	await zip.next();
	t.strictSame(events, ['SB-1.pdf']);
	await setImmediate();
	t.strictSame(events, ['SB-1.pdf'], 'nothing is fetched in advance');
	await zip.return();
	t.strictSame(events, ['SB-1.pdf', 'end']);
});

t.test('an entry that cannot be read ends the ZIP file with its error', async (t) => {
	async function* failing() {
		yield ENTRIES[0] as ZipEntry;
		throw new Error('the store is unavailable');
	}
	await t.rejects(async () => {
		for await (const _ of zipOf(failing(), '2026-10-31'));
	}, /the store is unavailable/);
});

t.test('few of thousands of entries are in memory at once', async (t) => {
	const watch = new Holding();
	async function* thousands() {
		for (let i = 1; i <= 3_000; i++) {
			const data = Buffer.allocUnsafeSlow(20_000).fill(i);
			watch.add(data);
			yield { name: `${i}.pdf`, data };
			if (i % 500 === 0) await watch.count();
		}
	}
	let bytes = 0;
	for await (const chunk of zipOf(thousands(), '2026-10-31')) bytes += chunk.length;
	t.ok(bytes > 3_000 * 20_000);
	t.equal(watch.held.length, 6);
	t.ok(Math.max(...watch.held) <= 5, `${watch.held}`);
});
