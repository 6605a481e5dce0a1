import { readFileSync } from 'node:fs';
import t from 'tap';
import { checkTemplates } from '../../src/start/templates.ts';
import { FILTERS, TAGS } from '../../src/templates/liquid.ts';
import { type SchemaNode, templateSchema } from '../../src/templates/reading/plain-words.ts';
import { VARIABLES } from '../../src/templates/variables.ts';
import { ROOT } from '../../src/version.ts';

const DOCS = readFileSync(new URL('docs/templates.md', ROOT), 'utf8');

/** The first cells of a table, found by its first header cell. */
function column(header: string): string[] {
	const table = DOCS.split('\n\n').find((part) => part.startsWith(`| ${header} |`)) as string;
	return table
		.trim()
		.split('\n')
		.slice(2)
		.map((row) => /^\| `([^`]+)`/.exec(row)?.[1] as string);
}

/** Keys of a schema that hold a value, or a value in both languages. */
function leaves(node: SchemaNode, path: string): string[] {
	if (node.items?.properties) return leaves(node.items, `${path}[]`);
	if (!node.properties || node.properties['en'] || path === 'labels') return [path];
	return Object.entries(node.properties).flatMap(([key, inner]) =>
		leaves(inner, path ? `${path}.${key}` : key),
	);
}

t.test('the documented keys are exactly those of the schema', async (t) => {
	t.strictSame(column('key').sort(), ['extends', ...leaves(templateSchema(), '')].sort());
});

t.test('documented defaults and choices are those of the schema', async (t) => {
	const walk = (node: SchemaNode, path: string): void => {
		const row = DOCS.split('\n').find((line) => line.startsWith(`| \`${path}\``)) ?? '';
		const { default: value } = node;
		if (value !== undefined) t.match(row, `| \`${value}\` |`, path);
		for (const choice of [...(node.enum ?? []), ...(node.items?.enum ?? [])])
			t.match(DOCS, `\`${choice}\``, path);
		for (const [key, inner] of Object.entries(node.properties ?? {})) {
			if (path !== 'labels') walk(inner, path ? `${path}.${key}` : key);
		}
		if (node.items?.properties) walk(node.items, `${path}[]`);
	};
	walk(templateSchema(), '');
	t.strictSame(
		column('`when`').sort(),
		[...(templateSchema().properties?.['notices']?.items?.properties?.['when']?.enum ?? [])].sort(),
	);
});

t.test('documented variables, tags and filters are those that exist', async (t) => {
	for (const [name, inner] of Object.entries(VARIABLES)) {
		const rows =
			typeof inner === 'string'
				? [[name, inner]]
				: Object.entries(inner).map(([key, what]) => [`${name}.${key}`, what]);
		for (const [path, what] of rows) t.match(DOCS, `| \`${path}\` | ${what} |`);
	}
	const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
	const flat = DOCS.replace(/\s+/g, ' ');
	t.match(flat, `Tags: ${list(TAGS)}.`);
	t.match(flat, `Filters: ${list(FILTERS)}.`);
});

t.test('the example in the documentation has no mistakes', async (t) => {
	const example = /```yaml\n(extends[^`]+)```/.exec(DOCS)?.[1] as string;
	const folder = t.testdir({ 'clinic.yaml': example });
	t.strictSame(checkTemplates(folder, 'clinic.yaml'), { ids: ['clinic'], mistakes: [] });
});
