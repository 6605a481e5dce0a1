import { basename } from 'node:path';
import { BadFile } from '../edition.ts';
import { detect, FORMATS } from '../readers/detect.ts';
import type { FileFacts, Reader } from '../readers/reader.ts';
import { EditionFile } from './edition-file.ts';
import { LineSplitter } from './lines.ts';
import { piecesOf } from './members.ts';
import { SHEET, STRINGS, sheetLines } from './workbook.ts';

export interface ReadOptions {
	readonly from?: string | undefined;
	readonly set?: string | undefined;
	readonly progress?: (bytes: number) => void;
}

/** Enough lines to tell the layout, whatever notice stands above the header. */
const HEAD_LINES = 60;
const HEAD_BYTES = 256 * 1024;

/**
 * Reads one file, however packed, into edition files without a name yet. What an archive holds beside code sets is
 * left alone. @throws BadFile, with nothing left behind, where a file in it is bad or none is a code set.
 */
export async function readCodeFile(
	folder: string,
	file: string,
	options: ReadOptions,
): Promise<EditionFile[]> {
	const name = basename(file);
	const editions: EditionFile[] = [];
	const workbooks = new Map<string, Map<string, Uint8Array[]>>();
	const begin = (member: string) => new MemberReader(folder, member, options, editions);
	let current: MemberReader | undefined;
	try {
		for await (const { name: member, bytes, last } of piecesOf(file, name, options.progress ?? (() => {}))) {
			const part = [SHEET, STRINGS].find((part) => member.endsWith(`/${part}`));
			if (part !== undefined) {
				const book = member.slice(0, -part.length - 1);
				const parts = workbooks.get(book) ?? new Map<string, Uint8Array[]>();
				workbooks.set(book, parts.set(part, [...(parts.get(part) ?? []), bytes]));
				continue;
			}
			current ??= begin(member);
			current.push(bytes);
			if (last) {
				current.end();
				current = undefined;
			}
		}
		for (const [book, parts] of workbooks) {
			const bytes = (part: string) => parts.get(part) && Buffer.concat(parts.get(part) as Uint8Array[]);
			const reader = begin(book);
			for (const line of sheetLines(bytes(SHEET) ?? new Uint8Array(), bytes(STRINGS))) reader.line(line);
			reader.end();
		}
		if (editions.length === 0) throw new BadFile(NO_LAYOUT);
		return editions;
	} catch (error) {
		for (const edition of editions) edition.discard();
		throw error;
	}
}

const NO_LAYOUT = `has none of the layouts that are read: ${FORMATS.map((format) => format.name).join(', ')}.`;

/** One file of text: finds out its layout from the first lines, then reads all of them. */
class MemberReader {
	readonly #facts: Omit<FileFacts, 'head'>;
	readonly #folder: string;
	readonly #editions: EditionFile[];
	readonly #lines = new LineSplitter((line) => this.line(line));
	#head: string[] | undefined = [];
	#headBytes = 0;
	#reader: Reader | undefined;
	#number = 0;

	constructor(folder: string, name: string, { from, set }: ReadOptions, editions: EditionFile[]) {
		this.#folder = folder;
		this.#facts = { name, from, set };
		this.#editions = editions;
	}

	push(bytes: Uint8Array): void {
		if (this.#head) this.#headBytes += bytes.length;
		else if (!this.#reader) return;
		this.#lines.push(bytes);
		if (this.#headBytes > HEAD_BYTES) this.#decide();
	}

	line(text: string): void {
		if (this.#head) {
			this.#head.push(text);
			if (this.#head.length >= HEAD_LINES) this.#decide();
		} else this.#read(text);
	}

	end(): void {
		this.#lines.end();
		this.#decide();
		this.#named(() => this.#reader?.end());
	}

	#decide(): void {
		const head = this.#head;
		if (!head) return;
		this.#head = undefined;
		const format = detect(head);
		if (!format) return;
		const facts = { ...this.#facts, head };
		this.#named(() => {
			const dates = format.edition(facts);
			const own = new Map<string, EditionFile | undefined>();
			this.#reader = format.open((set, row) => {
				let edition = own.get(set);
				if (!own.has(set)) {
					// An archive may hold the same list as text and as a workbook.
					const twice = this.#editions.some((e) => e.set === set && e.dates.edition === dates.edition);
					edition = twice ? undefined : new EditionFile(this.#folder, set, dates, basename(this.#facts.name));
					own.set(set, edition);
					if (edition) this.#editions.push(edition);
				}
				edition?.add(row);
			}, facts);
		});
		for (const line of head) this.#read(line);
	}

	#read(text: string): void {
		this.#number++;
		this.#named(() => this.#reader?.line(text));
	}

	/** Says which file of an archive, and which line, a reason is about. */
	#named(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!(error instanceof BadFile)) throw error;
			const line = error.line === undefined && this.#number > 0 ? `line ${this.#number}: ` : '';
			const inner = this.#facts.name.includes('/') ? `${basename(this.#facts.name)}: ` : '';
			throw new BadFile(`${inner}${line}${error.message}`);
		}
	}
}
