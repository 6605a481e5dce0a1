import t from 'tap';
import type { LoadedTemplate } from '../../../src/templates/loaded-template.ts';
import { readTemplates } from '../../../src/templates/reading/read-templates.ts';
import {
	CHECKS,
	COMPLETE,
	type Files,
	finding,
	memoryFolder,
	mistakesOf,
	own,
	readOwn,
	SAMPLE,
	SAMPLE_NAME,
} from '../memory.ts';

/** The templates of the given files by id; the operator's override the shipped ones. */
function templatesOf(files: Files): ReadonlyMap<string, LoadedTemplate> {
	const read = readOwn(files);
	t.strictSame(
		read.flatMap(({ mistakes }) => mistakes),
		[],
	);
	return new Map(read.flatMap(({ loaded }) => (loaded ? [[loaded.template.id, loaded]] : [])));
}

function loadedOf(files: Files, id = 'own'): LoadedTemplate {
	return templatesOf(files).get(id) as LoadedTemplate;
}

t.test(
	'a template inherits whole keys from the one that it extends, whatever the order of files',
	async (t) => {
		const files = {
			'a.yaml': 'extends: b\nid: a\nversion: 3\ntitle: A\n',
			'b.yaml':
				'extends: base\nid: b\nversion: 2\nlabels: { number: { en: Nr., es: Núm. } }\npage: { size: A4, margin: 50 }\n',
		};
		const base = templatesOf(files).get('base')?.template;
		t.strictSame(loadedOf(files, 'a').template, {
			...base,
			id: 'a',
			version: 3,
			title: 'A',
			labels: { number: { en: 'Nr.', es: 'Núm.' } },
			page: { size: 'A4', margin: 50 },
		});
		t.equal(loadedOf({ 'own.yaml': own('notices: []') }).template.notices.length, 0);
	},
);

t.test("an operator's template can replace a shipped one and extend it", async (t) => {
	const replaced = loadedOf({ 'x.yaml': 'extends: base\nid: base\nversion: 9\ntitle: Ours\n' }, 'base');
	t.match(replaced.template, { id: 'base', version: 9, title: 'Ours', accent: '#123a5e' });
	const shipped = memoryFolder({
		'base.yaml': COMPLETE,
		'child.yaml': 'extends: base\nid: child\nversion: 1\n',
		[SAMPLE_NAME]: SAMPLE,
	});
	const operators = memoryFolder({
		'base.yaml': 'extends: child\nid: base\nversion: 9\ntitle: Ours\n',
		'mine.yaml': 'extends: base\nid: mine\nversion: 1\n',
	});
	const titles = readTemplates([shipped, operators], CHECKS).map(({ loaded }) => loaded?.template.title);
	t.strictSame(titles, ['Base', 'Base', 'Ours', 'Ours'], 'shipped ones start from shipped ones only');
});

t.test('a missing or circular base is refused', async (t) => {
	t.strictSame(mistakesOf({ 'own.yaml': 'extends: bas\nid: own\nversion: 1\n' }), [
		'own.yaml:1:10: extends: there is no template "bas"; did you mean "base"? There are base',
	]);
	t.strictSame(mistakesOf({ 'own.yaml': 'extends: own\nid: own\nversion: 1\n' }), [
		'own.yaml:1:10: extends: a template cannot extend itself',
	]);
	t.strictSame(
		mistakesOf({
			'a.yaml': 'extends: b\nid: a\nversion: 1\n',
			'b.yaml': 'extends: c\nid: b\nversion: 1\n',
			'c.yaml': 'extends: b\nid: c\nversion: 1\n',
		}),
		['c.yaml:1:10: extends: b → c → b is a circle; change "extends" in one of these templates, or remove it'],
	);
	for (const wrong of ['[base]', '1', 'Not an id']) {
		t.match(
			mistakesOf({ 'own.yaml': `extends: ${wrong}\nid: own\nversion: 1\n` })[0],
			/^own\.yaml:1:10: extends/,
		);
	}
	t.match(mistakesOf({ 'own.yaml': 'extends: 1\nid: own\nversion: 1\n' }), [
		'own.yaml:1:10: extends must be the id of a template, such as standard',
	]);
});

t.test('a mistake is reported once, for the file that it is in', async (t) => {
	t.strictSame(
		mistakesOf({
			'a.yaml':
				'extends: b\nid: a\nversion: 1\ndates: eu\nnotices: [{ id: x, when: always, text: { en: "{{ no }}", es: b } }]\n',
			'b.yaml':
				'extends: base\nid: b\nversion: 1\naccent: red\nsignature: { style: line, statement: { en: 你, es: b } }\n',
		}).map((mistake) => mistake.slice(0, 40)),
		[
			'a.yaml:4:8: dates must be one of us, iso',
			'a.yaml:5:50: notices[0].text.en: there i',
			'b.yaml:4:9: accent must be a colour like',
			'b.yaml:5:44: signature.statement.en: no ',
		],
	);
});

t.test('an id can be used by only one file of a folder', async (t) => {
	t.strictSame(mistakesOf({ 'a.yaml': own(''), 'b.yaml': own('') }), [
		'b.yaml:2:5: id is already the id of a.yaml; choose another',
	]);
	t.match(mistakesOf({ 'a.yaml': 'extends: base\n', 'b.yaml': 'extends: base\n' }).join(), /^(?!.*already)/);
});

t.test('a mistake in a text has its exact place, however YAML quotes the text', async (t) => {
	const written = [
		'plain {{ nobody }}',
		'"quoted \\"a\\" \\u00e9 {{ nobody }}"',
		"'it''s {{ nobody }}'",
		'"first\\n  {{ nobody }}"',
		'"first\n      second {{ nobody }}"',
		'"\\\n      {{ nobody }}"',
		'|-\n      first\n        {{ nobody }}',
		'>-\n      first\n      second\n\n      {{ nobody }}',
		'|2-  # a remark\n\n       {{ nobody }}',
	];
	for (const text of written) {
		const source = own(`signature:\n  style: line\n  statement:\n    es: x\n    en: ${text}`);
		const [mistake = ''] = mistakesOf({ 'own.yaml': source });
		const [, line, column] =
			/^own\.yaml:(\d+):(\d+): signature\.statement\.en: there is no variable "nobody"/.exec(mistake) ?? [];
		const from = source.split('\n')[Number(line) - 1]?.slice(Number(column) - 1);
		t.match(from, /^nobody /, `${text}: ${mistake}`);
	}
});

t.test('plain texts must be printable too; texts that are not printed need not be', async (t) => {
	t.match(mistakesOf({ 'own.yaml': own('labels: { number: { en: "No. {{ number }}", es: b } }') }), [
		/takes no Liquid/,
	]);
	t.match(mistakesOf({ 'own.yaml': own('labels: { plan: { en: Ναme, es: b } }\ntitle: 名') }), [
		/^own\.yaml:4:23: labels\.plan\.en: no font has U\+039D, U\+03B1;/,
	]);
	t.match(
		mistakesOf({
			'own.yaml': own(
				'notices: [{ id: x, when: on-request, title: { en: a, es: "{{ x }} 你" }, text: { en: a, es: b } }]',
			),
		}),
		[/notices\[0\]\.title\.es: no font has U\+4F60/],
	);
});

t.test('an accent needs a contrast of 4.5:1 on white paper', async (t) => {
	t.strictSame(mistakesOf({ 'own.yaml': own('accent: "#777777"') }), [
		'own.yaml:4:9: accent #777777 has a contrast of 4.47:1 on white paper, but needs 4.5:1; choose a darker colour',
	]);
	t.strictSame(mistakesOf({ 'own.yaml': own('accent: "#767676"') }), []);
});

t.test('texts are parsed once, including inherited ones', async (t) => {
	const files = {
		'own.yaml': own('signature: { style: line, statement: { en: "  By {{ rendering.name }} ", es: Yo } }'),
	};
	const templates = templatesOf(files);
	const texts = templates.get('own')?.texts;
	t.equal(
		texts?.get('Hello {{ patient.name }}'),
		templates.get('base')?.texts.get('Hello {{ patient.name }}'),
	);
	t.equal(texts?.get('By {{ rendering.name }}')?.({ rendering: { name: 'Testa' } }), 'By Testa');
	t.equal(texts?.get('Yo')?.({}), 'Yo');
});

t.test('the hash covers the file, the template that it extends and every file that it names', async (t) => {
	const files = { 'own.yaml': own('preview: p.json'), 'p.json': SAMPLE };
	const hash = loadedOf(files).sha256;
	t.match(hash, /^[0-9a-f]{64}$/);
	t.equal(loadedOf(files).sha256, hash);
	const others = [
		{ ...files, 'own.yaml': `${files['own.yaml']} # a remark` },
		{ ...files, 'p.json': `${SAMPLE} ` },
	];
	for (const other of others) t.not(loadedOf(other).sha256, hash);
	const onBase = (base: string) =>
		readTemplates(
			[memoryFolder({ 'base.yaml': base, 'own.yaml': own(''), [SAMPLE_NAME]: SAMPLE })],
			CHECKS,
		).map(({ loaded }) => loaded?.sha256);
	const [base, mine] = onBase(COMPLETE);
	const [otherBase, otherMine] = onBase(`${COMPLETE}# a remark\n`);
	t.not(base, otherBase);
	t.not(mine, otherMine);
	t.not(base, mine);
});

t.test('a preview must pass the checks, and mistakes are reported in its own file', async (t) => {
	const shown = loadedOf({ 'own.yaml': own('preview: p.json'), 'p.json': SAMPLE.replace('SB-1', 'SB-OWN') });
	t.equal(shown.preview.number, 'SB-OWN');
	t.equal(loadedOf({ 'own.yaml': own('') }).preview.number, 'SB-1', 'otherwise that of the base');
	const wrong = (json: string, checks = {}) =>
		mistakesOf({ 'own.yaml': own('preview: p.json'), 'p.json': json }, checks);
	t.strictSame(wrong('{\n  "number" 1 }'), [
		'p.json:2:12: this is not JSON; expected a colon (:) after the property name',
	]);
	t.match(wrong(SAMPLE.replace('"SB-1"', '7')), [/^p\.json:\d+:12: Number is not text$/]);
	t.strictSame(wrong(SAMPLE.replace(/"issuedOn": "[\d-]+"/, '"note": "x"')), [
		'p.json:1:1: issuedOn is missing; a preview needs a fixed issue date',
	]);
	t.match(wrong(SAMPLE.replace('"number"', '"notices": ["asked-for", "elsewhere"],\n"number"')), [
		/^p\.json:\d+:\d+: notices\[1\] is not the id of a notice of this template$/,
	]);
	const check: typeof CHECKS.check = ({ number }) =>
		number === 'SB-1'
			? [finding('/number', 'Odd.', 'warning')]
			: [finding('/serviceLines/0/charge', 'Too much.'), finding('/number', 'Odd.', 'warning')];
	t.strictSame(wrong(SAMPLE, { check }), [], 'a warning is none');
	t.match(wrong(SAMPLE.replace('SB-1', 'SB-2'), { check }), [/^p\.json:\d+:14: Too much$/]);
	t.match(mistakesOf({ 'own.yaml': own('preview: q.json') }), ['own.yaml:4:10: preview is not there']);
	t.match(wrong('x'.repeat(1024 * 1024 + 1)), ['own.yaml:4:10: preview is larger than 1048576']);
	t.match(mistakesOf({ 'own.yaml': own('preview: p.json'), 'p.json': Buffer.from([0xff]) }), [
		'own.yaml:4:10: preview must name a UTF-8 text file; this file has other content',
	]);
});

t.test(
	'an inherited preview drops notices that the template lacks and must pass with its fonts',
	async (t) => {
		const asking = SAMPLE.replace('"number"', '"notices": ["asked-for"],\n"number"');
		const shipped = memoryFolder({ 'base.yaml': `${COMPLETE}preview: p.json\n`, 'p.json': asking });
		const [base, mine] = readTemplates([shipped, memoryFolder({ 'own.yaml': own('notices: []') })], CHECKS);
		t.strictSame(base?.loaded?.preview.notices, ['asked-for']);
		t.strictSame(mine?.loaded?.preview.notices, []);
		const check: typeof CHECKS.check = (_, hasGlyph) =>
			hasGlyph(0x3b1) ? [finding('', 'Not with these fonts.')] : [];
		const fonts = {
			'own.yaml': own('fonts: { fallback: [{ regular: g.ttf }] }'),
			'g.ttf': Buffer.from('true'),
		};
		t.strictSame(mistakesOf(fonts, { check }), [
			'own.yaml:4:1: the preview that this template inherits does not fit: Not with these fonts',
		]);
	},
);

t.test('a template without any preview must name one', async (t) => {
	for (const sample of [{}, { [SAMPLE_NAME]: 'no JSON' }]) {
		const [read] = readTemplates([memoryFolder({ 'base.yaml': COMPLETE, ...sample })], CHECKS);
		t.equal(read?.loaded, undefined);
		t.strictSame(read?.mistakes, [
			{
				file: 'base.yaml',
				line: 2,
				column: 1,
				message: 'preview is missing; it must name a JSON file with a request',
			},
		]);
	}
});
