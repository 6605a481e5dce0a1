import { operand } from './path-pen.ts';
import { PictureError } from './picture.ts';
import { NUMBER } from './svg-path.ts';
import type { XmlElement } from './xml.ts';

/** Painting properties (SVG 1.1, 6), which a group passes on to its content (6.16). */
export interface PaintStyle {
	readonly fill: string | undefined;
	readonly stroke: string | undefined;
	readonly strokeWidth: number;
	readonly cap: string;
	readonly join: string;
	readonly miterLimit: number;
	readonly evenOdd: boolean;
}

export const INITIAL_STYLE: PaintStyle = {
	fill: '0 0 0',
	stroke: undefined,
	strokeWidth: 1,
	cap: 'butt',
	join: 'miter',
	miterLimit: 4,
	evenOdd: false,
};

const CAPS: readonly string[] = ['butt', 'round', 'square'];
const JOINS: readonly string[] = ['miter', 'round', 'bevel'];

/** A stroke of width 0 is invisible in SVG, but the thinnest line in PDF. */
const strokes = ({ stroke, strokeWidth }: PaintStyle): boolean => stroke !== undefined && strokeWidth > 0;

/** Operators that set colours and line styles. */
export function paintState(style: PaintStyle): string[] {
	const { fill, stroke, strokeWidth, cap, join, miterLimit } = style;
	return [
		...(fill === undefined ? [] : [`${fill} rg`]),
		...(strokes(style)
			? [
					`${stroke} RG ${operand(strokeWidth)} w`,
					`${CAPS.indexOf(cap)} J ${JOINS.indexOf(join)} j ${operand(miterLimit)} M`,
				]
			: []),
	];
}

/** The operator that paints a path; `undefined` if it is invisible. */
export function paintOperator(style: PaintStyle): string | undefined {
	if (style.fill === undefined) return strokes(style) ? 'S' : undefined;
	return `${strokes(style) ? 'B' : 'f'}${style.evenOdd ? '*' : ''}`;
}

/** An element's own properties. Its `style` attribute overrides the others (SVG 1.1, 6.4). */
function properties({ name, attributes }: XmlElement): Map<string, string> {
	const all = new Map(attributes);
	for (const declaration of (attributes.get('style') ?? '').split(';')) {
		const colon = declaration.indexOf(':');
		const property = declaration.slice(0, Math.max(colon, 0)).trim();
		if (property === 'transform') {
			throw new PictureError('has a transform in a style attribute; use a transform attribute');
		}
		if (colon > 0) all.set(property, declaration.slice(colon + 1).trim());
	}
	for (const [property, value] of all) {
		if (property.startsWith('on')) throw new PictureError(`has a script (${property}); remove it`);
		if (/^(?:xlink:)?href$/.test(property)) throw new PictureError(`has a reference on <${name}>; remove it`);
		const allowed = WITHOUT_EFFECT.get(property);
		if (allowed && !allowed.test(value.trim())) {
			throw new PictureError(`has ${property} "${value.slice(0, 40)}", which is not drawn; remove it`);
		}
	}
	return all;
}

const NONE = /^none$/;
const FULL = /^(?:1(?:\.0*)?|100%)$/;

/** Properties that are not drawn, with the values that have no effect. */
const WITHOUT_EFFECT: ReadonlyMap<string, RegExp> = new Map([
	['opacity', FULL],
	['fill-opacity', FULL],
	['stroke-opacity', FULL],
	['visibility', /^(?:visible|inherit)$/],
	['clip-path', NONE],
	['mask', NONE],
	['filter', NONE],
	['marker', NONE],
	['marker-start', NONE],
	['marker-mid', NONE],
	['marker-end', NONE],
	['stroke-dasharray', NONE],
	['vector-effect', NONE],
	['paint-order', /^(?:normal|fill( stroke( markers)?)?|markers fill stroke)$/],
	['mix-blend-mode', /^normal$/],
	['transform-origin', /^0(?:px)? 0(?:px)?$/],
]);

/** An element's style; `undefined` if it is not displayed. @throws PictureError for a style that cannot be drawn */
export function styleOf(element: XmlElement, inherited: PaintStyle): PaintStyle | undefined {
	const own = properties(element);
	if (own.get('display') === 'none') return undefined;
	const given = <T>(property: string, old: T, read: (value: string) => T): T => {
		const value = own.get(property);
		return value === undefined || value === 'inherit' ? old : read(value);
	};
	const oneOf = (property: string, old: string, values: readonly string[]) =>
		given(property, old, (value) => {
			if (!values.includes(value)) {
				throw new PictureError(`has ${property} "${value.slice(0, 40)}"; use ${values.join(', ')}`);
			}
			return value;
		});
	return {
		fill: given('fill', inherited.fill, (value) => colour('fill', value)),
		stroke: given('stroke', inherited.stroke, (value) => colour('stroke', value)),
		strokeWidth: given('stroke-width', inherited.strokeWidth, (value) => plainNumber('stroke-width', value)),
		cap: oneOf('stroke-linecap', inherited.cap, CAPS),
		join: oneOf('stroke-linejoin', inherited.join, JOINS),
		miterLimit: given('stroke-miterlimit', inherited.miterLimit, (value) =>
			plainNumber('stroke-miterlimit', value),
		),
		evenOdd: given('fill-rule', inherited.evenOdd, (value) => value === 'evenodd'),
	};
}

/** The named colours of CSS 2.1. */
const NAMED: Readonly<Record<string, string>> = {
	black: '000000',
	silver: 'c0c0c0',
	gray: '808080',
	white: 'ffffff',
	maroon: '800000',
	red: 'ff0000',
	purple: '800080',
	fuchsia: 'ff00ff',
	green: '008000',
	lime: '00ff00',
	olive: '808000',
	yellow: 'ffff00',
	navy: '000080',
	blue: '0000ff',
	teal: '008080',
	aqua: '00ffff',
	orange: 'ffa500',
};

/** Operands of `rg`; `undefined` for `none`. */
function colour(property: string, value: string): string | undefined {
	const text = value.trim().toLowerCase();
	if (text === 'none' || text === 'transparent') return undefined;
	const rgb = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text)?.slice(1).map(Number);
	const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text);
	const hex =
		/^#([0-9a-f]{6})$/.exec(text)?.[1] ??
		short
			?.slice(1)
			.map((digit) => digit + digit)
			.join('') ??
		(Object.hasOwn(NAMED, text) ? NAMED[text] : undefined);
	const parts = rgb ?? (hex && [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)));
	if (!parts || parts.some((part) => part > 255)) {
		throw new PictureError(`has ${property} "${value.slice(0, 40)}"; write plain colours such as #123a5e`);
	}
	return parts.map((part) => operand(part / 255)).join(' ');
}

const LENGTH = new RegExp(`^(${NUMBER})(?:px)?$`, 'i');

/** @throws PictureError for units and percentages, whose size depends on where the picture is used */
export function plainNumber(property: string, value: string): number {
	const match = LENGTH.exec(value.trim());
	if (!match) throw new PictureError(`has ${property} "${value.slice(0, 40)}"; use numbers without a unit`);
	return Number(match[1]);
}
