import t from 'tap';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import type { Image } from '../../src/page/content.ts';
import { type Logo, readLogo } from '../../src/practices/logo.ts';
import { type Practice, PracticeProfile } from '../../src/practices/practice.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { everything } from '../fixtures/payloads.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { jpegFile } from './pictures/jpeg-file.ts';
import { pngFile } from './pictures/png-file.ts';
import { serviceWith } from './service-with.ts';
import { flaws } from './validity/checks/all.ts';
import { attribute, readTaggedPdf, type TaggedPdf } from './validity/document.ts';
import type { Dict } from './validity/pdf-file.ts';

/** Without the QR code, which is another picture. */
const plain = { ...everything, qrCode: false };

const { template } = TEMPLATES.get('standard') as LoadedTemplate;
const ALT = 'Two waves & a "harbor"';

const withLogo = (logo: Image, height = 40) =>
	serviceWith({ logo, template: { ...template, logo: { file: 'logo', height, alt: ALT } } });

const svg = (width: number): Image => ({
	type: 'svg',
	bytes: Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 20"><circle cx="10" cy="10" r="10"/></svg>`,
	),
});
const png = (type: 2 | 6): Image => ({
	type: 'png',
	bytes: pngFile({
		width: 20,
		height: 20,
		type,
		depth: 8,
		pixel: (x, y) => [9 * x, 9 * y, 90, 5 * x].slice(0, type === 6 ? 4 : 3),
	}),
});
const jpeg: Image = { type: 'jpeg', bytes: jpegFile({ frame: 0xc2, levels: [96, 180, 60] }) };

const read = (logo: Image, height?: number): TaggedPdf => readTaggedPdf(pdfOf(plain, withLogo(logo, height)));

const figure = ({ elements }: TaggedPdf) => elements.find(({ type }) => type === 'Figure');

function xobjects({ contents }: TaggedPdf): Dict[] {
	return contents.flatMap(({ dict }) => {
		const objects = dict.dict('Resources')?.dict('XObject');
		return objects?.keys().flatMap((key) => objects.dict(key) ?? []) ?? [];
	});
}

/** Height of the picture that is drawn first, from the matrix before it. */
function heightOf({ contents }: TaggedPdf): number | undefined {
	for (const { operations } of contents) {
		const at = operations.findIndex(({ operator }) => operator === 'Do');
		const matrix = operations.slice(0, at).findLast(({ operator }) => operator === 'cm');
		if (at >= 0) return Math.abs(matrix?.operands[3] as number);
	}
	return undefined;
}

for (const [name, logo] of [
	['an SVG drawing', svg(20)],
	['an opaque PNG', png(2)],
	['a PNG with alpha', png(6)],
	['a JPEG', jpeg],
] as const) {
	t.test(`${name} is drawn once on a valid page, with its description`, async (t) => {
		const pdf = read(logo);
		t.same(flaws(pdf), []);
		t.equal(pdf.elements.filter(({ type }) => type === 'Figure').length, 1);
		t.equal(figure(pdf)?.dict.text('Alt'), ALT);
		t.equal(xobjects(pdf).length, 1);
		const shown = pdf.contents.flatMap(({ operations }) =>
			operations.filter(({ operator }) => operator === 'Do'),
		);
		t.equal(shown.length, 1);
	});

	t.test(`${name} gives the same bytes every time`, async (t) => {
		const first = pdfOf(plain, withLogo(logo));
		t.ok(first.equals(pdfOf(plain, withLogo({ ...logo }))), 'decoded again');
	});
}

t.test("a practice's logo replaces the template's, and screen readers skip it", async (t) => {
	const own = readLogo(Buffer.from(png(2).bytes)) as Logo;
	const { value } = PRACTICE_EXAMPLES['ketamine-clinic'];
	const practice: Practice = { id: 'harbor', profile: PracticeProfile.parse(value), logo: own };
	const drawn = async (template: string, service = serviceUnderTest()) => {
		const rendering = await service.render({ ...plain, template }, practice);
		if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
		return readTaggedPdf(rendering.pdf);
	};
	for (const id of TEMPLATES.keys()) {
		const pdf = await drawn(id);
		t.same(flaws(pdf), [], id);
		t.equal(figure(pdf), undefined, id);
		t.equal(heightOf(pdf), 40, id);
	}
	const inPlace = await drawn('standard', withLogo(svg(20), 30));
	t.equal(figure(inPlace), undefined);
	t.equal(heightOf(inPlace), 30, 'with the height in the template');
	t.match(xobjects(inPlace)[0]?.get('Subtype'), 'Image');
});

t.test("a logo that is described by the clinic's name is not read out twice", async (t) => {
	const logo = { file: 'logo', height: 40, alt: everything.billingProvider.name };
	const pdf = readTaggedPdf(pdfOf(plain, serviceWith({ logo: svg(20), template: { ...template, logo } })));
	t.same(flaws(pdf), []);
	t.equal(figure(pdf), undefined);
	t.equal(heightOf(pdf), 40);
});

t.test('a document without a logo has no picture', async (t) => {
	const pdf = readTaggedPdf(pdfOf(plain));
	t.equal(figure(pdf), undefined);
	t.same(xobjects(pdf), []);
});

t.test('an alpha channel becomes a soft mask', async (t) => {
	const [opaque] = xobjects(read(png(2)));
	const [masked] = xobjects(read(png(6)));
	t.equal(opaque?.dict('SMask'), undefined);
	t.match(masked?.dict('SMask')?.get('ColorSpace'), 'DeviceGray');
});

t.test('a logo has the height in the template and a bounding box', async (t) => {
	const box = attribute(figure(read(svg(40), 30)) as never, 'BBox') as number[];
	const [left, bottom, right, top] = box as [number, number, number, number];
	t.same([left, 792 - top], [template.page.margin, template.page.margin], 'in the upper left corner');
	t.same([right - left, top - bottom], [60, 30]);
});

t.test('a picture that is too wide for the letterhead is scaled down', async (t) => {
	const box = attribute(figure(read(svg(390), 40)) as never, 'BBox') as number[];
	const [left, bottom, right, top] = box as [number, number, number, number];
	const width = 612 - 2 * template.page.margin;
	t.ok(right - left <= width * 0.3 + 0.01);
	t.ok(Math.abs((right - left) / (top - bottom) - 19.5) < 0.1);
});

t.test("the clinic's name is next to the logo", async (t) => {
	const edge = async (logo: Image) => {
		const pdf = read(logo, 30);
		const [, , right] = attribute(figure(pdf) as never, 'BBox') as number[];
		const name = pdf.contents[0]?.operations.find(({ operator }) => operator === 'Tm')?.operands[4] as number;
		return name - (right as number);
	};
	t.ok(Math.abs((await edge(svg(20))) - 12) < 0.02);
	t.ok(Math.abs((await edge(svg(60))) - 12) < 0.02);
});
