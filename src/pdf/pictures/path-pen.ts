import { PictureError } from './picture.ts';

/** Collects path operators (ISO 32000-1, 8.5.2). Coordinates are absolute. */
export class PathPen {
	readonly operators: string[] = [];
	#start: Point = [0, 0];
	at: Point = [0, 0];

	move(to: Point): void {
		this.at = this.#start = to;
		this.operators.push(`${point(to)} m`);
	}

	line(to: Point): void {
		this.at = to;
		this.operators.push(`${point(to)} l`);
	}

	curve(first: Point, second: Point, to: Point): void {
		this.at = to;
		this.operators.push(`${point(first)} ${point(second)} ${point(to)} c`);
	}

	/** Draws a quadratic curve as the equivalent cubic one. */
	quadratic(control: Point, to: Point): void {
		const toward = (end: Point): Point => [
			end[0] + (2 / 3) * (control[0] - end[0]),
			end[1] + (2 / 3) * (control[1] - end[1]),
		];
		this.curve(toward(this.at), toward(to), to);
	}

	close(): void {
		this.at = this.#start;
		this.operators.push('h');
	}

	/**
	 * Draws an elliptical arc between two points (SVG 1.1, F.6), as one cubic curve for each quarter turn.
	 *
	 * @param turn of the ellipse, in degrees
	 */
	arc([rx, ry]: Point, turn: number, large: boolean, clockwise: boolean, to: Point): void {
		const from = this.at;
		if (from[0] === to[0] && from[1] === to[1]) return;
		if (rx === 0 || ry === 0) {
			this.line(to);
			return;
		}
		const cos = Math.cos((turn * Math.PI) / 180);
		const sin = Math.sin((turn * Math.PI) / 180);
		const [dx, dy] = [(from[0] - to[0]) / 2, (from[1] - to[1]) / 2];
		// In coordinates in which the ellipse is a circle of radius 1, its centre is easy to find.
		const [x, y] = [(cos * dx + sin * dy) / rx, (cos * dy - sin * dx) / ry];
		const reach = Math.max(1, Math.hypot(x, y));
		const [a, b] = [Math.abs(rx) * reach, Math.abs(ry) * reach];
		const [u, v] = [(cos * dx + sin * dy) / a, (cos * dy - sin * dx) / b];
		const distance = Math.hypot(u, v);
		const away = (large === clockwise ? -1 : 1) * Math.sqrt(Math.max(0, 1 / distance ** 2 - 1));
		const [cu, cv] = [away * v, -away * u];
		const first = Math.atan2(v - cv, u - cu);
		let sweep = Math.atan2(-v - cv, -u - cu) - first;
		if (clockwise && sweep < 0) sweep += 2 * Math.PI;
		if (!clockwise && sweep > 0) sweep -= 2 * Math.PI;
		const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
		const place = (p: number, q: number): Point => [
			middle[0] + cos * a * (cu + p) - sin * b * (cv + q),
			middle[1] + sin * a * (cu + p) + cos * b * (cv + q),
		];
		const parts = Math.ceil(Math.abs(sweep) / (Math.PI / 2 + 1e-9));
		const step = sweep / parts;
		const pull = (4 / 3) * Math.tan(step / 4);
		for (let i = 0; i < parts; i++) {
			const [s, e] = [first + i * step, first + (i + 1) * step];
			this.curve(
				place(Math.cos(s) - pull * Math.sin(s), Math.sin(s) + pull * Math.cos(s)),
				place(Math.cos(e) + pull * Math.sin(e), Math.sin(e) - pull * Math.cos(e)),
				i === parts - 1 ? to : place(Math.cos(e), Math.sin(e)),
			);
		}
	}
}

export type Point = readonly [x: number, y: number];

const point = ([x, y]: Point): string => `${operand(x)} ${operand(y)}`;

/**
 * A number in PDF syntax, without an exponent (ISO 32000-1, 7.3.3).
 *
 * @throws PictureError for a number that is too large for any page
 */
export function operand(value: number, digits = 4): string {
	if (!(Math.abs(value) <= 1e6)) throw new PictureError('has numbers that are too large; draw it smaller');
	const text = value.toFixed(digits).replace(/\.?0+$/, '');
	return text === '-0' ? '0' : text;
}
