import { inflateSync } from 'node:zlib';
import t from 'tap';
import { decodeSvg } from '../../../src/pdf/pictures/svg.ts';

const svg = (body: string, attributes = 'viewBox="0 0 100 50"') =>
	Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${body}</svg>`);

/** A drawing's operators, without the black fill that is the default. */
const drawn = (body: string) =>
	inflateSync(decodeSvg(svg(body)).stream.data)
		.toString()
		.replace(/^0 0 0 rg\n/gm, '')
		.split('\n');

const path = (d: string) => drawn(`<path d="${d}"/>`).slice(0, -1);

t.test('the view box becomes the unit square, upright', async (t) => {
	const { ratio, stream } = decodeSvg(svg('<rect width="1" height="1"/>', 'viewBox="-10 20 200 50"'));
	t.equal(ratio, 4);
	t.match(stream.entries, '/Subtype/Form/BBox[-10 20 190 70]/Matrix[0.005 0 0 -0.02 0.05 1.4]');
	t.equal(decodeSvg(svg('<rect width="1" height="1"/>', 'width="30px" height="10"')).ratio, 3);
});

t.test('path commands are absolute or relative', async (t) => {
	t.same(path('M1 2L3 4H5V6Z'), ['1 2 m', '3 4 l', '5 4 l', '5 6 l', 'h']);
	t.same(path('m1 2l3 4h5v6z'), ['1 2 m', '4 6 l', '9 6 l', '9 12 l', 'h']);
});

t.test('numbers can follow each other without spaces, and further numbers repeat a command', async (t) => {
	t.same(path('M1,2 3,4-5-6'), ['1 2 m', '3 4 l', '-5 -6 l']);
	t.same(path('m.5.5 1 1'), ['0.5 0.5 m', '1.5 1.5 l'], 'lines follow a move');
	t.same(path('M1e1 2E-1'), ['10 0.2 m']);
	t.same(
		path('M0 0L1 1M5 5l1 1zl2 0'),
		['0 0 m', '1 1 l', '5 5 m', '6 6 l', 'h', '7 5 l'],
		'z returns to the start',
	);
});

t.test('curves become cubic, and smooth ones continue from the last control point', async (t) => {
	t.same(path('M0 0C1 2 3 4 5 6S7 8 9 10'), ['0 0 m', '1 2 3 4 5 6 c', '7 8 7 8 9 10 c']);
	t.same(path('M0 0c1 2 3 4 5 6s2 2 4 4'), ['0 0 m', '1 2 3 4 5 6 c', '7 8 7 8 9 10 c']);
	t.same(path('M0 0Q3 3 6 0T12 0'), ['0 0 m', '2 2 4 2 6 0 c', '8 -2 10 -2 12 0 c']);
	t.same(
		path('M0 0Q3 3 6 0S8 2 9 9'),
		['0 0 m', '2 2 4 2 6 0 c', '6 0 8 2 9 9 c'],
		'of the same kind of curve',
	);
});

t.test('arcs are parts of ellipses, large or small, in either direction', async (t) => {
	t.same(path('M0 0A10 10 0 0 1 10 10'), ['0 0 m', '5.5228 0 10 4.4772 10 10 c']);
	t.same(path('M0 0a10 10 0 0110 10'), ['0 0 m', '5.5228 0 10 4.4772 10 10 c'], 'flags without spaces');
	t.equal(path('M0 0A10 10 0 1 1 10 10').length, 4, 'three quarters');
	t.same(path('M0 0A10 10 0 0 0 10 10')[1], '0 5.5228 4.4772 10 10 10 c');
	t.same(
		path('M0 0A1 1 0 0 1 10 0').at(-1)?.split(' ').slice(-3),
		['10', '0', 'c'],
		'a radius that is too small is enlarged',
	);
	t.same(path('M0 0A0 5 0 0 1 10 0'), ['0 0 m', '10 0 l'], 'an arc without a radius is a line');
	t.same(path('M1 1A5 5 0 0 1 1 1'), ['1 1 m'], 'an arc to the same point is nothing');
});

t.test('shapes are drawn as paths', async (t) => {
	t.same(drawn('<rect x="1" y="2" width="3" height="4"/>'), [
		'1 2 m',
		'4 2 l',
		'4 6 l',
		'1 6 l',
		'1 2 l',
		'h',
		'f',
	]);
	t.equal(drawn('<rect width="30" height="20" rx="5"/>').filter((line) => line.endsWith(' c')).length, 4);
	t.same(drawn('<circle cx="10" cy="10" r="10"/>').slice(0, 2), ['20 10 m', '20 15.5228 15.5228 20 10 20 c']);
	t.same(drawn('<ellipse cx="10" cy="10" rx="5" ry="10"/>')[0], '15 10 m');
	t.same(drawn('<line x1="1" y1="2" x2="3" y2="4" stroke="#000" fill="none"/>').slice(-3), [
		'1 2 m',
		'3 4 l',
		'S',
	]);
	t.same(drawn('<polyline points="1,2 3,4 5-6"/>'), ['1 2 m', '3 4 l', '5 -6 l', 'f']);
	t.same(drawn('<polygon points="1 2 3 4 5 6"/>'), ['1 2 m', '3 4 l', '5 6 l', 'h', 'f']);
});

t.test('fills and strokes are inherited, and set by attribute or style', async (t) => {
	const square = (attributes: string) => drawn(`<rect width="1" height="1" ${attributes}/>`);
	t.same(square('fill="#ff8000"')[0], '1 0.502 0 rg');
	t.same(square('fill="#0f0"')[0], '0 1 0 rg');
	t.same(square('fill="rgb(0, 0, 255)"')[0], '0 0 1 rg');
	t.same(square('fill="white" style="fill: #00f; stroke:none"')[0], '0 0 1 rg');
	t.equal(square('fill-rule="evenodd"').at(-1), 'f*');
	const both = square('stroke="red" stroke-width="2px" stroke-linecap="round" stroke-linejoin="bevel"');
	t.same(both.slice(0, 2), ['1 0 0 RG 2 w', '1 J 2 j 4 M']);
	t.equal(both.at(-1), 'B');
	t.equal(square('stroke="red" stroke-width="0"').at(-1), 'f', 'a stroke of width 0 is invisible');
	t.same(drawn('<g fill="#00f"><g stroke="inherit"><rect width="1" height="1"/></g></g>')[0], '0 0 1 rg');
	const circle = '<circle r="1"/>';
	t.same(drawn(`<g display="none"><rect width="9" height="9"/></g>${circle}`), drawn(circle));
});

t.test('transforms apply from the outside in', async (t) => {
	const matrices = (value: string) =>
		drawn(`<g transform="${value}"><rect width="1" height="1"/></g>`).filter((line) => line.endsWith('cm'));
	t.same(matrices('translate(1,2) scale(3)'), ['1 0 0 1 1 2 cm', '3 0 0 3 0 0 cm']);
	t.same(matrices('matrix(1 2 3 4 5 6)'), ['1 2 3 4 5 6 cm']);
	t.same(matrices('rotate(90)'), ['0 1 -1 0 0 0 cm']);
	t.same(matrices('rotate(90 5 6)'), ['1 0 0 1 5 6 cm', '0 1 -1 0 0 0 cm', '1 0 0 1 -5 -6 cm']);
	t.same(matrices('skewX(45),skewY(45)'), ['1 0 1 1 0 0 cm', '1 1 0 1 0 0 cm']);
	const whole = drawn('<rect transform="scale(2)" width="1" height="1"/>');
	t.same([whole[0], whole.at(-1)], ['q', 'Q'], 'the transform ends with its element');
});

t.test("drawing programs' own data is ignored", async (t) => {
	const file = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
		<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
		<!-- made for a test -->
		<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://example.com/program" viewBox="0 0 9 9">
			<title>Harbor &amp; waves</title><metadata><i:note>x</i:note></metadata><i:grid size="2"/>
			<defs><linearGradient id="unused"/></defs>
			<rect i:label="sea" width="9" height="9"/>
		</svg>`);
	t.match(inflateSync(decodeSvg(file).stream.data).toString(), /^0 0 0 rg\n0 0 m\n/);
});

t.test('anything that would be drawn differently is rejected by name', async (t) => {
	const rect = (attributes: string) => `<rect width="1" height="1" ${attributes}/>`;
	const cases: readonly (readonly [string, RegExp])[] = [
		['<text>Harbor</text>', /<text>.*convert the text to paths/],
		['<image href="x.png"/>', /<image> element/],
		['<use href="#a"/>', /<use>.*expanded/],
		['<style>rect{fill:red}</style>', /style sheet/],
		['<defs><style>rect{fill:red}</style></defs><rect/>', /style sheet/],
		['<script>1</script>', /<script> element/],
		['<svg/>', /<svg> element/],
		['<constructor/>', /<constructor> element/],
		[rect('onclick="x()"'), /script \(onclick\)/],
		[rect('href="https://example.com"'), /reference/],
		[rect('fill="url(#gradient)"'), /fill "url\(#gradient\)"; write plain colours/],
		[rect('fill="rgba(1,2,3,.5)"'), /plain colours/],
		[rect('fill="rgb(1,2,300)"'), /plain colours/],
		[rect('fill="constructor"'), /plain colours/],
		[rect('opacity=".5"'), /opacity "\.5"/],
		[rect('style="fill-opacity:0.2"'), /fill-opacity/],
		[rect('clip-path="url(#a)"'), /clip-path/],
		[rect('mask="url(#a)"'), /mask/],
		[rect('filter="url(#a)"'), /filter/],
		[rect('stroke-dasharray="1 2"'), /stroke-dasharray/],
		[rect('visibility="hidden"'), /visibility/],
		[rect('stroke-linecap="wavy"'), /stroke-linecap "wavy"/],
		[rect('style="transform:scale(2)"'), /transform in a style/],
		[rect('transform="scale(1 2 3)"'), /invalid transform/],
		[rect('transform="translate(a)"'), /invalid transform/],
		['<rect width="10%" height="1"/>', /width "10%"; use numbers/],
		['<circle r="1cm"/>', /r "1cm"/],
		['<polygon points="1 2 3"/>', /pairs of numbers/],
		['<path d="L1 1"/>', /start with a move/],
		['<path d="M1 1L2"/>', /incomplete path data/],
		['<path d="M1 1L"/>', /incomplete path data/],
		['<path d="M1 1X"/>', /invalid path data/],
		['<path d="M1 1A5 5 0 2 0 3 3"/>', /incomplete path data/],
		['<path d="M1e9 1"/>', /too large/],
		['', /is empty/],
		['<rect fill="none" width="1" height="1"/>', /is empty/],
		['<g>'.repeat(70) + '</g>'.repeat(70), /more than 64 levels/],
		['<rect', /well-formed/],
		['&unknown;<rect/>', /well-formed/],
	];
	for (const [body, message] of cases) {
		t.throws(() => decodeSvg(svg(body)), { name: 'PictureError', message }, body.slice(0, 60));
	}
	t.throws(() => decodeSvg(svg('<rect/>', '')), { message: /has no size/ });
	t.throws(() => decodeSvg(svg('<rect/>', 'viewBox="0 0 -1 5"')), { message: /has no size/ });
	t.throws(() => decodeSvg(svg('<rect/>', 'viewBox="0 0 1"')), { message: /has no size/ });
	t.throws(() => decodeSvg(Buffer.from('<html/>')), { message: /not an SVG/ });
	t.throws(() => decodeSvg(Buffer.from('')), { message: /well-formed/ });
});
