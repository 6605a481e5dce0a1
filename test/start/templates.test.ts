import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { diskFolder, loadTemplates } from '../../src/start/templates.ts';
import { TEMPLATES } from '../service/service-under-test.ts';
import { own, SAMPLE } from '../templates/memory.ts';

/** An operator's file that extends the shipped template. */
const mine = (lines: string) => own(lines).replace('extends: base', 'extends: standard');

t.test('each shipped template loads under its id, with a sample', async (t) => {
	t.strictSame([...TEMPLATES.keys()], ['behavioral-health', 'compact', 'infusion', 'standard', 'statement']);
	for (const [id, { template, sha256, preview }] of TEMPLATES) {
		t.equal(template.id, id);
		t.match(sha256, /^[0-9a-f]{64}$/);
		t.ok(preview.serviceLines.length > 0);
	}
});

t.test(
	"an operator's templates are added to the shipped ones, or replace one with the same id",
	async (t) => {
		const folder = t.testdir({
			'clinic.yml': mine('title: Ours'),
			'statement.yaml': mine('title: Our statement').replace('id: own', 'id: statement'),
			'.hidden.yaml': 'not: a template',
			'notes.txt': 'not a template',
			more: { 'deep.yaml': 'not: a template' },
		});
		const templates = loadTemplates(folder);
		t.strictSame([...templates.keys()], [...TEMPLATES.keys(), 'own']);
		t.equal(templates.get('own')?.template.title, 'Ours');
		t.equal(templates.get('statement')?.template.title, 'Our statement');
		t.strictSame(templates.get('compact')?.sha256, TEMPLATES.get('compact')?.sha256);
	},
);

t.test('all broken templates are reported together, each mistake once', async (t) => {
	const folder = t.testdir({
		'a.yaml': mine('accent: blue\npreview: p.json'),
		'b.yaml': mine('dates: eu\npreview: p.json').replace('id: own', 'id: b'),
		'p.json': SAMPLE.replace('"SB-1"', '1'),
	});
	t.throws(() => loadTemplates(folder), {
		name: 'OperatorError',
		message:
			/^These templates cannot be used:\na\.yaml:4:9: accent must .*\np\.json:\d+:\d+: Number is not text\nb\.yaml:4:8: dates must .*$/,
	});
});

t.test('a template whose columns do not fit its page is refused with the line to change', async (t) => {
	const columns =
		'[date, pos, code, modifiers, pointers, description, units, charge, start, end, minutes, modality, state]';
	const folder = t.testdir({
		'a.yaml': mine(`page:\n  size: A4\n  margin: 90\nservices:\n  columns: ${columns}`),
	});
	t.throws(() => loadTemplates(folder), {
		message:
			/\na\.yaml:8:12: services\.columns: these 13 columns need \d+ points in Spanish, and the page has 415; leave out /,
	});
});

t.test('nothing outside a folder can be read, not even through a link', async (t) => {
	const folder = t.testdir({
		outside: { 'logo.svg': '<svg/>' },
		templates: { inside: { 'logo.svg': '<svg/>' }, empty: {} },
	});
	const templates = join(folder, 'templates');
	symlinkSync(join(folder, 'outside'), join(templates, 'way-out'));
	symlinkSync('inside', join(templates, 'way-in'));
	const { read } = diskFolder(templates);
	t.match(read('inside/logo.svg', 6), { bytes: Buffer.from('<svg/>') });
	t.match(read('way-in/logo.svg', 6), { bytes: Buffer.from('<svg/>') });
	const outside = { mistake: 'must name a file in the folder of the template' };
	t.strictSame(read('way-out/logo.svg', 6), outside);
	t.strictSame(read('../outside/logo.svg', 6), outside);
	t.strictSame(read('..', 6), outside);
	t.strictSame(read('inside/logo.svg', 5), { mistake: 'names a file of 6 bytes; at most 5 are allowed' });
	t.strictSame(read('empty', 5), { mistake: 'must name a file, not a folder' });
	const missing = { mistake: 'names a file that does not exist in the folder of the template' };
	t.strictSame(read('inside/none.svg', 6), missing);
	t.strictSame(read('inside/logo.svg/x', 6), missing);
	t.strictSame(read('n'.repeat(300), 6), { mistake: 'names a file that cannot be read' });
	if (process.getuid?.() !== 0) {
		chmodSync(join(templates, 'inside/logo.svg'), 0);
		t.strictSame(read('inside/logo.svg', 6), {
			mistake: 'names a file that this process is not allowed to read',
		});
	}
});

t.test('a logo that only starts like a picture is refused', async (t) => {
	const folder = t.testdir({
		'own.yaml': mine('logo: { file: logo.png, alt: The clinic }'),
		'logo.png': Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
	});
	t.throws(() => loadTemplates(folder), { message: /own\.yaml:4:15: logo\.file: the picture / });
});
