import t from 'tap';
import { DEFAULT_NAMES, fileNames, namesMistake } from '../../../src/batches/archive/file-names.ts';

const item = (number?: string, position = 1) => ({ number, position, issuedOn: '2026-10-31' });

t.test('a file is named by the number of its superbill, with hyphens for slashes', async (t) => {
	const nameOf = fileNames(DEFAULT_NAMES, 'b1');
	t.equal(nameOf(item('SB-2026-000101')), 'SB-2026-000101');
	t.equal(nameOf(item('2026/10/7')), '2026-10-7');
});

t.test('without a number, a file is named by the position of its item', async (t) => {
	const nameOf = fileNames(DEFAULT_NAMES, 'b1');
	t.equal(nameOf(item(undefined, 17)), 'item-00017');
	t.equal(nameOf(item(undefined, 10_000)), 'item-10000');
});

t.test('a pattern can have number, position, date and batch', async (t) => {
	const nameOf = fileNames('{issuedOn} {batch}_{position}.{number}', 'bat-7');
	t.equal(nameOf(item('SB-1', 3)), '2026-10-31 bat-7_00003.SB-1');
	t.equal(fileNames('{number}-{number}', 'b')(item('SB/1')), 'SB-1-SB-1');
});

t.test('placeholders in a number are not replaced', async (t) => {
	t.equal(fileNames('{number}', 'b')(item('{batch}')), '-batch-');
	t.equal(fileNames('{number}', 'b')(item("$&$'")), '----');
});

t.test('repeated names get -2 and -3, ignoring case', async (t) => {
	const nameOf = fileNames(DEFAULT_NAMES, 'b1');
	const names = ['SB-1', 'SB-1', 'sb-1', 'SB/1', 'SB-1-2', 'SB-2'].map((number) => nameOf(item(number)));
	t.strictSame(names, ['SB-1', 'SB-1-2', 'sb-1-3', 'SB-1-4', 'SB-1-2-2', 'SB-2']);
	t.equal(fileNames(DEFAULT_NAMES, 'b2')(item('SB-1')), 'SB-1', 'another batch starts again');
});

t.test('a name is in no folder, is not hidden, and is not a device of Windows', async (t) => {
	const nameOf = fileNames(DEFAULT_NAMES, 'b1');
	const names = ['../../etc', '.hidden', '/root', 'CON', 'nul.1', 'COM1', 'CONTRACT-1', 'a\\b:c', 'ﬁ\u202e'];
	t.strictSame(
		names.map((number) => nameOf(item(number))),
		['_-..-etc', '_hidden', '-root', '_CON', '_nul.1', '_COM1', 'CONTRACT-1', 'a-b-c', '--'],
	);
});

t.test('a wrong pattern is refused with the reason', async (t) => {
	for (const pattern of [
		'{number}',
		'{position}',
		'{batch}_{issuedOn} {number}',
		'Superbill {number} v1.0',
	]) {
		t.equal(namesMistake(pattern), undefined, pattern);
	}
	const mistakes: readonly (readonly [string, RegExp])[] = [
		['{patient}-{number}', /only {number}, .* in braces/],
		['{number', /in braces$/],
		['{{number}}', /in braces$/],
		['{Number}', /in braces$/],
		['a/{number}', /only letters without accents/],
		['..\\{number}', /only letters without accents/],
		['Üb-{number}', /only letters without accents/],
		['{number}\n', /only letters without accents/],
		['', /must contain {number} or {position}/],
		['{batch}', /must contain {number} or {position}/],
		['{number}.pdf', /must not end with \.pdf/],
		['{number}.PDF', /must not end with \.pdf/],
		[`{number}${'x'.repeat(80)}`, /at most 80 characters; this one has 88/],
	];
	for (const [pattern, mistake] of mistakes) t.match(namesMistake(pattern), mistake, pattern);
	t.equal(namesMistake(`{number}${'x'.repeat(72)}`), undefined);
});
