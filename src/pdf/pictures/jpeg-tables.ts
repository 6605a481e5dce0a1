import { checkSize, PictureError } from './picture.ts';

/** A frame's size and components (ITU-T T.81, B.2.2). */
export interface Frame {
	readonly width: number;
	readonly height: number;
	readonly progressive: boolean;
	readonly components: readonly Component[];
}

interface Component {
	readonly id: number;
	readonly quantisation: number;
}

/** Readers take time for each scan, even an empty one. Encoders write about ten. */
const MAX_SCANS = 100;

/** The most samples of one unit of a scan with several components (T.81, B.2.3). */
const MAX_UNIT = 10;
const LAST_COEFFICIENT = 63;
const MAX_SHIFT = 13;
const MAX_DC_CATEGORY = 11;

/**
 * Checks the tables, frame and scans of a JPEG in the order in which they are in the file (T.81, B.2), so that no reader
 * fails on a picture that was accepted.
 */
export class JpegTables {
	#frame: Frame | undefined;
	#scans = 0;
	readonly #quantisation = new Set<number>();
	/** Class and identifier in one byte, as in the file. */
	readonly #huffman = new Set<number>();
	readonly #scanned = new Set<number>();

	/** The frame, once every component is in a scan. */
	get complete(): Frame | undefined {
		return this.#frame?.components.every(({ id }) => this.#scanned.has(id)) ? this.#frame : undefined;
	}

	quantisation(body: Buffer): void {
		for (let at = 0; at < body.length; ) {
			const wide = byteAt(body, at) >> 4;
			const id = byteAt(body, at) & 0xf;
			const end = at + 1 + 64 * (1 + wide);
			must(wide <= 1 && id <= 3 && end <= body.length);
			for (let i = at + 1; i < end; i += 1 + wide) must(body.readUIntBE(i, 1 + wide) > 0);
			this.#quantisation.add(id);
			at = end;
		}
	}

	huffman(body: Buffer): void {
		for (let at = 0; at < body.length; ) {
			const table = byteAt(body, at);
			must(table >> 4 <= 1 && (table & 0xf) <= 3 && at + 17 <= body.length);
			let [count, room] = [0, 1];
			for (const codes of body.subarray(at + 1, at + 17)) {
				count += codes;
				room = 2 * room - codes;
				// More codes than their lengths leave room for.
				must(room >= 0);
			}
			const values = body.subarray(at + 17, at + 17 + count);
			must(count > 0 && count <= 256 && values.length === count);
			if (table >> 4 === 0) must(values.every((category) => category <= MAX_DC_CATEGORY));
			this.#huffman.add(table);
			at += 17 + count;
		}
	}

	frame(body: Buffer, progressive: boolean): void {
		must(!this.#frame && body.length >= 6);
		const [precision, count] = [byteAt(body, 0), byteAt(body, 5)];
		const [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)];
		if (precision !== 8) throw new PictureError('does not have 8 bits per colour; save it with 8');
		checkSize(width, height);
		if (count === 4) throw new PictureError('has CMYK colours; save it as RGB');
		must((count === 1 || count === 3) && body.length === 6 + 3 * count);
		let unit = 0;
		const components = Array.from({ length: count }, (_, i) => {
			const [id, sampling, quantisation] = body.subarray(6 + 3 * i, 9 + 3 * i) as unknown as Three;
			const [across, down] = [sampling >> 4, sampling & 0xf];
			must(across >= 1 && across <= 4 && down >= 1 && down <= 4 && quantisation <= 3);
			unit += across * down;
			return { id, quantisation };
		});
		must(unit <= MAX_UNIT || count === 1);
		must(new Set(components.map(({ id }) => id)).size === count);
		this.#frame = { width, height, progressive, components };
	}

	scan(body: Buffer): void {
		const frame = this.#frame;
		const count = byteAt(body, 0);
		must(frame && count >= 1 && count <= 4 && body.length === 4 + 2 * count);
		if (++this.#scans > MAX_SCANS)
			throw new PictureError('is a JPEG of a rare kind; save it as a baseline JPEG');
		const [first, last, shifts] = body.subarray(1 + 2 * count) as unknown as Three;
		const [before, shift] = [shifts >> 4, shifts & 0xf];
		const { progressive } = frame as Frame;
		if (progressive) {
			must(first <= last && last <= LAST_COEFFICIENT && shift <= MAX_SHIFT);
			must(first === 0 ? last === 0 : count === 1);
			must(before === 0 || before === shift + 1);
		} else must(first === 0 && last === LAST_COEFFICIENT && shifts === 0);
		for (let at = 1; at < 1 + 2 * count; at += 2) {
			const component = frame?.components.find(({ id }) => id === body[at]);
			must(component && this.#quantisation.has(component.quantisation));
			const id = component?.id as number;
			const [dc, ac] = [byteAt(body, at + 1) >> 4, byteAt(body, at + 1) & 0xf];
			const isFirst = !this.#scanned.has(id);
			// A component starts with its DC coefficients, and a sequential one has a single scan.
			must(isFirst ? first === 0 && before === 0 : progressive);
			if (first === 0 && before === 0) must(this.#huffman.has(dc));
			if (last > 0) must(this.#huffman.has(0x10 | ac));
			this.#scanned.add(id);
		}
	}
}

type Three = readonly [number, number, number];

function byteAt(body: Buffer, at: number): number {
	must(at < body.length);
	return body[at] as number;
}

function must(condition: unknown): void {
	if (!condition) throw new PictureError('is damaged');
}
