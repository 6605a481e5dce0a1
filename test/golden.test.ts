import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { digests, GOLDEN_FILE, OUTLINE_FOLDER, outlines } from './golden.ts';

const HOW =
	'If this change of the documents is meant, say so in CHANGELOG.md and run "npm run golden"; the diff shows it.';

t.test('every case gives the bytes that it gave before, by every template in both languages', async (t) => {
	const kept = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as Record<string, string>;
	const now = digests();
	t.strictSame(Object.keys(now), Object.keys(kept), `no document is new or gone. ${HOW}`);
	t.strictSame(
		Object.keys(now).filter((name) => now[name] !== kept[name]),
		[],
		`no document has other bytes. ${HOW}`,
	);
	t.equal(new Set(Object.values(now)).size, Object.keys(now).length, 'no two documents are the same');
});

t.test('every example is read aloud in the order in which it was before', async (t) => {
	const now = await outlines();
	t.strictSame(readdirSync(OUTLINE_FOLDER).sort(), [...now.keys()].sort(), HOW);
	for (const [file, text] of now) {
		t.strictSame(
			text.split('\n'),
			readFileSync(new URL(file, OUTLINE_FOLDER), 'utf8').split('\n'),
			`${file}. ${HOW}`,
		);
	}
});
