import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ROOT } from './fixtures/cases.ts';
import { DESCRIPTOR_HASHES } from './fixtures/cpt-descriptors.ts';

/** The number of words in a run: so many that nobody writes the same run by chance. */
const RUN = 6;

const hash = (run: string): string => createHash('sha256').update(run).digest('hex').slice(0, 32);

/** Finds runs of words whose hashes are listed. Ignores capitals, punctuation and line breaks. */
function listedRuns(text: string, hashes: ReadonlySet<string>): string[] {
	const words = text
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter(Boolean);
	return words
		.slice(0, Math.max(0, words.length - RUN + 1))
		.map((_, i) => words.slice(i, i + RUN).join(' '))
		.filter((run) => hashes.has(hash(run)));
}

/** Packages, generated files, and files of others. */
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.tap', 'data', 'coverage', 'package-lock.json']);
const TEXT = /\.(?:ts|js|json|ya?ml|md|txt|csv|tsv|xml|html|css|sh)$|^(?:[A-Z]+|Dockerfile|run)$/;

function* textFiles(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (SKIPPED.has(entry.name)) continue;
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* textFiles(path);
		else if (entry.isFile() && TEXT.test(entry.name)) yield path;
	}
}

t.test('a listed run of words is found however it is written', async (t) => {
	const hashes = new Set([hash('the quick brown fox jumps over')]);
	t.strictSame(listedRuns('See: The QUICK (brown)\n\t// fox, jumps-over it', hashes), [
		'the quick brown fox jumps over',
	]);
	t.strictSame(listedRuns('The quick brown cat jumps over it', hashes), []);
	t.strictSame(listedRuns('the quick', hashes), []);
});

t.test('the repository contains no known descriptor of a CPT code', async (t) => {
	t.ok(DESCRIPTOR_HASHES.size >= 100);
	let files = 0;
	for (const path of textFiles(fileURLToPath(ROOT))) {
		files++;
		if (listedRuns(readFileSync(path, 'utf8'), DESCRIPTOR_HASHES).length > 0) t.fail(path);
	}
	t.ok(files > 200);
});
