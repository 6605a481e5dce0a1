import { createHash } from 'node:crypto';
import { crossReferenceStream, crossReferenceTable, ROW, runsOf, writeRow } from './file/cross-reference.ts';
import { dictionary, type Entries, entry, itemsOf, numberOf } from './file/syntax.ts';
import { BOLD } from './fonts/faces.ts';
import { type DrawnFile, readDrawnFile } from './issued/drawn-file.ts';
import { watermark } from './layout/style.ts';
import { markPlace } from './layout/watermark.ts';
import { operand, Pen } from './pictures/svg-path.ts';

/**
 * A superbill as it is served once it is void: VOID across every page, behind the text, as an artifact. The file is
 * updated incrementally (ISO 32000-1, 7.5.6): the bytes that were issued come first, unchanged, so that their SHA-256
 * can still be shown. The same bytes give the same bytes.
 *
 * @param pdf as this product drew it, whatever its version
 * @throws UnreadablePdf for any other file, and for one that is marked already
 */
export function stampVoid(pdf: Buffer): Buffer {
	const file = readDrawnFile(pdf);
	const update = new Update(pdf, file);
	/** The mark by the size of the page. */
	const marks = new Map<string, string>();
	for (const { id, entries } of file.pages) {
		const box = entry(entries, 'MediaBox');
		let mark = marks.get(box);
		if (mark === undefined) {
			mark = update.addStream(drawMark(box));
			marks.set(box, mark);
		}
		update.replace(id, new Map([...entries, ['Contents', contentsAfter(mark, entry(entries, 'Contents'))]]));
	}
	return update.end();
}

/** The streams of a page are drawn one after the other. */
function contentsAfter(first: string, contents: string): string {
	return `[${[first, ...(contents.startsWith('[') ? itemsOf(contents) : [contents])].join(' ')}]`;
}

const WORD = 'VOID';
const STYLE = watermark(BOLD);

/** As outlines: the fonts of the document need not have the letters. */
function drawMark(mediaBox: string): string {
	const [left = 0, bottom = 0, right = 0, top = 0] = itemsOf(mediaBox).map(numberOf);
	const {
		x,
		y,
		slope: [cos, sin],
	} = markPlace(WORD, [right - left, top - bottom], STYLE);
	const scale = STYLE.size / 1000;
	const matrix = [cos * scale, sin * scale, -sin * scale, cos * scale, left + x, bottom + y];
	const pen = new Pen();
	STYLE.face.trace(WORD, pen);
	return [
		'/Artifact <</Type /Layout>> BDC',
		`q ${STYLE.colour.operand} rg ${matrix.map((value) => operand(value, 6)).join(' ')} cm`,
		...pen.operators,
		'f Q',
		'EMC',
	].join('\n');
}

/** What is written after a file as it was: objects, and a cross-reference section of the kind that the file has. */
class Update {
	readonly #pdf: Buffer;
	readonly #file: DrawnFile;
	readonly #offsets = new Map<number, number>();
	/** The next object's number. */
	#next: number;
	#text = '';

	constructor(pdf: Buffer, file: DrawnFile) {
		this.#pdf = pdf;
		this.#file = file;
		this.#next = numberOf(entry(file.section.trailer, 'Size'));
	}

	/** @returns the reference to it */
	addStream(data: string): string {
		const id = this.#next++;
		this.#write(id, `<</Length ${data.length}>>\nstream\n${data}\nendstream`);
		return `${id} 0 R`;
	}

	replace(id: number, entries: Entries): void {
		this.#write(id, dictionary(entries));
	}

	#write(id: number, syntax: string): void {
		this.#offsets.set(id, this.#at);
		this.#text += `${id} 0 obj\n${syntax}\nendobj\n`;
	}

	get #at(): number {
		return this.#pdf.length + this.#text.length;
	}

	end(): Buffer {
		const start = this.#at;
		this.#text += `${this.#crossReference()}startxref\n${start}\n%%EOF\n`;
		return Buffer.concat([this.#pdf, Buffer.from(this.#text, 'latin1')]);
	}

	#crossReference(): string {
		if (this.#file.section.kind === 'table') return crossReferenceTable(this.#sorted(), this.#trailer());
		const id = this.#next++;
		this.#offsets.set(id, this.#at);
		const offsets = this.#sorted();
		const rows = Buffer.alloc(ROW * offsets.size);
		[...offsets.values()].forEach((offset, i) => {
			writeRow(rows, ROW * i, { offset });
		});
		return crossReferenceStream(id, runsOf([...offsets.keys()]), rows, this.#trailer());
	}

	#sorted(): ReadonlyMap<number, number> {
		return new Map([...this.#offsets].sort(([a], [b]) => a - b));
	}

	/** The first part of the identifier stays, the second is that of the version (ISO 32000-1, 14.4). */
	#trailer(): Entries {
		const { trailer, startxref } = this.#file.section;
		const [original] = itemsOf(entry(trailer, 'ID'));
		const version = createHash('md5').update(this.#pdf).digest('hex');
		return new Map([
			['Size', `${this.#next}`],
			['Root', entry(trailer, 'Root')],
			['Info', entry(trailer, 'Info')],
			['ID', `[${original} <${version}>]`],
			['Prev', `${startxref}`],
		]);
	}
}
