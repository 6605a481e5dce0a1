import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import canonicalize from 'canonicalize';
import { attachedData } from './file/attachment.ts';
import { DEFLATE } from './file/deflate.ts';
import { dateString, infoOf, xmpOf } from './file/metadata.ts';
import { ObjectWriter } from './file/object-writer.ts';
import {
	dictionary,
	type Entries,
	parseArray,
	parseDate,
	parseDictionary,
	parseNumber,
	parseReference,
	parseTextString,
	requiredEntry,
} from './file/syntax.ts';
import { embedShard } from './fonts/embed.ts';
import { BOLD } from './fonts/faces.ts';
import { type DrawnFile, readDrawnFile } from './issued/drawn-file.ts';
import { inflated } from './issued/stored-objects.ts';
import { framesIn, qrCodesIn } from './layout/canvas.ts';
import {
	BANNER_PREFIX,
	type BannerText,
	type Box,
	banner,
	crossedOut,
	struckOut,
	wordAcross,
} from './layout/status-mark.ts';

/** A statement on the pages of a superbill that does not count any more. */
export interface StatusMark {
	/** One word across every page: `VOID`. */
	readonly word: string;
	/** Printed at the top of every page, and read first. The second language follows only on a page that uses it. */
	readonly notice: BannerText;
	/** Becomes `status` in the attached data. */
	readonly data: object;
}

/**
 * Marks every page of an issued superbill as void or replaced: in words at the top, with a word across the page whose
 * outline a fax or a copy keeps, with a line through PAID IN FULL, and with a cross in place of the QR code. The structure begins with the same words, and
 * title, metadata and attached data say it too.
 *
 * The file is updated incrementally (ISO 32000-1, 7.5.6): the issued bytes come first, unchanged, and their SHA-256 can
 * still be verified. The same bytes and mark give the same bytes.
 *
 * @param pdf as any version of this product drew it
 * @throws UnreadablePdf for any other file, and for one that is already marked
 */
export function stampStatus(pdf: Buffer, mark: StatusMark): Buffer {
	const file = readDrawnFile(pdf);
	const { section } = file;
	const size = parseNumber(requiredEntry(section.trailer, 'Size'));
	const update = new ObjectWriter({ length: pdf.length, lastObject: size - 1 });
	stampPages(update, file, mark);
	const info = restate(update, file, mark);
	return Buffer.concat([pdf, update.end(updateTrailer(pdf, file, info), section.form)]);
}

function stampPages(update: ObjectWriter, file: DrawnFile, { word, notice }: StatusMark): void {
	const { objects, pages } = file;
	const fonts = new Map<string, string>();
	const fontOf = (shard: number): string => {
		const name = `${BANNER_PREFIX}${shard}`;
		if (!fonts.has(name)) fonts.set(name, `${embedShard(update, BOLD, shard)} 0 R`);
		return name;
	};
	const across = new Map<string, string>();
	const save = `${update.addStream('', Buffer.from('q'))} 0 R`;
	const contents = pages.map(({ entries }) => {
		const streams = parseReferences(requiredEntry(entries, 'Contents'));
		return {
			streams,
			operators: streams.map((id) => inflated(objects.get(id)).toString('latin1')).join('\n'),
		};
	});
	const bilingual = contents.some(({ operators }) => operators.includes(`/Lang (${notice.second.lang})`));
	const shown: BannerText = bilingual
		? notice
		: { first: notice.first, second: { ...notice.second, text: '' } };
	pages.forEach(({ id, entries }, i) => {
		const { streams, operators } = contents[i] as (typeof contents)[number];
		const mediaBox = objects.resolve(requiredEntry(entries, 'MediaBox'));
		const box = parseArray(mediaBox).map(parseNumber) as unknown as Box;
		let stamp = across.get(mediaBox);
		if (stamp === undefined) {
			stamp = addOperators(update, wordAcross(word, box));
			across.set(mediaBox, stamp);
		}
		const tagged = i === 0 ? addNotice(update, file, shown) : undefined;
		const own = [
			...framesIn(operators).map(struckOut),
			...qrCodesIn(operators).map(crossedOut),
			'Q',
			...banner(shown, box, fontOf, tagged),
		];
		const resources = parseDictionary(objects.resolve(requiredEntry(entries, 'Resources')));
		const known = parseDictionary(objects.resolve(resources.get('Font') ?? '<<>>'));
		update.object(
			id,
			dictionary(
				new Map([
					...entries,
					[
						'Contents',
						`[${[save, ...streams.map((one) => `${one} 0 R`), addOperators(update, own), stamp].join(' ')}]`,
					],
					[
						'Resources',
						dictionary(new Map([...resources, ['Font', dictionary(new Map([...known, ...fonts]))]])),
					],
				]),
			),
		);
	});
}

function parseReferences(contents: string): number[] {
	return (contents.startsWith('[') ? parseArray(contents) : [contents]).map(parseReference);
}

function addOperators(update: ObjectWriter, operators: readonly string[]): string {
	const data = deflateSync(Buffer.from(operators.join('\n'), 'latin1'), DEFLATE);
	return `${update.addStream('/Filter/FlateDecode', data)} 0 R`;
}

/**
 * Puts the notice in front of everything else in the structure.
 * @returns the marked content identifiers of its languages on the first page
 */
function addNotice(
	update: ObjectWriter,
	{ objects, catalog, pages }: DrawnFile,
	{ second }: BannerText,
): number[] {
	const rootId = parseReference(requiredEntry(catalog, 'StructTreeRoot'));
	const root = parseDictionary(objects.get(rootId).syntax);
	const [top] = parseArray(objects.resolve(requiredEntry(root, 'K')));
	const topId = parseReference(top ?? '');
	const document = parseDictionary(objects.get(topId).syntax);
	const [first] = pages;
	const page = `${first?.id} 0 R`;
	const key = requiredEntry(first?.entries as Entries, 'StructParents');
	const parents = requiredEntry(root, 'ParentTree');
	const tree = parseDictionary(objects.resolve(parents));
	const numbers = parseArray(objects.resolve(requiredEntry(tree, 'Nums')));
	const at = numbers.findIndex((number, i) => i % 2 === 0 && number === key) + 1;
	const owners = parseArray(objects.resolve(numbers[at] ?? ''));

	const notice = update.reserve();
	const own = [notice];
	let kids = `${owners.length}`;
	if (second.text !== '') {
		own.push(update.reserve());
		kids += ` ${own[1]} 0 R`;
		update.object(own[1] as number, `<</S/Span/P ${notice} 0 R/Pg ${page}/K[${owners.length + 1}]>>`);
	}
	update.object(notice, `<</S/P/P ${topId} 0 R/Pg ${page}/K[${kids}]>>`);
	const before = parseArray(objects.resolve(requiredEntry(document, 'K')));
	update.object(
		topId,
		dictionary(new Map([...document, ['K', `[${[`${notice} 0 R`, ...before].join(' ')}]`]])),
	);
	const list = `[${[...owners, ...own.map((id) => `${id} 0 R`)].join(' ')}]`;
	const changed = dictionary(new Map([...tree, ['Nums', `[${numbers.with(at, list).join(' ')}]`]]));
	if (parents.endsWith(' R')) update.object(parseReference(parents), changed);
	else update.object(rootId, dictionary(new Map([...root, ['ParentTree', changed]])));
	return own.map((_, i) => owners.length + i);
}

/** Says it in title, metadata and attached data. @returns a reference to the information dictionary */
function restate(update: ObjectWriter, { objects, catalog, section }: DrawnFile, mark: StatusMark): string {
	const info = requiredEntry(section.trailer, 'Info');
	const entries = objects.dictionary(info);
	const text = (key: string) => parseTextString(objects.resolve(requiredEntry(entries, key)));
	const created = objects.resolve(requiredEntry(entries, 'CreationDate'));
	const facts = {
		title: `${text('Title')} (${mark.word})`,
		subject: mark.notice.first,
		author: text('Author'),
		language: parseTextString(objects.resolve(requiredEntry(catalog, 'Lang'))),
		producer: text('Producer'),
		creator: text('Creator'),
		created: parseDate(created),
	};
	update.object(parseReference(info), infoOf(facts));
	const xmp = xmpOf(facts);
	update.stream(
		parseReference(requiredEntry(catalog, 'Metadata')),
		`<</Type/Metadata/Subtype/XML/Length ${xmp.length}>>`,
		xmp,
	);
	const [specification] = parseArray(objects.resolve(requiredEntry(catalog, 'AF')));
	const files = objects.resolve(requiredEntry(objects.dictionary(specification ?? ''), 'EF'));
	const embedded = parseReference(requiredEntry(parseDictionary(files), 'F'));
	const data = JSON.parse(inflated(objects.get(embedded)).toString()) as object;
	const restated = Buffer.from(canonicalize({ ...data, status: mark.data }) as string);
	const { dictionary: syntax, deflated } = attachedData(restated, dateString(facts.created));
	update.stream(embedded, syntax, deflated);
	return info;
}

/** Keeps the first half of the file identifier; the second identifies the version (ISO 32000-1, 14.4). */
function updateTrailer(pdf: Buffer, { section }: DrawnFile, info: string): Entries {
	const { trailer, startxref } = section;
	const [original] = parseArray(requiredEntry(trailer, 'ID'));
	const version = createHash('md5').update(pdf).digest('hex');
	return new Map([
		['Root', requiredEntry(trailer, 'Root')],
		['Info', info],
		['ID', `[${original} <${version}>]`],
		['Prev', `${startxref}`],
	]);
}
