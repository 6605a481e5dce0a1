import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { loadTemplates, readTemplate, TemplateError } from '../../src/templates/load.ts';
import { ROOT } from '../../src/version.ts';

const folder = fileURLToPath(new URL('templates/', ROOT));
const source = readFileSync(`${folder}/standard.yaml`, 'utf8');

t.test('the shipped templates load, each under its id', async (t) => {
	const templates = loadTemplates(folder);
	t.ok(templates.has('standard'));
	for (const [id, template] of templates) t.equal(template.template.id, id);
});

t.test('a mistake is told with file, line and column', async (t) => {
	t.match(readTemplate('mine.yaml', source.replace('"#123a5e"', 'blue')), [/^mine\.yaml:8:9: accent: /]);
	t.match(readTemplate('mine.yaml', source.replace('margin: 40', 'margin: 4')), [
		/^mine\.yaml:7:11: page\.margin: /,
	]);
	t.match(readTemplate('mine.yaml', source.replace('version: 1\n', '')), [/^mine\.yaml:2:1: version: /]);
	t.match(readTemplate('mine.yaml', ''), [/^mine\.yaml:1:1: the template: /]);
	t.match(readTemplate('mine.yaml', 'id: [unclosed'), [/^mine\.yaml:1:\d+: /]);
});

t.test('every mistake is told at once', async (t) => {
	const mistakes = readTemplate(
		'mine.yaml',
		source.replace('"#123a5e"', 'blue').replace('dates: us', 'dates: eu'),
	);
	t.match(mistakes, [/accent/, /dates/]);
});

t.test('a section may be moved, never dropped or repeated', async (t) => {
	const moved = source.replace('[correction, parties', '[parties, correction');
	t.match(readTemplate('mine.yaml', moved), { sections: ['parties', 'correction'] });
	t.match(readTemplate('mine.yaml', source.replace('correction, ', '')), [/sections: must name each of /]);
	t.match(readTemplate('mine.yaml', source.replace('[correction', '[parties')), [
		/sections: must name each of /,
	]);
});

t.test('a folder with a broken template refuses to load, and names every mistake', async (t) => {
	const broken = t.testdir({
		'a.yaml': source.replace('"#123a5e"', 'blue'),
		'b.yaml': source.replace('dates: us', 'dates: eu'),
		'readme.txt': 'not a template',
	});
	t.throws(() => loadTemplates(broken), TemplateError);
	t.throws(() => loadTemplates(broken), { message: /a\.yaml:8:9: accent[\s\S]*b\.yaml:9:8: dates/ });
});
