import { create, type Font, type PathCommand } from 'fontkit';
import { once } from '../../text/once.ts';
import {
	BASE,
	BASE_SHARD,
	codePointsOf,
	DOTLESS_SHARD,
	type Glyph,
	type Glyphs,
	glyphOf,
	holdsSpace,
	readGlyphs,
	SPACE,
	shardOf,
	unitsOf,
} from './glyphs.ts';
import { type Kerning, readKerning } from './kerning.ts';
import { type Cluster, type MarkedText, readMarkedText } from './marked-text.ts';
import { readSfnt } from './sfnt.ts';
import { makeShard, type Shard } from './shard.ts';

/**
 * A font file, read once per process and immutable afterwards, so that all documents share it. Code points are mapped to
 * glyphs by the character map, without shaping: extracted text is then letter for letter what was drawn ("Thị", "O’Neil").
 *
 * A PDF embeds the font in *shards*: fixed sets of code points, each subset and deflated once per process. Most documents
 * need only the base shard; a Vietnamese or Greek name adds one. No font is subset per document, and the same text gives
 * the same bytes whatever was drawn before.
 */
export interface Face {
	/** PostScript name. */
	readonly name: string;
	/** A short prefix for resource names, unique within a document. */
	readonly id: string;
	readonly metrics: FaceMetrics;
	hasGlyph(codePoint: number): boolean;
	/** Width of a text with kerning, in thousandths of an em. @throws RangeError for a character without a glyph */
	width(text: string): number;
	/** Encodes a text, one TJ operator per shard. @throws RangeError for a character without a glyph */
	encode(text: string): EncodedRun[];
	/** A shard, ready to be embedded. @param key see `shardOf` */
	shard(key: number): Shard;
	/** Reads everything that is otherwise read on demand. @returns the number of characters */
	readAll(): number;
}

/** A face of one font file, which also has the outlines of letters. */
export interface FontFace extends Face {
	/** Draws outlines in thousandths of an em from the left end of the baseline. The y axis points up. */
	trace(text: string, pen: OutlinePen): void;
}

type Point = readonly [x: number, y: number];

/** Takes the outlines of letters. */
export interface OutlinePen {
	move(to: Point): void;
	line(to: Point): void;
	quadratic(control: Point, to: Point): void;
	close(): void;
}

/** Font metrics in thousandths of an em. */
export interface FaceMetrics {
	readonly ascent: number;
	/** Negative. */
	readonly descent: number;
	readonly capHeight: number;
	readonly xHeight: number;
	readonly bbox: readonly [number, number, number, number];
}

/** Part of a text that one shard shows. */
export interface EncodedRun {
	/** The face that the shard belongs to. */
	readonly face: Face;
	readonly shard: number;
	/** Operand of TJ (ISO 32000-1, 9.4.3): two-byte codes with kerning between them. */
	readonly operand: string;
	/** Height of a mark above the baseline, in thousandths of an em. */
	readonly rise?: number;
}

/**
 * Reads a font's character map, and everything else on demand: the main thread asks for little more, and fontkit takes
 * long to load.
 * @param id see `Face.id`
 */
export function readFace(id: string, file: Uint8Array): FontFace {
	const font = once(() => create(file));
	const sfnt = readSfnt(file);
	const scale = 1000 / sfnt.table('head').getUint16(UNITS_PER_EM);
	const glyphs = readGlyphs(sfnt);
	const kernings = once(() => readKerning(sfnt));
	const kerning = withBaseTable(kernings);
	const marks = readMarkedText(font, sfnt, glyphs);
	const parts = { glyphs, kerning, scale, marks };
	const metrics = once(() => metricsOf(font(), scale));
	const shards = new Map<number, Shard>();
	const face: FontFace = {
		id,
		get name() {
			return fontName(font().postscriptName);
		},
		get metrics() {
			return metrics();
		},
		hasGlyph: (codePoint) => glyphs.get(codePoint) !== undefined,
		width(text) {
			let total = 0;
			let previous: Glyph | undefined;
			for (let i = 0; i < text.length; ) {
				const codePoint = text.codePointAt(i) as number;
				const glyph = glyphOf(glyphs, codePoint);
				if (glyph.mark) return widthWithMarks(text, parts);
				i += unitsOf(codePoint);
				if (previous) total += kerning(previous, glyph);
				total += glyph.advance;
				previous = glyph;
			}
			return total * scale;
		},
		encode: (text) => encode(text, face, parts),
		shard(key) {
			let shard = shards.get(key);
			if (!shard) {
				const members =
					key === DOTLESS_SHARD
						? [...marks.dotless().values()]
						: codePointsOf(key).flatMap((codePoint) => glyphs.get(codePoint) ?? []);
				shard = makeShard(font(), members, key, scale);
				shards.set(key, shard);
			}
			return shard;
		},
		trace(text, pen) {
			let end = '';
			for (const character of text) {
				end += character;
				const left = face.width(end) - face.width(character);
				const { path } = font().glyphForCodePoint(character.codePointAt(0) as number);
				for (const step of path.commands) traceStep(step, left, scale, pen);
			}
		},
		readAll() {
			metrics();
			kernings();
			const drawn = glyphs.codePoints.filter(face.hasGlyph);
			for (const key of new Set(drawn.map(shardOf))) face.shard(key);
			marks.readAll();
			return drawn.length;
		},
	};
	return face;
}

/** Offset in the table "head" (OpenType 1.9). */
const UNITS_PER_EM = 18;

function metricsOf({ ascent, descent, capHeight, xHeight, bbox }: Font, scale: number): FaceMetrics {
	return {
		ascent: ascent * scale,
		descent: descent * scale,
		// Older fonts have neither.
		capHeight: (capHeight ?? ascent) * scale,
		xHeight: (xHeight ?? 0) * scale,
		bbox: [bbox.minX * scale, bbox.minY * scale, bbox.maxX * scale, bbox.maxY * scale],
	};
}

function traceStep({ command, args }: PathCommand, left: number, scale: number, pen: OutlinePen): void {
	const point = (i: number): Point => [
		left + (args[2 * i] as number) * scale,
		(args[2 * i + 1] as number) * scale,
	];
	if (command === 'moveTo') pen.move(point(0));
	else if (command === 'lineTo') pen.line(point(0));
	else if (command === 'quadraticCurveTo') pen.quadratic(point(0), point(1));
	else pen.close();
}

/** Removes what a PDF name would have to escape (ISO 32000-1, 7.3.5). */
function fontName(name: string | null): string {
	return (name ?? '').replace(/[^A-Za-z0-9+-]/g, '').slice(0, 60) || 'Font';
}

interface FaceParts {
	readonly glyphs: Glyphs;
	readonly kerning: GlyphKerning;
	readonly scale: number;
	readonly marks: MarkedText;
}

type GlyphKerning = (left: Glyph, right: Glyph) => number;

/**
 * Caches the kerning of base characters, which covers nearly all pairs. Without it, drawing takes almost twice as long.
 */
function withBaseTable(kerning: () => Kerning): GlyphKerning {
	const size = BASE.size;
	const table = new Int16Array(size * size).fill(UNKNOWN);
	return (left, right) => {
		if (left.base < 0 || right.base < 0) return kerning()(left.id, right.id);
		const pair = left.base * size + right.base;
		const known = table[pair] as number;
		if (known !== UNKNOWN) return known;
		const value = kerning()(left.id, right.id);
		table[pair] = value;
		return value;
	};
}

/** Larger than any kerning. */
const UNKNOWN = 0x7fff;

function encode(text: string, face: Face, parts: FaceParts): EncodedRun[] {
	const { glyphs, kerning, scale } = parts;
	const writer = new RunWriter(face);
	let previous: Glyph | undefined;
	for (let i = 0; i < text.length; ) {
		const codePoint = text.codePointAt(i) as number;
		const glyph = glyphOf(glyphs, codePoint);
		if (glyph.mark) return encodeWithMarks(text, face, parts);
		i += unitsOf(codePoint);
		writer.show(glyph, previous ? Math.round(-kerning(previous, glyph) * scale) : 0);
		previous = glyph;
	}
	return writer.end();
}

/** Collects operands of TJ. Positive numbers move left. */
class RunWriter {
	readonly #face: Face;
	readonly #runs: EncodedRun[] = [];
	#shard = BASE_SHARD;
	#operand = '';

	constructor(face: Face) {
		this.#face = face;
	}

	show({ codePoint, shard: own, hex }: Glyph, move: number): void {
		const shard = codePoint === SPACE && holdsSpace(this.#shard) ? this.#shard : own;
		if (this.#operand !== '' && this.#shard !== shard) {
			this.#close(move);
			this.#operand = '[<';
		} else if (this.#operand === '') this.#operand = move === 0 ? '[<' : `[${move}<`;
		else if (move !== 0) this.#operand += `>${move}<`;
		this.#shard = shard;
		this.#operand += hex;
	}

	/** Shows a letter and its marks, and leaves the pen after the letter. */
	showCluster({ letter, marks }: Cluster, move: number, scale: number): void {
		this.show(letter, move);
		if (marks.length > 0) this.#close(0);
		for (const { glyph, offset } of marks) {
			const there = Math.round((letter.advance - offset.x) * scale);
			const back = Math.round(glyph.advance * scale) - there;
			const operand = `[${there}<${glyph.hex}>${back}]`;
			this.#runs.push({ face: this.#face, shard: glyph.shard, operand, rise: offset.y * scale });
		}
	}

	/** Ends the current run. @param move distance that the pen moves afterwards */
	#close(move: number): void {
		if (this.#operand === '') return;
		const operand = `${this.#operand}>${move === 0 ? '' : move}]`;
		this.#runs.push({ face: this.#face, shard: this.#shard, operand });
		this.#operand = '';
	}

	end(): EncodedRun[] {
		this.#close(0);
		return this.#runs;
	}
}

function widthWithMarks(text: string, { kerning, scale, marks }: FaceParts): number {
	let total = 0;
	let previous: Glyph | undefined;
	for (const { letter } of marks.clusters(text)) {
		total += letter.advance + (previous ? kerning(previous, letter) : 0);
		previous = letter;
	}
	return total * scale;
}

function encodeWithMarks(text: string, face: Face, { kerning, scale, marks }: FaceParts): EncodedRun[] {
	const writer = new RunWriter(face);
	let previous: Glyph | undefined;
	for (const cluster of marks.clusters(text)) {
		const { letter } = cluster;
		writer.showCluster(cluster, previous ? Math.round(-kerning(previous, letter) * scale) : 0, scale);
		previous = letter;
	}
	return writer.end();
}
