import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ROOT } from './fixtures/cases.ts';

/** A rule about words, with a sample that breaks it and the same sample rewritten. */
interface LanguageRule {
	readonly name: string;
	readonly pattern: RegExp;
	readonly offending: string;
	readonly fixed: string;
}

/** Code and text that people read. CHANGELOG.md is history, and keeps the words of its time. */
const PLACES = [
	'src',
	'test',
	'scripts',
	'bench',
	'docs',
	'openapi',
	'packs',
	'README.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
];

const TEXT = new Set(['.ts', '.md', '.json', '.yaml', '.csv']);

/** Files that are not ours to word, each with the reason. */
const SKIPPED: ReadonlyMap<string, string> = new Map([
	['test/language.test.ts', 'names the words that it looks for'],
	['bench/peers/package-lock.json', 'has hashes, which contain any word'],
	['scripts/spectral/package-lock.json', 'has hashes, which contain any word'],
	['test/generators/package-lock.json', 'has hashes, which contain any word'],
]);

const RULES: readonly LanguageRule[] = [
	{
		name: 'a doc comment starts with a noun or a verb',
		pattern: /\/\*\*[\s*]*(?:What|Whether|Who|How)\b/g,
		offending: '/**\n * Whether a code is billable.\n */',
		fixed: '/** Tells if a code is billable. */',
	},
	no('trail', 'const auditTrail = [];', 'const TRAILER = auditLog; // trailer'),
	...['mend', 'mends', 'mended'].map((word) => no(word, `We ${word} it.`, 'We recommended to amend it.')),
	no('kin', 'next to its kin', 'next to related rules of this kind'),
	no('workshop', 'class Workshop {}', 'class BatchWorker {}'),
	// The place in a clinic is what our readers call it.
	no('desk', 'const newDesk = 1;', "const label = 'Front desk'; // front-desk", '[Ff]ront[ -]?'),
	{
		name: 'nothing is called "Judges"',
		pattern: /Judges(?![a-z])/g,
		offending: 'interface Judges {}',
		fixed: 'A payer judges a service by its diagnoses.',
	},
	no('letIn', 'letIn(caller)', 'const letInner = admit(caller);'),
	no('keepHouse', 'keepHouse()', 'keepHousekeeping()'),
	no('misled', 'const misled = [];', 'const unresolved = [];'),
	no('misshapen', 'a misshapen request', 'a request of the wrong shape'),
	no('stands beside', 'A code that stands\n\t * beside another', 'A code that is billed with another'),
	no('stands twice', 'It stands twice.', 'It is listed twice.'),
	no('held by sound alone', 'A visit held by sound alone', 'An audio-only visit'),
	no('a visit of its own', 'It is a visit of its own.', 'It is a separately identifiable visit.'),
	no('only heads', 'The code only heads others.', 'The code is a category.'),
];

/**
 * Forbids words in text and as a part of an identifier. The words of a phrase may be on several lines of a comment.
 * @param after a pattern of text after which the words are allowed
 */
function no(words: string, offending: string, fixed: string, after?: string): LanguageRule {
	const [initial = '', rest] = [words[0], words.slice(1).replaceAll(' ', '[\\s*/]+')];
	const upper = `${initial.toUpperCase()}${rest}`;
	const allowed = after === undefined ? '' : `(?<!${after})`;
	const spellings = [
		`(?<![A-Za-z])[${initial}${initial.toUpperCase()}]${rest}(?![a-z])`,
		`(?<=[a-z])${upper}(?![a-z])`,
		`(?<![A-Za-z])${words.toUpperCase()}(?![A-Za-z])`,
	];
	const pattern = new RegExp(`${allowed}(?:${spellings.join('|')})`, 'g');
	return { name: `no text contains "${words}"`, pattern, offending, fixed };
}

/** Lists the lines of a text on which a rule is broken. */
function brokenLines({ pattern }: LanguageRule, text: string): number[] {
	return Array.from(text.matchAll(pattern), ({ index }) => text.slice(0, index).split('\n').length);
}

function* filesIn(path: string): Generator<string> {
	if (extname(path) !== '') {
		if (TEXT.has(extname(path)) && !SKIPPED.has(path)) yield path;
		return;
	}
	for (const entry of readdirSync(join(fileURLToPath(ROOT), path), { withFileTypes: true })) {
		if (entry.name === 'node_modules') continue;
		if (entry.isDirectory() || entry.isFile()) yield* filesIn(join(path, entry.name));
	}
}

const TEXTS = new Map(
	PLACES.flatMap((place) => [...filesIn(place)]).map((file) => [
		file,
		readFileSync(new URL(file, ROOT), 'utf8'),
	]),
);

t.test('each rule finds its offending sample, and passes the fixed one', async (t) => {
	for (const rule of RULES) {
		t.strictSame(brokenLines(rule, rule.offending), [1], `${rule.name}: ${rule.offending}`);
		t.strictSame(brokenLines(rule, rule.fixed), [], `${rule.name}: ${rule.fixed}`);
	}
});

t.test('every file that is skipped exists', async (t) => {
	for (const [file, reason] of SKIPPED)
		t.ok(readFileSync(new URL(file, ROOT)).length > 0, `${file} ${reason}`);
});

for (const rule of RULES) {
	t.test(rule.name, async (t) => {
		t.ok(TEXTS.size > 500, `${TEXTS.size} files are read`);
		const found = Array.from(TEXTS, ([file, text]) =>
			brokenLines(rule, text).map((line) => `${file}:${line}`),
		);
		t.strictSame(found.flat(), []);
	});
}
