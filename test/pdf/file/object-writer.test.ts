import t from 'tap';
import { ObjectWriter } from '../../../src/pdf/file/object-writer.ts';
import { CASES } from '../../fixtures/cases.ts';
import { pdfOf } from '../../service/service-under-test.ts';
import { readObjects } from '../validity/pdf-file.ts';

const TRAILER = new Map([['Root', '1 0 R']]);

const drawn = (file: string): Buffer =>
	pdfOf({ ...CASES.find((fixture) => fixture.file === file)?.request, template: 'standard' });

/** A writer that has assigned numbers up to `last`. */
function writerWith(last: number): ObjectWriter {
	const writer = new ObjectWriter();
	while (writer.last < last) writer.reserve();
	return writer;
}

t.test('objects and streams can be read again, in whatever order they were written', async (t) => {
	const writer = writerWith(4);
	writer.object(4, '<</Count 0/Kids[]/Type/Pages>>');
	writer.stream(2, '<</Length 4>>', Buffer.from('data'));
	writer.object(1, '<</Type/Catalog/Pages 4 0 R/Data 2 0 R/Name(a \\(b\\) c)>>');
	writer.object(3, '[1 2 3]');
	const { catalog, numbered } = readObjects(writer.end(TRAILER));
	t.equal(catalog.text('Name'), 'a (b) c');
	t.equal(Buffer.from(catalog.dict('Data')?.bytes() ?? []).toString(), 'data');
	t.strictSame(numbered.get('3 0 R'), [1, 2, 3]);
});

t.test('a file taken piece by piece has each object once, at its offset', async (t) => {
	const writer = writerWith(1);
	t.equal(writer.addStream('', Buffer.from('data')), 2);
	t.equal(writer.add('[1 2 3]'), 3);
	const pieces = [writer.take()];
	t.equal(writer.last, 4, 'taking the bytes writes an object stream');
	t.equal(writer.addStream('', Buffer.from('more')), 5);
	writer.object(1, '<</Type/Catalog/Pages 6 0 R/Data 5 0 R>>');
	t.equal(writer.add('<</Count 0/Kids[]/Type/Pages>>'), 6);
	pieces.push(writer.end(TRAILER));
	const file = Buffer.concat(pieces);
	const { catalog, numbered } = readObjects(file);
	t.equal(Buffer.from(catalog.dict('Data')?.bytes() ?? []).toString(), 'more');
	t.strictSame(numbered.get('3 0 R'), [1, 2, 3]);
	t.strictSame(
		file.toString('latin1').match(/\/ObjStm\/N \d+/g),
		['/ObjStm/N 1', '/ObjStm/N 2'],
		'each object stream has the objects written since the one before',
	);
});

t.test('more objects than an object stream can index go into several', async (t) => {
	const writer = writerWith(1);
	writer.object(1, '<</Type/Catalog/Pages 2 0 R>>');
	writer.add('<</Count 0/Kids[]/Type/Pages>>');
	while (writer.last < 0x1_0001) writer.add(`[${writer.last}]`);
	const file = writer.end(TRAILER);
	t.strictSame(file.toString('latin1').match(/\/ObjStm\/N \d+/g), ['/ObjStm/N 65536', '/ObjStm/N 1']);
	t.strictSame((await readObjects(file)).numbered.get('65537 0 R'), [0x1_0000]);
});

t.test('an update replaces and adds objects after the bytes of the file', async (t) => {
	const writer = writerWith(1);
	writer.object(1, '<</Type/Catalog/Pages 2 0 R/Old true>>');
	writer.add('<</Count 0/Kids[]/Type/Pages>>');
	const file = writer.end(TRAILER);
	const [, startxref] = /startxref\n(\d+)\n/.exec(file.toString('latin1')) as RegExpExecArray;
	const update = new ObjectWriter({ length: file.length, lastObject: writer.last });
	const added = update.addStream('', Buffer.from('data'));
	t.equal(added, writer.last + 1);
	update.object(1, `<</Type/Catalog/Pages 2 0 R/Data ${added} 0 R>>`);
	const end = update.end(new Map([...TRAILER, ['Prev', startxref as string]]));
	const { catalog } = readObjects(Buffer.concat([file, end]));
	t.equal(catalog.get('Old'), null);
	t.equal(Buffer.from(catalog.dict('Data')?.bytes() ?? []).toString(), 'data');
});

t.test('a number without an object is an error: readers would read it as null', async (t) => {
	for (const missing of [2, 3]) {
		const writer = writerWith(3);
		writer.object(1, '<</Type/Catalog>>');
		writer.object(5 - missing, '<<>>');
		t.throws(() => writer.end(TRAILER), new RangeError(`object ${missing} was never written`));
	}
});

t.test('only streams are written outside of object streams', async (t) => {
	const pdf = drawn('treatment-series-fifty-lines.json');
	const text = pdf.toString('latin1');
	t.equal(text.match(/^\d+ 0 obj$/gm)?.length, text.match(/^endstream$/gm)?.length);
	t.ok(readObjects(pdf).numbered.size > 600);
});

t.test('with fonts, tags and data one page takes at most 45 KB, and fifty lines at most 95 KB', async (t) => {
	const [page, lines] = [drawn('iv-ketamine-visit.json'), drawn('treatment-series-fifty-lines.json')];
	t.ok(page.length <= 45_000, `${page.length} bytes`);
	t.ok(lines.length <= 95_000, `${lines.length} bytes`);
	t.equal(readObjects(page).pages.length, 1);
});
