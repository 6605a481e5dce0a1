import { deflateSync } from 'node:zlib';
import { type Decoded, PictureError } from './picture.ts';
import { numbersIn, operand, Pen } from './svg-path.ts';
import { length, SHAPES } from './svg-shapes.ts';
import { paintOperator, paintState, START, type Style, styleOf } from './svg-style.ts';
import { readXml, type XmlElement } from './xml.ts';

/**
 * A safe subset of SVG 1.1 as a form XObject: paths, basic shapes, lines, groups, transforms, plain fills and strokes.
 * Whatever else would change the picture is refused by name rather than left out; nothing runs, and nothing outside
 * the file is read.
 */

/** @throws PictureError */
export function decodeSvg(file: Buffer): Decoded {
	const root = readXml(new TextDecoder('utf-8', { fatal: true }).decode(file));
	if (root.name !== 'svg') throw new PictureError('is not an SVG file');
	const [left, top, width, height] = viewBox(root);
	const operators: string[] = [];
	drawGroup(root, START, operators);
	if (operators.length === 0) throw new PictureError('is empty');
	const box = [left, top, left + width, top + height];
	// SVG's y axis points down, the unit square's up.
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
	const box = given ? numbersIn(given) : [0, 0, length(root, 'width'), length(root, 'height')];
	if (box?.length !== 4 || !((box[2] as number) > 0 && (box[3] as number) > 0)) {
		throw new PictureError('has no size; give the svg element a viewBox');
	}
	return box as unknown as Box;
}

/** Say something about the picture, and draw nothing. */
const SILENT = new Set(['title', 'desc', 'metadata', 'defs']);

function drawGroup(group: XmlElement, inherited: Style, out: string[]): void {
	const style = styleOf(group, inherited);
	if (!style) return;
	withTransform(group, out, (inner) => {
		for (const child of group.children) {
			if (child.name === undefined || SILENT.has(child.name)) refuseStyles(child);
			else if (child.name === 'g') drawGroup(child, style, inner);
			else drawShape(child, style, inner);
		}
	});
}

/** A style sheet would change what is drawn, wherever it stands. */
function refuseStyles({ name, children }: XmlElement): void {
	if (name === 'style') throw new PictureError(HAS_ELEMENT.style);
	for (const child of children) refuseStyles(child);
}

/** What to do instead, where there is something. */
const HAS_ELEMENT = {
	style: 'has a style sheet (<style>); export it with presentation attributes',
	text: 'has text (<text>); convert the text to paths',
	use: 'has copies by reference (<use>); export it with them expanded',
} as const;

function drawShape(element: XmlElement, inherited: Style, out: string[]): void {
	const name = element.name as string;
	const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
	if (!shape) {
		throw new PictureError(
			Object.hasOwn(HAS_ELEMENT, name)
				? HAS_ELEMENT[name as keyof typeof HAS_ELEMENT]
				: `has a <${name}> element, which is not drawn; keep to paths and shapes`,
		);
	}
	const style = styleOf(element, inherited);
	const operator = style && paintOperator(style);
	if (!operator) return;
	withTransform(element, out, (inner) => {
		const pen = new Pen();
		shape(element, pen);
		if (pen.operators.length === 0) return;
		inner.push(...paintState(style), ...pen.operators, operator);
	});
}

function withTransform(element: XmlElement, out: string[], draw: (inner: string[]) => void): void {
	const matrices = transforms(element.attributes.get('transform') ?? '');
	const inner: string[] = [];
	draw(inner);
	if (inner.length === 0) return;
	if (matrices.length === 0) out.push(...inner);
	else out.push('q', ...matrices, ...inner, 'Q');
}

const TRANSFORM = /\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)\s*/y;

/** `cm` operators, the outermost first. */
function transforms(text: string): string[] {
	const operators: string[] = [];
	let at = 0;
	while (at < text.length) {
		TRANSFORM.lastIndex = at;
		const match = TRANSFORM.exec(text);
		const numbers = match && numbersIn(match[2] as string);
		const matrices = numbers && matricesOf(match[1] as string, numbers);
		if (!matrices) throw new PictureError('has a transform that is not understood; save it again');
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
