import t from 'tap';
import { FileWriter } from '../../../src/pdf/file/file-writer.ts';
import { CASES } from '../../fixtures/cases.ts';
import { pdfOf } from '../../service/service-under-test.ts';
import { readObjects } from '../validity/pdf-file.ts';

const HEADER = Buffer.from('%PDF-1.7\n%\xff\xff\xff\xff\n', 'latin1');
const TRAILER = new Map([['Root', '1 0 R']]);

const drawn = (file: string): Buffer =>
	pdfOf({ ...CASES.find((fixture) => fixture.file === file)?.request, template: 'standard' });

t.test('objects and streams are found again, whatever the order they are written in', async (t) => {
	const writer = new FileWriter(HEADER);
	writer.object(4, '<</Count 0/Kids[]/Type/Pages>>');
	writer.stream(2, '<</Length 4>>', Buffer.from('data'));
	writer.object(1, '<</Type/Catalog/Pages 4 0 R/Data 2 0 R/Name(a \\(b\\) c)>>');
	writer.object(3, '[1 2 3]');
	const { catalog, numbered } = await readObjects(writer.end(4, TRAILER));
	t.equal(catalog.text('Name'), 'a (b) c');
	t.equal(Buffer.from(catalog.dict('Data')?.bytes() ?? []).toString(), 'data');
	t.strictSame(numbered.get('3 0 R'), [1, 2, 3]);
});

t.test('a file that is taken piece by piece has each object once, where it says', async (t) => {
	const writer = new FileWriter(HEADER);
	writer.stream(2, '<</Length 4>>', Buffer.from('data'));
	writer.object(3, '[1 2 3]');
	writer.flush(4);
	const pieces = [writer.take()];
	writer.stream(5, '<</Length 4>>', Buffer.from('more'));
	writer.object(1, '<</Type/Catalog/Pages 6 0 R/Data 5 0 R>>');
	writer.object(6, '<</Count 0/Kids[]/Type/Pages>>');
	pieces.push(writer.take(), writer.end(6, TRAILER));
	const file = Buffer.concat(pieces);
	const { catalog, numbered } = await readObjects(file);
	t.equal(Buffer.from(catalog.dict('Data')?.bytes() ?? []).toString(), 'more');
	t.strictSame(numbered.get('3 0 R'), [1, 2, 3]);
	t.strictSame(
		file.toString('latin1').match(/\/ObjStm\/N \d+/g),
		['/ObjStm/N 1', '/ObjStm/N 2'],
		'each object stream has what came after the one before it',
	);
});

t.test('a number without an object is told, not written: readers would take it for null', async (t) => {
	for (const missing of [2, 3]) {
		const writer = new FileWriter(HEADER);
		writer.object(1, '<</Type/Catalog>>');
		writer.object(5 - missing, '<<>>');
		t.throws(() => writer.end(3, TRAILER), new RangeError(`object ${missing} was never written`));
	}
});

t.test('only streams are objects of their own', async (t) => {
	const pdf = drawn('treatment-series-fifty-lines.json');
	const text = pdf.toString('latin1');
	t.equal(text.match(/^\d+ 0 obj$/gm)?.length, text.match(/^endstream$/gm)?.length);
	t.ok((await readObjects(pdf)).numbered.size > 600);
});

t.test('with fonts, tags and data a page takes 45 KB at most, fifty lines 95 KB', async (t) => {
	const [page, lines] = [drawn('iv-ketamine-visit.json'), drawn('treatment-series-fifty-lines.json')];
	t.ok(page.length <= 45_000, `${page.length} bytes`);
	t.ok(lines.length <= 95_000, `${lines.length} bytes`);
	t.equal((await readObjects(page)).pages.length, 1);
});
