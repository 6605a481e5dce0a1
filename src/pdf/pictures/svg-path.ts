import type { PathPen, Point } from './path-pen.ts';
import { PictureError } from './picture.ts';

/** Number of arguments of each command. */
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
export const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?`;
const NUMBERS = new RegExp(NUMBER, 'gi');
const ARGUMENT = new RegExp(String.raw`[\s,]*(${NUMBER})`, 'iy');
/** The flags of an arc may follow each other without a space. */
const FLAG = /[\s,]*([01])/y;
const REST = /\s*$/y;

/** The numbers of a list; `undefined` if it contains anything else. */
export function numbersIn(text: string): number[] | undefined {
	if (!/^[\s,]*$/.test(text.replace(NUMBERS, ' '))) return undefined;
	return Array.from(text.matchAll(NUMBERS), ([value]) => Number(value));
}

/**
 * Draws path data (SVG 1.1, 8.3). pdfkit's parser is not used: it silently ends a path at the first mistake, and divides
 * by zero for an arc without a radius.
 *
 * @throws PictureError for invalid path data
 */
export function drawPath(data: string, pen: PathPen): void {
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
				throw new PictureError('has incomplete path data; export it again');
			}
			values.push(Number(value));
		}
		return values;
	};
	let previous: Control = { command: '', point: [0, 0] };
	for (let letter = take(COMMAND); letter !== undefined; letter = take(COMMAND)) {
		const command = letter.toUpperCase();
		if (pen.operators.length === 0 && command !== 'M') {
			throw new PictureError('has path data that does not start with a move; export it again');
		}
		let values = numbers(command);
		if (!values) throw new PictureError('has incomplete path data; export it again');
		for (let first = true; values; first = false) {
			// Further pairs of numbers after a move are lines.
			const step = command === 'M' && !first ? 'L' : command;
			previous = drawStep(step, values, letter !== command, previous, pen);
			values = command === 'Z' ? undefined : numbers(command);
		}
	}
	REST.lastIndex = at;
	if (!REST.test(data)) throw new PictureError('has invalid path data; export it again');
}

/** The last control point, which a smooth curve continues from. */
interface Control {
	readonly command: string;
	readonly point: Point;
}

function drawStep(
	command: string,
	values: readonly number[],
	relative: boolean,
	previous: Control,
	pen: PathPen,
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
