import { PictureError } from './picture.ts';
import { drawPath, numbersIn, type Pen, type Point } from './svg-path.ts';
import { number } from './svg-style.ts';
import type { XmlElement } from './xml.ts';

export const length = ({ attributes }: XmlElement, name: string): number =>
	number(name, attributes.get(name) ?? '0');

/** The outline of each shape (SVG 1.1, 8 and 9). */
export const SHAPES: Readonly<Record<string, (element: XmlElement, pen: Pen) => void>> = {
	path: (element, pen) => drawPath(element.attributes.get('d') ?? '', pen),
	rect: drawRectangle,
	circle(element, pen) {
		const r = length(element, 'r');
		drawEllipse([length(element, 'cx'), length(element, 'cy')], [r, r], pen);
	},
	ellipse(element, pen) {
		const radii: Point = [length(element, 'rx'), length(element, 'ry')];
		drawEllipse([length(element, 'cx'), length(element, 'cy')], radii, pen);
	},
	line(element, pen) {
		pen.move([length(element, 'x1'), length(element, 'y1')]);
		pen.line([length(element, 'x2'), length(element, 'y2')]);
	},
	polyline: drawPoints,
	polygon(element, pen) {
		drawPoints(element, pen);
		if (pen.operators.length > 0) pen.close();
	},
};

/** Distance of the control points that makes a Bézier curve a quarter circle of radius 1. */
const QUARTER = 0.5522847498;

function drawEllipse([x, y]: Point, [rx, ry]: Point, pen: Pen): void {
	if (rx <= 0 || ry <= 0) return;
	const [kx, ky] = [rx * QUARTER, ry * QUARTER];
	pen.move([x + rx, y]);
	pen.curve([x + rx, y + ky], [x + kx, y + ry], [x, y + ry]);
	pen.curve([x - kx, y + ry], [x - rx, y + ky], [x - rx, y]);
	pen.curve([x - rx, y - ky], [x - kx, y - ry], [x, y - ry]);
	pen.curve([x + kx, y - ry], [x + rx, y - ky], [x + rx, y]);
	pen.close();
}

function drawRectangle(element: XmlElement, pen: Pen): void {
	const [x, y] = [length(element, 'x'), length(element, 'y')];
	const [width, height] = [length(element, 'width'), length(element, 'height')];
	if (width <= 0 || height <= 0) return;
	const { attributes } = element;
	const rx = Math.min(length(element, attributes.has('rx') ? 'rx' : 'ry'), width / 2);
	const ry = Math.min(length(element, attributes.has('ry') ? 'ry' : 'rx'), height / 2);
	const [right, bottom] = [x + width, y + height];
	const corner = (to: Point) => {
		if (rx > 0 && ry > 0) pen.arc([rx, ry], 0, false, true, to);
	};
	const [ix, iy] = rx > 0 && ry > 0 ? [rx, ry] : [0, 0];
	pen.move([x + ix, y]);
	pen.line([right - ix, y]);
	corner([right, y + iy]);
	pen.line([right, bottom - iy]);
	corner([right - ix, bottom]);
	pen.line([x + ix, bottom]);
	corner([x, bottom - iy]);
	pen.line([x, y + iy]);
	corner([x + ix, y]);
	pen.close();
}

function drawPoints({ attributes }: XmlElement, pen: Pen): void {
	const numbers = numbersIn(attributes.get('points') ?? '');
	if (!numbers || numbers.length % 2 !== 0) {
		throw new PictureError('has points that are not pairs of numbers; save it again');
	}
	for (let i = 0; i < numbers.length; i += 2) {
		const to: Point = [numbers[i] as number, numbers[i + 1] as number];
		if (i === 0) pen.move(to);
		else pen.line(to);
	}
}
