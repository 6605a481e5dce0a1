import { readFileSync } from 'node:fs';
import t from 'tap';
import { UnreadablePdf } from '../../src/pdf/file/syntax.ts';
import { type MergePart, mergePdfs } from '../../src/pdf/merge.ts';
import { MARKED, SPECIMENS, type Specimen, UNUSUAL, WITH_LOGO } from '../documents.ts';
import { ROOT } from '../fixtures/cases.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { FULL } from '../fixtures/property.ts';
import { Holding } from '../holding.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { voided } from './marks.ts';
import { METADATA, mergedOf, partsOf } from './merged.ts';
import { readPdf } from './reader.ts';
import { flaws } from './validity/checks/all.ts';
import { children, readTaggedPdf, type TaggedPdf } from './validity/document.ts';
import { type Dict, PdfText, type Value } from './validity/pdf-file.ts';

const service = serviceUnderTest();
const numbered = { ...minimal, number: 'SB-1', issuedOn: '2026-11-23' };

/** Has a cross-reference table and no object streams. */
const EARLIER = readFileSync(new URL('test/fixtures/issued/with-table.pdf', ROOT));

const one = pdfOf(numbered, service);
const spanish = pdfOf({ ...everything, number: 'SB-2', language: 'es' }, service);

/** A superbill of two pages. */
const long = {
	...everything,
	serviceLines: Array.from({ length: 20 }, () => everything.serviceLines).flat(),
};

/** Every third one is void, every seventh has several pages. */
const MANY = Array.from({ length: FULL ? 50 : 10 }, (_, i) => {
	const pdf = pdfOf({ ...(i % 7 === 0 ? long : numbered), number: `SB-${i + 1}` }, service);
	return i % 3 === 0 ? voided(pdf) : pdf;
});

const GROUPS: Readonly<Record<string, readonly Buffer[]>> = {
	'one document': [one],
	'two documents in two languages': [one, spanish],
	'many documents, some of them void': MANY,
	'a document of an earlier version among others': [one, EARLIER, voided(EARLIER), spanish],
	'the same document twice': [spanish, spanish],
};

/** The structure element of each superbill. */
const elementsOf = ({ roots }: TaggedPdf) => roots.flatMap(children);

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => {
		made ??= make();
		return made;
	};
}

for (const [name, pdfs] of Object.entries(GROUPS)) {
	const merged = once(() => mergedOf(partsOf(pdfs)));
	const read = once(async () => readPdf(await merged()));
	const readBefore = once(() => Promise.all(pdfs.map(readPdf)));
	const readTagged = once(async () => readTaggedPdf(await merged()));

	t.test(`${name}: every page keeps its text and structure`, async (t) => {
		const { pages } = await read();
		const before = await readBefore();
		t.strictSame(
			pages,
			before.flatMap((pdf) => pdf.pages),
		);
		t.ok(pages.every(({ text, outline }) => text.length > 100 && outline.length > 10));
	});

	t.test(`${name}: the merged file is PDF/UA-1 and PDF/A-3a`, async (t) => {
		t.strictSame(flaws(await readTagged()), []);
	});

	t.test(`${name}: each superbill's data is attached to its structure element, byte for byte`, async (t) => {
		const { attachments } = await read();
		const parts = elementsOf(await readTagged());
		const before = await readBefore();
		t.equal(Object.keys(attachments).length, pdfs.length);
		for (const [i, { attachments: own }] of before.entries()) {
			const [issued] = Object.values(own);
			t.match(Buffer.from(issued as Uint8Array).toString(), /^\{.*"totals"/);
			t.strictSame(attachments[`SB-${i + 1}.json`], issued);
			const names = parts[i]?.dict.entries('AF').map(({ value }) => (value as Dict).text('UF'));
			t.strictSame(names, [`SB-${i + 1}.json`]);
		}
	});
}

async function flawed(specimens: readonly Specimen[]): Promise<string[]> {
	return flaws(readTaggedPdf(await mergedOf(partsOf(specimens.map(({ draw }) => draw())))));
}

t.test(
	'documents of every template and language, with all watermarks, many scripts and logos, can be merged',
	async (t) => {
		const some = SPECIMENS.filter((_, i) => i % (FULL ? 7 : 17) === 0);
		t.strictSame(new Set(some.map(({ template }) => template)), new Set(TEMPLATES.keys()));
		const special = [...MARKED, ...UNUSUAL, ...WITH_LOGO].filter((_, i) => FULL || i % 5 === 0);
		t.strictSame(await flawed([...some, ...special]), []);
	},
);

t.test('each superbill is a Part with its number and its language', async (t) => {
	const mexican = edited(EARLIER, /\/Lang \(en-US\)/, '/Lang (es-MX)');
	const pdf = readTaggedPdf(await mergedOf(partsOf([one, mexican, one])));
	t.strictSame(
		elementsOf(pdf).map(({ type, dict }) => [type, dict.text('T'), dict.text('Lang')]),
		[
			['Part', 'SB-1', 'en-US'],
			['Part', 'SB-2', 'es-MX'],
			['Part', 'SB-3', 'en-US'],
		],
	);
	t.equal(pdf.catalog.text('Lang'), METADATA.language);
});

t.test('each superbill has a bookmark to its first page', async (t) => {
	const pdfs = MANY.slice(0, 9);
	const { catalog, pages } = readTaggedPdf(await mergedOf(partsOf(pdfs)));
	const starts: number[] = [];
	let page = 0;
	for (const pdf of pdfs) {
		starts.push(page);
		page += readTaggedPdf(pdf).pages.length;
	}
	t.ok(page > pdfs.length, 'some have more than one page');
	const outline = catalog.dict('Outlines') as Dict;
	const found: [string | undefined, number][] = [];
	for (let at = outline.dict('First'), before: Dict | undefined; at; before = at, at = at.dict('Next')) {
		const [target] = at.entries('Dest');
		found.push([at.text('Title'), pages.findIndex(({ reference }) => reference === target?.reference)]);
		t.equal(at.reference('Parent'), catalog.reference('Outlines'));
		t.equal(at.dict('Prev')?.text('Title'), before?.text('Title'));
	}
	t.strictSame(
		found,
		starts.map((start, i) => [`SB-${i + 1}`, start]),
	);
	t.equal(outline.get('Count'), pdfs.length);
	t.equal(outline.dict('Last')?.text('Title'), `SB-${pdfs.length}`);
	t.equal(catalog.get('PageMode'), '/UseOutlines');
});

t.test('names, numbers and pages are in trees with small nodes', async (t) => {
	const pdfs = Array.from({ length: 130 }, () => one);
	const { catalog } = readTaggedPdf(await mergedOf(partsOf(pdfs)));
	for (const [tree, key] of [
		[catalog.dict('Names')?.dict('EmbeddedFiles'), 'Names'],
		[catalog.dict('StructTreeRoot')?.dict('ParentTree'), 'Nums'],
	] as const) {
		const leaves = tree?.list('Kids') as readonly Dict[];
		const keys = leaves.map((leaf) =>
			leaf
				.list(key)
				.filter((_, i) => i % 2 === 0)
				.map(keyOf),
		);
		t.strictSame(
			keys.map(({ length }) => length),
			[64, 64, 2],
		);
		t.strictSame(
			leaves.map((leaf) => leaf.list('Limits').map(keyOf)),
			keys.map((own) => [own[0], own.at(-1)]),
		);
		t.strictSame(
			keys.flat(),
			keys.flat().toSorted((a, b) => (a < b ? -1 : 1)),
		);
		t.equal(new Set(keys.flat()).size, pdfs.length);
	}
	const pages = catalog.dict('Pages') as Dict;
	t.equal(pages.get('Count'), pdfs.length);
	t.strictSame(
		(pages.list('Kids') as readonly Dict[]).map((node) => [node.get('Count'), node.list('Kids').length]),
		[
			[64, 64],
			[64, 64],
			[2, 2],
		],
	);
});

const keyOf = (value: Value): string | number => (value instanceof PdfText ? value.text : (value as number));

t.test('fonts, the colour profile and the VOID stamp are written once', async (t) => {
	const { numbered: objects } = readTaggedPdf(await mergedOf(partsOf(MANY)));
	const streams = [...objects.values()].filter((value) => (value as Dict | null)?.isStream) as Dict[];
	const encoded = streams.map((stream) => Buffer.from(stream.encoded()).toString('latin1'));
	t.equal(new Set(encoded).size, encoded.length, 'no stream is written twice');
	t.equal(streams.filter((stream) => stream.get('N') === 3).length, 1, 'one profile');
	t.ok(streams.filter((stream) => stream.get('Length1') !== null).length <= 4, 'two weights, few shards');
	const fonts = [...objects.values()].filter((value) => (value as Dict | null)?.get?.('Type') === '/Font');
	t.ok(fonts.length <= 8, `${fonts.length} fonts`);
});

t.test('a hundred merged documents of one page take less than a fifth of their separate size', async (t) => {
	const pdfs = Array.from({ length: 100 }, (_, i) => pdfOf({ ...numbered, number: `SB-${i}` }, service));
	const alone = pdfs.reduce((sum, { length }) => sum + length, 0);
	const { length } = await mergedOf(partsOf(pdfs));
	t.ok(length < alone / 5, `${length} bytes instead of ${alone}`);
	t.ok(length > 100_000, 'none is missing');
});

t.test('title, author and date are in the XMP and in the information dictionary', async (t) => {
	const { xmp, title } = await readPdf(await mergedOf(partsOf([one])));
	t.equal(title, 'Superbills');
	t.match(xmp, 'Everything &#38; Sons &#60;Clinic&#62;');
	t.match(xmp, '<xmp:CreateDate>2026-11-23T12:34:56Z</xmp:CreateDate>');
});

t.test('the same parts give the same bytes, other parts or another order another identifier', async (t) => {
	const id = (bytes: Buffer) => readTaggedPdf(bytes).trailer.get('ID');
	const first = await mergedOf(partsOf([one, spanish]));
	t.ok((await mergedOf(partsOf([Buffer.from(one), Buffer.from(spanish)]))).equals(first));
	t.strictNotSame(id(await mergedOf(partsOf([spanish, one]))), id(first));
	t.strictNotSame(id(await mergedOf(partsOf([one, spanish]), { ...METADATA, title: 'October' })), id(first));
});

/** Parts that record when they are requested and when the iteration ends. */
function watched(pdfs: readonly Buffer[]): { asked: string[]; parts: () => AsyncGenerator<MergePart> } {
	const asked: string[] = [];
	async function* parts() {
		try {
			for (const part of partsOf(pdfs)) {
				asked.push(part.title);
				yield part;
			}
		} finally {
			asked.push('end');
		}
	}
	return { asked, parts };
}

t.test(
	'a part is written before the next one is requested, and none is requested unless someone reads on',
	async (t) => {
		const { asked, parts } = watched([one, spanish, one]);
		const merging = mergePdfs(parts(), METADATA);
		t.strictSame(asked, []);
		t.ok(((await merging.next()).value as Buffer).length > 10_000);
		t.strictSame(asked, ['SB-1']);
		await merging.next();
		t.strictSame(asked, ['SB-1', 'SB-2']);
		await merging.return();
		t.strictSame(asked, ['SB-1', 'SB-2', 'end']);
	},
);

t.test('the issued bytes are not modified', async (t) => {
	const pdf = Buffer.from(one);
	await mergedOf(partsOf([pdf, pdf]));
	t.ok(pdf.equals(one));
});

/** The file with a change in its text that leaves all offsets as they are. */
function edited(pdf: Buffer, before: RegExp, after: string): Buffer {
	const changed = pdf.toString('latin1').replace(before, (found) => after.padEnd(found.length));
	if (changed.length !== pdf.length || Buffer.from(changed, 'latin1').equals(pdf)) {
		throw new RangeError(`the change would move other objects: ${before}`);
	}
	return Buffer.from(changed, 'latin1');
}

/** Stamped and then updated again, which this product does not do. */
function updatedTwice(): Buffer {
	const stamped = voided(EARLIER);
	const [, before] = /startxref\n(\d+)\n%%EOF\n$/.exec(stamped.toString('latin1')) as RegExpExecArray;
	const trailer = `trailer\n<</Size 1/Prev ${before}>>\nstartxref\n${stamped.length}\n%%EOF\n`;
	return Buffer.concat([stamped, Buffer.from(`xref\n${trailer}`)]);
}

const REJECTED: readonly (readonly [what: string, pdf: () => Buffer | Promise<Buffer>, message: RegExp])[] = [
	['nothing', () => Buffer.alloc(0), /does not begin/],
	['a web page', () => Buffer.from('<!doctype html><title>Superbill</title>'), /does not begin/],
	['another library’s file', () => Buffer.from('%PDF-1.7\n%\xff\nstartxref\n11\n%%EOF'), /does not end/],
	['another program’s file', () => edited(EARLIER, /\(superbill 0/, '(elsewhere 0'), /not a superbill/],
	['a merged file', () => mergedOf(partsOf([one])), /not a superbill/],
	['a file that was changed twice', updatedTwice, /changed more than once/],
	['a truncated file', () => one.subarray(0, -8), /does not end/],
	[
		'a file without tags',
		() => edited(EARLIER, /\/StructTreeRoot 6/, '/StructTreeRoof 6'),
		/StructTreeRoot is missing/,
	],
	['a file without structure', () => edited(EARLIER, /\/K \[38 0 R\]/, '/K []'), /no structure/],
	['a file without pages', () => edited(EARLIER, /\/Kids \[[^\]]*\]/, '/Kids []'), /no pages/],
	[
		'a structure element in two places',
		() => edited(EARLIER, /\/K\[ 39 0 R 40 0 R/, '/K[ 39 0 R 39 0 R'),
		/listed twice/,
	],
	[
		'a file without data',
		() => edited(EARLIER, /\/AF \[214 0 R\]/, '/AF []'),
		/not have exactly one attached file/,
	],
	[
		'circular references',
		() => edited(EARLIER, /DescendantFonts\[14 0 R\]/, 'DescendantFonts[16 0 R]'),
		/form a circle/,
	],
];

for (const [what, pdf, message] of REJECTED) {
	t.test(`${what} cannot be merged, and the message says which document it is`, async (t) => {
		const parts = partsOf([one, await pdf()]);
		await t.rejects(mergedOf(parts), { name: 'UnreadablePdf', message });
		await t.rejects(mergedOf(parts), { message: /^document 2 cannot be merged: / });
	});
}

t.test('a wrong byte is either rejected or harmless to other documents', async (t) => {
	const issued = await readPdf(spanish);
	let rejected = 0;
	const step = FULL ? 97 : 293;
	// The stream with most objects, and the end with the cross-reference stream.
	const objects = one.indexOf('/Type/ObjStm');
	const ranges = [
		[objects, objects + 4_000],
		[one.lastIndexOf('/Type/ObjStm'), one.length],
	] as const;
	const positions = ranges.flatMap(([from, to]) =>
		Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + step * i),
	);
	for (const at of positions) {
		const broken = Buffer.from(one);
		broken[at] = (broken[at] as number) ^ 0x11;
		try {
			const { pages } = await readPdf(await mergedOf(partsOf([broken, spanish])));
			t.strictSame(pages.slice(-issued.pages.length), issued.pages);
		} catch (error) {
			if (!(error instanceof UnreadablePdf)) throw error;
			rejected++;
		}
	}
	t.ok(rejected > positions.length / 5, `${rejected} of ${positions.length} are rejected`);
});

t.test('an empty list and duplicate data names are rejected', async (t) => {
	await t.rejects(mergedOf([]), { name: 'RangeError', message: 'there is no document to merge' });
	const [part] = partsOf([one]) as [MergePart];
	await t.rejects(mergedOf([part, { ...part, title: 'SB-2' }]), {
		name: 'RangeError',
		message: /^document 2 has the same data name/,
	});
});

t.test('merging more than one file can hold is an error', async (t) => {
	for (const limits of [
		{ objects: 200, bytes: 2 ** 32 },
		{ objects: 1e6, bytes: one.length },
	]) {
		await t.resolves(mergedOf(partsOf([one]), METADATA, limits));
		await t.rejects(mergedOf(partsOf([one, EARLIER]), METADATA, limits), {
			name: 'Refusal',
			message: /^One PDF cannot hold document 2/,
		});
	}
});

t.test('only a few of many documents are in memory at once', async (t) => {
	const watch = new Holding();
	async function* many(): AsyncGenerator<MergePart> {
		for (let i = 1; i <= 200; i++) {
			const pdf = Buffer.from(one);
			watch.add(pdf);
			yield { title: `${i}`, dataName: `${i}.json`, pdf };
			if (i % 50 === 0) await watch.count();
		}
	}
	for await (const chunk of mergePdfs(many(), METADATA)) t.ok(chunk.length < 2 * one.length);
	t.equal(watch.held.length, 4);
	t.ok(Math.max(...watch.held) <= 5, `${watch.held}`);
});
