import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { digests, GOLDEN_FILE, OUTLINE_FOLDER, outlines } from './golden.ts';

const HOW =
	'If this change of the documents is intended, describe it in CHANGELOG.md and run "npm run golden".';

t.test('every case has the same bytes as before, with every template in both languages', async (t) => {
	const kept = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as Record<string, string>;
	const now = digests();
	t.strictSame(Object.keys(now), Object.keys(kept), `no document was added or removed. ${HOW}`);
	t.strictSame(
		Object.keys(now).filter((name) => now[name] !== kept[name]),
		[],
		`no document has changed. ${HOW}`,
	);
	t.equal(new Set(Object.values(now)).size, Object.keys(now).length, 'all documents differ');
});

t.test('screen readers read every example in the same order as before', async (t) => {
	const now = outlines();
	t.strictSame(readdirSync(OUTLINE_FOLDER).sort(), [...now.keys()].sort(), HOW);
	for (const [file, text] of now) {
		t.strictSame(
			text.split('\n'),
			readFileSync(new URL(file, OUTLINE_FOLDER), 'utf8').split('\n'),
			`${file}. ${HOW}`,
		);
	}
});
