import t from 'tap';
import { COMPLETE, mistakesOf, own } from '../memory.ts';

/** The mistakes in lines of a template, without the file's name. */
function said(lines: string): string[] {
	return mistakesOf({ 'own.yaml': own(lines) }).map((mistake) => mistake.replace(/^own\.yaml:/, ''));
}

t.test('a value of the wrong type or size is reported with its place and the allowed values', async (t) => {
	const wrong: readonly [lines: string, mistake: string][] = [
		['accent: blue', '4:9: accent must be a colour like #123a5e, in lowercase'],
		['accent: 12', '4:9: accent must be text like "#123a5e", not 12'],
		['dates: eu', '4:8: dates must be one of us, iso, not "eu"'],
		['density:', '4:9: density must be one of regular, compact, not nothing'],
		['page: { size: A4, margin: 4 }', '4:27: page.margin must be a number from 28 to 90, not 4'],
		['page: { size: A4, margin: "40" }', '4:27: page.margin must be a number from 28 to 90, not "40"'],
		['page: { size: A4 }', '4:7: page.margin is missing; it must be a number from 28 to 90'],
		['page: A4', '4:7: page must be keys with values: size, margin, not "A4"'],
		['page: [40]', '4:7: page must be keys with values: size, margin, not a list'],
		['title: { en: a }', '4:8: title must be text of 1 to 100 characters, not keys with values'],
		[`title: ${'x'.repeat(101)}`, '4:8: title must be text of 1 to 100 characters, not 101'],
		['title: "a\\nb"', '4:8: title must be on one line'],
		['title: true', '4:8: title must be text of 1 to 100 characters, not true'],
		['notices: none', '4:10: notices must be a list of at most 30, not "none"'],
		[
			'sections: [parties]',
			'4:11: sections must name each of correction, parties, diagnoses, services, totals, signature once',
		],
		['sections: all', '4:11: sections must be a list, not "all"'],
		[
			'labels:\n  number: { en: No., es: "" }',
			'5:26: labels.number.es must be text of 1 to 60 characters, not 0',
		],
		[
			'services:\n  columns: [date, pos, code, code, modifiers, pointers, description, units, charge]',
			'5:12: services.columns must name each of date, pos, code, modifiers, pointers, description, units, charge once, and may name start, end, minutes, modality, state, paid',
		],
	];
	for (const [lines, mistake] of wrong) t.strictSame(said(lines), [mistake], lines);
	t.strictSame(mistakesOf({ 'own.yaml': own('').replace('version: 1', 'version: 1.5') }), [
		'own.yaml:3:10: version must be a whole number, 1 or more, not 1.5',
	]);
});

t.test('too many notices and duplicate ids are refused', async (t) => {
	const notice = (id: number) => `  - { id: n${id}, when: always, text: { en: a, es: a } }\n`;
	t.strictSame(said(`notices:\n${Array.from({ length: 31 }, (_, i) => notice(i)).join('')}`), [
		'5:3: notices must be a list of at most 30, not 31',
	]);
	t.strictSame(said(`notices:\n${notice(1)}${notice(1)}`), [
		'5:3: notices must not have two notices with the same id',
	]);
});

t.test('an unknown key is reported with the nearest known one, or with all', async (t) => {
	t.match(said('titel: x'), [
		/^4:1: there is no key "titel"; did you mean "title"\? There are extends, id, /,
	]);
	t.match(said('page: { size: A4, margin: 40, colour: x }'), [
		/^4:31: page: there is no key "colour"; there are size, margin$/,
	]);
	t.strictSame(said('labels:\n  plam: { en: a, es: b }'), [
		'5:3: labels: there is no key "plam"; did you mean "plan"?',
	]);
	t.match(said('labels: { zzzzzz: { en: a, es: b } }'), [
		/^4:11: labels: there is no key "zzzzzz"; there are superbill, number, .* and \d+ more$/,
	]);
	t.match(said(`${'k'.repeat(80)}: 1`), [/"k{60}…"/]);
});

t.test('a missing key is reported where it is missing, and id and version are never inherited', async (t) => {
	t.strictSame(mistakesOf({ 'own.yaml': 'extends: base\n' }), [
		'own.yaml:1:1: id is missing; it must be text like "our-clinic"',
		'own.yaml:1:1: version is missing; it must be a whole number, 1 or more',
	]);
	t.strictSame(
		mistakesOf({ 'own.yaml': COMPLETE.replace('version: 1\n', '').replace('title: Base\n', '') }),
		[
			'own.yaml:2:1: version is missing; it must be a whole number, 1 or more',
			'own.yaml:2:1: title is missing; it must be text of 1 to 100 characters',
		],
	);
});

t.test('all mistakes are reported at once, in the order of the file', async (t) => {
	t.match(said('dates: eu\naccent: blue\npage: { size: A5, margin: 1 }\nlogo: { file: none.png, alt: "" }'), [
		/^4:8: dates/,
		/^5:9: accent/,
		/^6:15: page\.size/,
		/^6:27: page\.margin/,
		/^7:15: logo\.file/,
		/^7:30: logo\.alt/,
	]);
});

t.test('broken YAML is reported where it breaks', async (t) => {
	t.match(mistakesOf({ 'own.yaml': 'id: [unclosed' }), [/^own\.yaml:1:14: this is not YAML: Flow sequence/]);
	t.strictSame(mistakesOf({ 'own.yaml': own('accent: "#123a5e"\n"accent": "#123a5e"') }), [
		'own.yaml:5:1: "accent" is listed twice; keep one',
	]);
	t.match(mistakesOf({ 'own.yaml': 'id: !strange a' }), [/^own\.yaml:1:5: this is not YAML: Unresolved tag/]);
	for (const source of ['', '# nothing\n', '- a\n- b\n', 'text']) {
		t.match(mistakesOf({ 'own.yaml': source }), [
			/^own\.yaml:1:1: the file must have keys with values, like "key: value"$/,
		]);
	}
});

t.test('aliases work, and one that grows without limit is refused', async (t) => {
	t.strictSame(said('title: &name Ours\ndescription: *name'), []);
	t.match(said('labels:\n  plan: &wrong { en: "" , es: b }\n  number: *wrong'), [
		/^5:22: labels\.plan\.en/,
		/^6:11: labels\.number\.en/,
	]);
	t.match(said('labels:\n  plan: &odd { en: a, es: b, zz: c }\n  number: *odd'), [
		/^5:30: labels\.number: there is no key "zz"/,
		/^5:30: labels\.plan: there is no key "zz"/,
	]);
	t.match(said('notices:\n  - &n { id: n, when: always, text: { en: a, es: b, zz: c } }\n  - *n'), [
		/^5:3: notices must not have two notices with the same id/,
		/^5:53: notices\[0\]\.text: there is no key "zz"/,
		/^6:5: notices\[1\]\.text: there is no key "zz"/,
	]);
	const bomb = [
		'a: &a [x,x,x,x,x,x,x,x,x]',
		...'bcdefghi'.split('').map((letter, i) => {
			const before = 'abcdefghi'[i];
			return `${letter}: &${letter} [${Array(9).fill(`*${before}`).join(',')}]`;
		}),
	].join('\n');
	t.match(said(bomb), [/^1:1: the file must have keys with values/]);
});

t.test('a file that is not UTF-8, or too large, is refused', async (t) => {
	t.strictSame(mistakesOf({ 'own.yaml': Buffer.from([0xff, 0xfe, 0x41]) }), [
		'own.yaml:1:1: the file must be UTF-8 text',
	]);
	t.match(mistakesOf({ 'own.yaml': own(`#${'x'.repeat(300_000)}`) }), [
		/^own\.yaml:1:1: the file is larger than/,
	]);
});
