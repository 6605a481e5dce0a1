import t from 'tap';
import { z } from 'zod';
import { readOperatorFile } from '../../src/start/operator-file.ts';

const Schema = z.strictObject({
	name: z.string('must be text'),
	list: z.array(z.strictObject({ size: z.int('must be a whole number') })).default([]),
});

const mistakes = (source: string) => readOperatorFile('mine.yaml', source, Schema).mistakes;

t.test('a valid file is read, with defaults', async (t) => {
	t.strictSame(readOperatorFile('mine.yaml', 'name: one\n', Schema), { value: { name: 'one', list: [] } });
	t.strictSame(readOperatorFile('mine.yaml', '', z.object({}).default({})), { value: {} });
});

t.test('every mistake is reported with file, line and column', async (t) => {
	t.strictSame(mistakes('name: 1\nlist:\n  - size: big\n  - size: 2\n    colour: red\n'), [
		'mine.yaml:1:7: name: must be text',
		'mine.yaml:3:11: list[0].size: must be a whole number',
		'mine.yaml:5:5: list[1].colour: is unknown; check the spelling',
	]);
});

t.test('a missing key is reported at its parent', async (t) => {
	t.strictSame(mistakes('list:\n  - {}\n'), [
		'mine.yaml:1:1: name: must be text',
		'mine.yaml:2:5: list[0].size: must be a whole number',
	]);
	t.match(mistakes(''), [/^mine\.yaml:1:1: name: must be text/]);
});

t.test('all YAML mistakes are reported at once, and so is a file without keys', async (t) => {
	t.match(mistakes('name: [unclosed'), [/^mine\.yaml:1:\d+: this is not YAML: /]);
	t.strictSame(mistakes('name: a\nname: b\n'), ['mine.yaml:2:1: "name" is listed twice; keep one']);
	t.match(mistakes('just text'), [/^mine\.yaml:1:1: the file must have keys with values/]);
});
