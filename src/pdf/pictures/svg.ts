import { deflateSync } from 'node:zlib';
import { operand, PathPen } from './path-pen.ts';
import { type Decoded, PictureError } from './picture.ts';
import { numbersIn } from './svg-path.ts';
import { lengthOf, SHAPES } from './svg-shapes.ts';
import { INITIAL_STYLE, type PaintStyle, paintOperator, paintState, styleOf } from './svg-style.ts';
import { readXml, type XmlElement } from './xml.ts';

/**
 * Decodes a safe subset of SVG 1.1 into a form XObject: paths, basic shapes, lines, groups, transforms, plain fills and
 * strokes. Anything else that would change the picture is rejected by name, not ignored. No script runs, and nothing
 * outside the file is read.
 *
 * @throws PictureError
 */
export function decodeSvg(file: Buffer): Decoded {
	const root = readXml(new TextDecoder('utf-8', { fatal: true }).decode(file));
	if (root.name !== 'svg') throw new PictureError('is not an SVG file');
	const [left, top, width, height] = viewBox(root);
	const operators: string[] = [];
	drawGroup(root, INITIAL_STYLE, operators);
	if (operators.length === 0) throw new PictureError('is empty');
	const box = [left, top, left + width, top + height];
	// In SVG the y axis points down; in the unit square it points up.
	const matrix = [1 / width, 0, 0, -1 / height, -left / width, 1 + top / height];
	return {
		ratio: width / height,
		stream: {
			entries:
				`/Type/XObject/Subtype/Form/BBox[${box.map((edge) => operand(edge)).join(' ')}]` +
				`/Matrix[${matrix.map((factor) => operand(factor, 12)).join(' ')}]/Resources<<>>/Filter/FlateDecode`,
			data: deflateSync(operators.join('\n'), { level: 9 }),
		},
	};
}

type Box = readonly [left: number, top: number, width: number, height: number];

function viewBox(root: XmlElement): Box {
	const given = root.attributes.get('viewBox');
	const box = given ? numbersIn(given) : [0, 0, lengthOf(root, 'width'), lengthOf(root, 'height')];
	if (box?.length !== 4 || !((box[2] as number) > 0 && (box[3] as number) > 0)) {
		throw new PictureError('has no size; give the svg element a viewBox');
	}
	return box as unknown as Box;
}

/** Elements that draw nothing. */
const INVISIBLE = new Set(['title', 'desc', 'metadata', 'defs']);

function drawGroup(group: XmlElement, inherited: PaintStyle, out: string[]): void {
	const style = styleOf(group, inherited);
	if (!style) return;
	withTransform(group, out, (inner) => {
		for (const child of group.children) {
			if (child.name === undefined || INVISIBLE.has(child.name)) rejectStyleSheets(child);
			else if (child.name === 'g') drawGroup(child, style, inner);
			else drawShape(child, style, inner);
		}
	});
}

/** A style sheet changes the picture from anywhere in the file, even from an element that draws nothing. */
function rejectStyleSheets({ name, children }: XmlElement): void {
	if (name === 'style') throw new PictureError(REPLACEABLE.style);
	for (const child of children) rejectStyleSheets(child);
}

/** Messages for elements that can be exported in another way. */
const REPLACEABLE = {
	style: 'has a style sheet (<style>); export it with presentation attributes',
	text: 'has text (<text>); convert the text to paths',
	use: 'has copies by reference (<use>); export it with them expanded',
} as const;

function drawShape(element: XmlElement, inherited: PaintStyle, out: string[]): void {
	const name = element.name as string;
	const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
	if (!shape) {
		throw new PictureError(
			Object.hasOwn(REPLACEABLE, name)
				? REPLACEABLE[name as keyof typeof REPLACEABLE]
				: `has a <${name}> element, which is not drawn; use only paths and shapes`,
		);
	}
	const style = styleOf(element, inherited);
	const operator = style && paintOperator(style);
	if (!operator) return;
	withTransform(element, out, (inner) => {
		const pen = new PathPen();
		shape(element, pen);
		if (pen.operators.length === 0) return;
		inner.push(...paintState(style), pen.operators.join('\n'), operator);
	});
}

function withTransform(element: XmlElement, out: string[], draw: (inner: string[]) => void): void {
	const matrices = transforms(element.attributes.get('transform') ?? '');
	const start = out.length;
	if (matrices.length > 0) out.push('q', ...matrices);
	const before = out.length;
	draw(out);
	if (out.length === before) out.length = start;
	else if (matrices.length > 0) out.push('Q');
}

const TRANSFORM = /\s*(?:,\s*)?(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)\s*/y;

/** `cm` operators, the outermost first. */
function transforms(text: string): string[] {
	const operators: string[] = [];
	let at = 0;
	while (at < text.length) {
		TRANSFORM.lastIndex = at;
		const match = TRANSFORM.exec(text);
		const numbers = match && numbersIn(match[2] as string);
		const matrices = numbers && matricesOf(match[1] as string, numbers);
		if (!matrices) throw new PictureError('has an invalid transform; export it again');
		operators.push(...matrices.map((matrix) => `${matrix.map((factor) => operand(factor, 6)).join(' ')} cm`));
		at = TRANSFORM.lastIndex;
	}
	return operators;
}

function matricesOf(kind: string, n: readonly number[]): number[][] | undefined {
	const [a = 0, b, c = 0] = n;
	const angle = (a * Math.PI) / 180;
	const turn = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0];
	switch (`${kind} ${n.length}`) {
		case 'matrix 6':
			return [[...n]];
		case 'translate 1':
		case 'translate 2':
			return [[1, 0, 0, 1, a, b ?? 0]];
		case 'scale 1':
		case 'scale 2':
			return [[a, 0, 0, b ?? a, 0, 0]];
		case 'rotate 1':
			return [turn];
		case 'rotate 3':
			return [[1, 0, 0, 1, b as number, c], turn, [1, 0, 0, 1, -(b as number), -c]];
		case 'skewX 1':
			return [[1, 0, Math.tan(angle), 1, 0, 0]];
		case 'skewY 1':
			return [[1, Math.tan(angle), 0, 1, 0, 0]];
	}
	return undefined;
}
