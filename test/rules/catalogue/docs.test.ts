import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { RULE_DOCS_FOLDER, ruleDocs } from '../../../scripts/write-rule-docs.ts';

t.test('docs/rules is up to date; npm run docs:rules writes it', async (t) => {
	const pages = ruleDocs();
	for (const [name, text] of pages)
		t.equal(readFileSync(new URL(name, RULE_DOCS_FOLDER), 'utf8'), text, name);
	t.strictSame(
		readdirSync(RULE_DOCS_FOLDER).filter((name) => !pages.has(name)),
		[],
		'every page belongs to a rule',
	);
});

t.test('every page shows a finding of its rule', async (t) => {
	for (const [name, text] of ruleDocs()) {
		if (name !== 'README.md')
			t.match(text, /\ngets this finding:\n\n> (?:error|warning|info) at .+: .+ \*.+\*\n/, name);
	}
});
