import t from 'tap';
import { type Canvas, newCanvas } from '../../../src/pdf/layout/canvas.ts';
import { paginate, paintPages } from '../../../src/pdf/layout/paginate.ts';
import { columnsPiece, type PagePiece } from '../../../src/pdf/layout/piece.ts';

/** A piece that records its position. */
function piece(name: string, height: number, options: Partial<PagePiece> = {}): PagePiece {
	return {
		before: 10,
		height,
		paint: (canvas, x, y) => canvas.content.add(`${name} ${x},${y}`),
		...options,
	};
}

/** The lines added to a page after its first one. */
const painted = ({ content }: Canvas): string[] =>
	content.bytes.toString('latin1').trimEnd().split('\n').slice(1);

const AREA = { left: 0, top: 0, bottom: 100 };
const placed = (pieces: PagePiece[], areas = (_page: number) => AREA) =>
	paintPages(paginate(pieces, areas), (index) => newCanvas(index, 792)).map(painted);

t.test('pieces follow each other with space between them, except above the first of a page', async (t) => {
	t.same(placed([piece('a', 40), piece('b', 40), piece('c', 40)]), [['a 0,0', 'b 0,50'], ['c 0,0']]);
});

t.test('a piece that keeps moves with the next one, which moves with its own next one', async (t) => {
	const keep = true;
	t.same(placed([piece('a', 40), piece('b', 20, { keep }), piece('c', 20, { keep }), piece('d', 20)]), [
		['a 0,0'],
		['b 0,0', 'c 0,30', 'd 0,60'],
	]);
});

t.test('pieces that no page can hold together are placed in order', async (t) => {
	t.same(placed([piece('a', 40), piece('b', 30, { keep: true }), piece('c', 90)]), [
		['a 0,0', 'b 0,50'],
		['c 0,0'],
	]);
});

t.test('a piece that starts a later page is preceded by its lead', async (t) => {
	const lead = {
		height: 15,
		paint: (canvas: Canvas, x: number, y: number) => canvas.content.add(`head ${x},${y}`),
	};
	t.same(placed([piece('a', 60, { lead }), piece('b', 60, { lead }), piece('c', 10, { lead })]), [
		['a 0,0'],
		['head 0,0', 'b 0,15', 'c 0,85'],
	]);
});

t.test('a piece can have a highest position, and can start a page', async (t) => {
	t.same(placed([piece('a', 10), piece('window', 20, { from: 60 }), piece('b', 5)]), [
		['a 0,0', 'window 0,60', 'b 0,90'],
	]);
	const pageBreak = piece('break', 0, { breaks: 'page' });
	t.same(placed([pageBreak, piece('a', 10), pageBreak, pageBreak, piece('b', 10)]), [['a 0,0'], ['b 0,0']]);
});

t.test('a part starts a page, and its pages are counted from the first again', async (t) => {
	const areas = (page: number, part: number) => ({ left: part, top: page, bottom: 100 });
	const part = piece('part', 0, { breaks: 'part' });
	const plan = paginate([piece('a', 90), piece('b', 90), part, piece('c', 90), piece('d', 90)], areas);
	t.match(plan, [
		{ part: 0, page: 0, area: { left: 0, top: 0 } },
		{ part: 0, page: 1, area: { left: 0, top: 1 } },
		{ part: 1, page: 0, area: { left: 1, top: 0 } },
		{ part: 1, page: 1, area: { left: 1, top: 1 } },
	]);
});

t.test('later pages can have another area', async (t) => {
	const areas = (page: number) => (page === 0 ? AREA : { left: 5, top: 20, bottom: 100 });
	t.same(placed([piece('a', 90), piece('b', 10)], areas), [['a 0,0'], ['b 5,20']]);
});

const column = (name: string, count: number, height: number, options: Partial<PagePiece> = {}) =>
	Array.from({ length: count }, (_, i) => piece(`${name}${i}`, height, { before: 0, ...options }));

const pair = (keep: boolean) =>
	columnsPiece(
		[
			{ x: 0, pieces: column('l', 1, 20) },
			{ x: 50, pieces: column('r', 3, 20) },
		],
		10,
		keep,
	);

t.test('columns near the end of a page move to the next page instead of being split', async (t) => {
	t.same(placed([piece('a', 85), pair(false)]), [['a 0,0'], ['l0 0,0', 'r0 50,0', 'r1 50,20', 'r2 50,40']]);
});

t.test('columns are split if much of the page would be empty, unless they must stay whole', async (t) => {
	t.same(placed([piece('a', 50), pair(false)]), [['a 0,0', 'l0 0,60', 'r0 50,60', 'r1 50,80'], ['r2 50,0']]);
	t.same(placed([piece('a', 75), pair(true)]), [['a 0,0'], ['l0 0,0', 'r0 50,0', 'r1 50,20', 'r2 50,40']]);
});

t.test('columns that no page can hold are split between their pieces', async (t) => {
	const columns = columnsPiece(
		[
			{ x: 0, pieces: column('l', 1, 20) },
			{ x: 50, pieces: column('r', 6, 30) },
		],
		10,
		false,
	);
	t.same(placed([piece('a', 20), columns]), [
		['a 0,0', 'l0 0,30', 'r0 50,30', 'r1 50,60'],
		['r2 50,0', 'r3 50,30', 'r4 50,60'],
		['r5 50,0'],
	]);
});

t.test('a heading at the end of a split column moves with the piece below it', async (t) => {
	const pieces = [...column('r', 3, 20), piece('head', 20, { before: 0, keep: true }), ...column('s', 4, 30)];
	t.same(placed([columnsPiece([{ x: 0, pieces }], 10, false)])[1]?.[0], 'head 0,0');
});

t.test('a piece that must not be alone on a page takes the end of split columns with it', async (t) => {
	const columns = columnsPiece([{ x: 0, pieces: column('r', 9, 20) }], 10, true);
	const pages = placed([columns, piece('signature', 30)]);
	const last = pages.at(-1) as string[];
	t.match(last.at(-1), /^signature/);
	t.ok(last.length > 1, 'there are rows above the signature');
	t.equal(pages.flat().length, 10, 'nothing is lost or repeated');
});

/** A piece of lines that are 10 points high. */
const lines = (name: string, count: number, first = 0): PagePiece =>
	piece(`${name}${first}-${first + count}`, 10 * count, {
		before: 0,
		split(room) {
			const fitting = Math.floor(room / 10);
			return fitting < 1
				? undefined
				: [lines(name, fitting, first), lines(name, count - fitting, first + fitting)];
		},
	});

t.test('a piece that no page can hold is split where the page ends', async (t) => {
	t.same(placed([piece('a', 75), lines('t', 15)]), [['a 0,0', 't0-2 0,75'], ['t2-12 0,0'], ['t12-15 0,0']]);
	t.same(
		placed([piece('a', 95), lines('t', 11)]),
		[['a 0,0'], ['t0-10 0,0'], ['t10-11 0,0']],
		'without room',
	);
	t.same(placed([piece('a', 75), lines('t', 5)]), [['a 0,0'], ['t0-5 0,0']], 'a page can hold it');
});

t.test('a piece within columns is split, too, and its heading stays above it', async (t) => {
	const pieces = [piece('head', 20, { before: 0, keep: true }), lines('t', 15)];
	t.same(placed([columnsPiece([{ x: 0, pieces }], 10, false)]), [['head 0,0', 't0-8 0,20'], ['t8-15 0,0']]);
});

t.test('a piece starts a page only if its lead fits above it, and a high lead is left out', async (t) => {
	const lead = (height: number) => ({
		lead: { height, paint: (canvas: Canvas, x: number, y: number) => canvas.content.add(`head ${x},${y}`) },
		before: 0,
	});
	const rows = { ...lines('r', 9), ...lead(15) };
	t.same(placed([piece('a', 30), rows]), [['a 0,0', 'r0-7 0,30'], ['r7-9 0,0']]);
	t.same(placed([piece('a', 60), piece('b', 50, lead(45))]), [['a 0,0'], ['b 0,0']]);
});

t.test('columns that fit only without the space above them are split', async (t) => {
	const columns = columnsPiece([{ x: 0, pieces: column('r', 3, 20) }], 10, false);
	t.same(placed([piece('a', 35), columns]), [['a 0,0', 'r0 0,45', 'r1 0,65'], ['r2 0,0']]);
});
