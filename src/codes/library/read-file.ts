import { basename } from 'node:path';
import { OperatorError } from '../../calls/operator-error.ts';
import { badFile } from '../index/edition.ts';
import { detect, FORMATS } from '../readers/detect.ts';
import type { CodeFileFacts, CodeFileReader } from '../readers/reader.ts';
import { EditionFile } from './edition-file.ts';
import { LineSplitter } from './lines.ts';
import { chunksOf } from './members.ts';
import { readSheet, SHEET, STRINGS } from './workbook.ts';

export interface ReadOptions {
	readonly from?: string | undefined;
	readonly set?: string | undefined;
	readonly progress?: (bytes: number) => void;
}

/** Lines that are read to recognize the layout. A notice may come before the header. */
const HEAD_LINES = 60;
const HEAD_BYTES = 256 * 1024;

/** Most bytes of the sheets in a file, which are held in memory. One of them must fit into a JavaScript string. */
const LARGEST_WORKBOOKS = 384 * 1024 * 1024;

/**
 * Reads a file, unpacking it if needed, into temporary edition files. Other files in an archive are ignored.
 * @throws OperatorError if a code file in it is bad or it has none; no temporary files remain
 */
export async function readCodeFile(
	folder: string,
	file: string,
	options: ReadOptions,
): Promise<EditionFile[]> {
	const name = basename(file);
	const editions: EditionFile[] = [];
	const workbooks = new Map<string, Map<string, Uint8Array[]>>();
	let workbookBytes = 0;
	const begin = (member: string) => new MemberReader(folder, member, options, editions);
	let current: MemberReader | undefined;
	try {
		for await (const { name: member, bytes, last } of chunksOf(file, name, options.progress ?? (() => {}))) {
			const part = [SHEET, STRINGS].find((part) => member.endsWith(`/${part}`));
			if (part !== undefined) {
				const book = member.slice(0, -part.length - 1);
				workbookBytes += bytes.length;
				if (workbookBytes > LARGEST_WORKBOOKS)
					throw badFile('the sheets in the file have more than 384 MiB.');
				const parts = workbooks.get(book) ?? new Map<string, Uint8Array[]>();
				const chunks = parts.get(part) ?? [];
				chunks.push(bytes);
				workbooks.set(book, parts.set(part, chunks));
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
			readSheet(bytes(SHEET) ?? new Uint8Array(), bytes(STRINGS), (line) => reader.line(line));
			reader.end();
		}
		if (editions.length === 0) throw badFile(NO_LAYOUT);
		return editions;
	} catch (error) {
		for (const edition of editions) edition.discard();
		throw error;
	}
}

const NO_LAYOUT = `the layout is unknown. These are supported: ${FORMATS.map((format) => format.name).join(', ')}.`;

/** Reads one text file: recognizes its layout by the first lines, then reads all of them. */
class MemberReader {
	readonly #facts: Omit<CodeFileFacts, 'head'>;
	readonly #folder: string;
	readonly #editions: EditionFile[];
	readonly #lines = new LineSplitter((line) => this.line(line));
	#head: string[] | undefined = [];
	#headBytes = 0;
	#reader: CodeFileReader | undefined;
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
					// An archive may contain the same list as text and as a workbook.
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

	/** Adds the file of an archive and the line to a reason. */
	#named(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!(error instanceof OperatorError)) throw error;
			const line = !error.message.startsWith('line ') && this.#number > 0 ? `line ${this.#number}: ` : '';
			const inner = this.#facts.name.includes('/') ? `${basename(this.#facts.name)}: ` : '';
			throw badFile(`${inner}${line}${error.message}`);
		}
	}
}
