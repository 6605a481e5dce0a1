import { PictureError } from './picture.ts';

/**
 * Path data (SVG 1.1, 8.3) as PDF path operators. Own, because the parser in pdfkit ends a path silently at its first
 * mistake, and divides by zero on an arc without a radius.
 */

/** Collects operators; coordinates are absolute. */
export class Pen {
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

	/** A quadratic curve as the cubic one that it equals. */
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

	/** An elliptical arc by its end points (SVG 1.1, F.6), a cubic curve a quarter turn at most. */
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
		// Where the ellipse is upright and its radii are 1, it is a circle around a centre that is easy to find.
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

/** A number as PDF writes it: no exponent (ISO 32000-1, 7.3.3). @throws PictureError for what no page can hold. */
export function operand(value: number, digits = 4): string {
	if (!(Math.abs(value) <= 1e6)) throw new PictureError('has numbers that are too large; draw it smaller');
	const text = value.toFixed(digits).replace(/\.?0+$/, '');
	return text === '-0' ? '0' : text;
}

/** Numbers after each command. */
const ARGUMENTS: Readonly<Record<string, number>> = {
	M: 2,
	L: 2,
	H: 1,
	V: 1,
	C: 6,
	S: 4,
	Q: 4,
	T: 2,
	A: 7,
	Z: 0,
};
const COMMAND = /[\s,]*([MLHVCSQTAZ])/iy;
export const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const NUMBERS = new RegExp(NUMBER, 'gi');
const ARGUMENT = new RegExp(String.raw`[\s,]*(${NUMBER})`, 'iy');
/** The flags of an arc may stand side by side without a space. */
const FLAG = /[\s,]*([01])/y;
const REST = /\s*$/y;

/** The numbers of a list; `undefined` when it holds anything else. */
export function numbersIn(text: string): number[] | undefined {
	if (!/^[\s,]*$/.test(text.replace(NUMBERS, ' '))) return undefined;
	return Array.from(text.matchAll(NUMBERS), ([value]) => Number(value));
}

/** @throws PictureError */
export function drawPath(data: string, pen: Pen): void {
	let at = 0;
	const take = (pattern: RegExp): string | undefined => {
		pattern.lastIndex = at;
		const match = pattern.exec(data);
		if (match) at = pattern.lastIndex;
		return match?.[1];
	};
	const numbers = (command: string): number[] | undefined => {
		const values: number[] = [];
		const count = ARGUMENTS[command] as number;
		while (values.length < count) {
			const isFlag = command === 'A' && (values.length === 3 || values.length === 4);
			const value = take(isFlag ? FLAG : ARGUMENT);
			if (value === undefined) {
				if (values.length === 0) return undefined;
				throw new PictureError('has path data that breaks off; save it again');
			}
			values.push(Number(value));
		}
		return values;
	};
	let previous: Control = { command: '', point: [0, 0] };
	for (let letter = take(COMMAND); letter !== undefined; letter = take(COMMAND)) {
		const command = letter.toUpperCase();
		if (pen.operators.length === 0 && command !== 'M') {
			throw new PictureError('has path data that does not start with a move; save it again');
		}
		let values = numbers(command);
		if (!values) throw new PictureError('has path data that breaks off; save it again');
		for (let first = true; values; first = false) {
			// More numbers after a move are lines.
			const step = command === 'M' && !first ? 'L' : command;
			previous = drawStep(step, values, letter !== command, previous, pen);
			values = command === 'Z' ? undefined : numbers(command);
		}
	}
	REST.lastIndex = at;
	if (!REST.test(data)) throw new PictureError('has path data that no path may have; save it again');
}

/** The last control point, which a smooth curve goes on from. */
interface Control {
	readonly command: string;
	readonly point: Point;
}

function drawStep(
	command: string,
	values: readonly number[],
	relative: boolean,
	previous: Control,
	pen: Pen,
): Control {
	const [ox, oy] = relative ? pen.at : [0, 0];
	const number = (i: number) => values[i] as number;
	const pair = (i: number): Point => [number(i) + ox, number(i + 1) + oy];
	const mirrored = (...after: readonly string[]): Point =>
		after.includes(previous.command)
			? [2 * pen.at[0] - previous.point[0], 2 * pen.at[1] - previous.point[1]]
			: pen.at;
	let control: Point = pen.at;
	switch (command) {
		case 'M':
			pen.move(pair(0));
			break;
		case 'L':
			pen.line(pair(0));
			break;
		case 'H':
			pen.line([number(0) + ox, pen.at[1]]);
			break;
		case 'V':
			pen.line([pen.at[0], number(0) + oy]);
			break;
		case 'C':
			control = pair(2);
			pen.curve(pair(0), control, pair(4));
			break;
		case 'S': {
			const first = mirrored('C', 'S');
			control = pair(0);
			pen.curve(first, control, pair(2));
			break;
		}
		case 'Q':
			control = pair(0);
			pen.quadratic(control, pair(2));
			break;
		case 'T':
			control = mirrored('Q', 'T');
			pen.quadratic(control, pair(0));
			break;
		case 'A':
			pen.arc([number(0), number(1)], number(2), number(3) === 1, number(4) === 1, pair(5));
			break;
		case 'Z':
			pen.close();
	}
	return { command, point: control };
}
