import type { PathPen, Point } from './path-pen.ts';
import { PictureError } from './picture.ts';
import { drawPath, numbersIn } from './svg-path.ts';
import { plainNumber } from './svg-style.ts';
import type { XmlElement } from './xml.ts';

/** A length attribute, 0 if it is missing. @throws PictureError for a length with a unit */
export const lengthOf = ({ attributes }: XmlElement, name: string): number =>
	plainNumber(name, attributes.get(name) ?? '0');

/** Draws the outline of each shape (SVG 1.1, 8 and 9). */
export const SHAPES: Readonly<Record<string, (element: XmlElement, pen: PathPen) => void>> = {
	path: (element, pen) => drawPath(element.attributes.get('d') ?? '', pen),
	rect: drawRectangle,
	circle(element, pen) {
		const r = lengthOf(element, 'r');
		drawEllipse([lengthOf(element, 'cx'), lengthOf(element, 'cy')], [r, r], pen);
	},
	ellipse(element, pen) {
		const radii: Point = [lengthOf(element, 'rx'), lengthOf(element, 'ry')];
		drawEllipse([lengthOf(element, 'cx'), lengthOf(element, 'cy')], radii, pen);
	},
	line(element, pen) {
		pen.move([lengthOf(element, 'x1'), lengthOf(element, 'y1')]);
		pen.line([lengthOf(element, 'x2'), lengthOf(element, 'y2')]);
	},
	polyline: drawPoints,
	polygon(element, pen) {
		drawPoints(element, pen);
		if (pen.operators.length > 0) pen.close();
	},
};

/** Distance of the control points that approximates a quarter circle of radius 1. */
const QUARTER = 0.5522847498;

function drawEllipse([x, y]: Point, [rx, ry]: Point, pen: PathPen): void {
	if (rx <= 0 || ry <= 0) return;
	const [kx, ky] = [rx * QUARTER, ry * QUARTER];
	pen.move([x + rx, y]);
	pen.curve([x + rx, y + ky], [x + kx, y + ry], [x, y + ry]);
	pen.curve([x - kx, y + ry], [x - rx, y + ky], [x - rx, y]);
	pen.curve([x - rx, y - ky], [x - kx, y - ry], [x, y - ry]);
	pen.curve([x + kx, y - ry], [x + rx, y - ky], [x + rx, y]);
	pen.close();
}

function drawRectangle(element: XmlElement, pen: PathPen): void {
	const [x, y] = [lengthOf(element, 'x'), lengthOf(element, 'y')];
	const [width, height] = [lengthOf(element, 'width'), lengthOf(element, 'height')];
	if (width <= 0 || height <= 0) return;
	const { attributes } = element;
	const rx = Math.min(lengthOf(element, attributes.has('rx') ? 'rx' : 'ry'), width / 2);
	const ry = Math.min(lengthOf(element, attributes.has('ry') ? 'ry' : 'rx'), height / 2);
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

function drawPoints({ attributes }: XmlElement, pen: PathPen): void {
	const numbers = numbersIn(attributes.get('points') ?? '');
	if (!numbers || numbers.length % 2 !== 0) {
		throw new PictureError('has points that are not pairs of numbers; export it again');
	}
	for (let i = 0; i < numbers.length; i += 2) {
		const to: Point = [numbers[i] as number, numbers[i + 1] as number];
		if (i === 0) pen.move(to);
		else pen.line(to);
	}
}
