/**
 * Writes the code sets that come with the program into `codes`, from the official files in the folder that is named:
 * `npm run codes -- FOLDER`. NOTICE names the origin of each edition.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { importFiles } from '../src/codes/library/import.ts';
import { type Manifest, readManifest, readUnpacked, writeManifest } from '../src/codes/library/manifest.ts';

/** Works of the United States government. Lists that the AMA, the ADA or the NUCC own are never shipped. */
const SHIPPED = [
	/^icd10cm-order-20\d\d(?:-derived)?\.txt\.gz$/,
	/^icd10cm-tabular-20\d\d(?:-derived)?\.xml\.gz$/,
	/^HCPC2025_OCT_ANWEB\.xlsx$/,
	/^HCPC2026_APR_ANWEB_derived\.txt\.gz$/,
	/^mce-.*\.tsv\.gz$/,
];

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Name the folder of the official files: npm run codes -- FOLDER');

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
	.filter((path) => SHIPPED.some((name) => name.test(path.split('/').at(-1) as string)))
	.sort()
	.map((path) => join(source, path));
const temporary = mkdtempSync(join(tmpdir(), 'superbill-codes-'));
try {
	for (const result of await importFiles(temporary, files)) {
		if (result.refused) throw new Error(`${result.file}: ${result.reason}`);
	}
	rmSync('codes', { recursive: true, force: true });
	mkdirSync('codes');
	const sets: Record<string, Manifest['sets'][string]> = {};
	for (const [set, { index, editions }] of Object.entries(readManifest(temporary).sets)) {
		sets[set] = {
			index: index && (await pack(index.file, index.sha256)),
			editions: await Promise.all(
				editions.map(async (entry) => ({
					...entry,
					// The derived file of HCPCS Level II repeats the modifiers of the official one.
					...(set !== 'modifiers' && /derived/.test(entry.source) && { derived: true }),
					// The index has the rows of all editions.
					file: index ? null : (await pack(entry.file as string, entry.sha256)).file,
				})),
			),
		};
	}
	writeManifest('codes', { format: 1, sets });
	chmodSync('codes/manifest.json', 0o644);
} finally {
	rmSync(temporary, { recursive: true, force: true });
}

async function pack(
	file: string,
	sha256: string,
): Promise<{ readonly file: string; readonly sha256: string }> {
	const bytes = await readUnpacked(temporary, file);
	const packed = brotliCompressSync(bytes, {
		params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
	});
	const name = `${file.replace(/-[0-9a-f]{12}/, '').replace(/\.gz$/, '')}.br`;
	writeFileSync(join('codes', name), packed);
	if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${file} is damaged.`);
	return { file: name, sha256 };
}
