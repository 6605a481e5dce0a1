/**
 * Makes the library of the npm package (src/library.ts) in dist/lib, before `npm pack`. One CommonJS file holds the code. An ES
 * module passes it on, so that a program that uses both kinds of modules loads the code once. The declarations need nothing
 * but TypeScript: types of our own become those of the contract.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { intoCommonJs } from './into-few-files.ts';

const OUT = 'dist/lib';

/** Types that src/library.ts imports, and their names in the contract. */
const IN_CONTRACT: Readonly<Record<string, string>> = {
	Finding: 'Finding',
	PracticeInput: 'PracticeProfile',
	SentSuperbill: 'SuperbillRequest',
	TemplateSummary: 'Template',
	TotalsText: 'Totals',
};

rmSync(OUT, { recursive: true, force: true });
await intoCommonJs('dist/src/library.js', join(OUT, 'superbill.cjs'));
writeFileSync(
	join(OUT, 'superbill.js'),
	"import library from './superbill.cjs';\n\nexport const { createSuperbills } = library;\n",
);
const declarations = publicTypes(emitted(), readFileSync('clients/typescript/src/contract.ts', 'utf8'));
for (const extension of ['ts', 'cts']) writeFileSync(join(OUT, `superbill.d.${extension}`), declarations);

/** The declarations of src/library.ts alone, as the compiler writes them. */
function emitted(): string {
	const folder = join(OUT, 'emitted');
	execFileSync(process.execPath, [
		'node_modules/typescript/bin/tsc',
		...['--project', 'scripts/build/tsconfig.library.json', '--outDir', folder],
	]);
	const text = readFileSync(join(folder, 'src/library.d.ts'), 'utf8');
	rmSync(folder, { recursive: true });
	return text;
}

/** Replaces imports by the types of the contract, and everything that those refer to. */
function publicTypes(emitted: string, contract: string): string {
	const imported = [...emitted.matchAll(/^import (?:type )?\{([^}]*)\} from '[^']*';\n/gm)]
		.flatMap(([, names = '']) => names.split(','))
		.map((name) => name.trim().replace(/^type /, ''));
	const own = imported
		.reduce((text, name) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), inContract(name)), emitted)
		.replace(/^import .*\n/gm, '');
	const schemas = new Map<string, string>();
	const waiting = imported.map(inContract);
	for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
		if (schemas.has(name)) continue;
		const schema = schemaOf(name, contract);
		schemas.set(name, schema);
		waiting.push(...Array.from(schema.matchAll(/\bREF_(\w+)/g), ([, other]) => other as string));
	}
	const sorted = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, schema]) => schema);
	return [own, ...sorted].join('\n').replaceAll('REF_', '');
}

function inContract(name: string): string {
	const known = IN_CONTRACT[name];
	if (known === undefined) throw new Error(`src/library.ts exports ${name}, which is not in the contract.`);
	return known;
}

/** A schema of the contract as an interface, with `REF_` before the names of others. */
function schemaOf(name: string, contract: string): string {
	const [, text] =
		new RegExp(
			`^((?: {8}/\\*\\*(?:(?!\\*/)[^])*\\*/\\n)? {8}readonly ${name}: \\{\\n[^]*?^ {8}\\};\\n)`,
			'm',
		).exec(contract) ?? [];
	if (text === undefined) throw new Error(`The contract has no object ${name}.`);
	return text
		.replace(/^ {8}/gm, '')
		.replace(`readonly ${name}: {`, `export interface ${name} {`)
		.replace(/\};\n$/, '}\n')
		.replace(/components\["schemas"\]\["(\w+)"\]/g, 'REF_$1');
}
