import { createHash } from 'node:crypto';
import { superbills, type TaggedPdf } from '../document.ts';
import { Dict, type Entry, PdfText } from '../pdf-file.ts';
import { type Check, unless } from './check.ts';

/** The data attached for machines: an associated file (ISO 19005-3, 6.8 and Annex E). */
export const ATTACHMENTS: readonly Check[] = [
	{
		id: 'attachment-there',
		clause: 'this product: the data is attached',
		find: (pdf) =>
			unless(
				specifications(pdf).length === superbills(pdf).length,
				'the count of attached files is not the count of superbills',
			),
	},
	{
		id: 'attachment-named',
		clause: 'ISO 19005-3, 6.8',
		find: (pdf) =>
			specifications(pdf).flatMap(([, file]) =>
				unless(
					file.text('F') === file.text('UF') && /^[\w-]+\.\w+$/.test(file.text('F') ?? ''),
					'an attached file does not have the same plain name in F and UF',
				),
			),
	},
	{
		id: 'attachment-type',
		clause: 'ISO 19005-3, 6.8',
		find: (pdf) =>
			specifications(pdf).flatMap(([, file]) =>
				unless(
					/^\/[\w.+-]+\/[\w.+-]+$/.test(String(embedded(file)?.get('Subtype'))),
					'an attached file has no media type',
				),
			),
	},
	{
		id: 'attachment-relationship',
		clause: 'ISO 19005-3, 6.8',
		find: (pdf) =>
			specifications(pdf).flatMap(([, file]) =>
				unless(
					RELATIONSHIPS.has(String(file.get('AFRelationship'))),
					'an attached file has no relationship to the document',
				),
			),
	},
	{
		id: 'attachment-dated',
		clause: 'ISO 19005-3, Annex E',
		find: (pdf) =>
			specifications(pdf).flatMap(([, file]) =>
				unless(
					/^D:\d{14}Z$/.test(embedded(file)?.dict('Params')?.text('ModDate') ?? ''),
					'an attached file has no date',
				),
			),
	},
	{
		id: 'attachment-whole',
		clause: 'ISO 32000-1, 7.11.4',
		find: (pdf) =>
			specifications(pdf).flatMap(([, file]) => {
				const data = embedded(file)?.bytes() ?? new Uint8Array();
				const params = embedded(file)?.dict('Params');
				const sum = params?.get('CheckSum');
				return unless(
					params?.get('Size') === data.length &&
						sum instanceof PdfText &&
						createHash('md5').update(data).digest().equals(sum.bytes),
					'the size or checksum of an attached file is wrong',
				);
			}),
	},
	{
		id: 'attachment-listed',
		clause: 'ISO 19005-3, 6.8; ISO 32000-1, 7.11.4',
		find(pdf) {
			const holders = [pdf.catalog, ...superbills(pdf).map(({ dict }) => dict)];
			const associated = holders.flatMap((holder) => holder.entries('AF').map((entry) => entry.reference));
			const tree = pdf.catalog.dict('Names')?.dict('EmbeddedFiles');
			const named = tree ? nameTree(tree) : [];
			return specifications(pdf).flatMap(([reference]) => [
				...unless(
					associated.includes(reference),
					'an attached file is not associated with the document or one of its superbills',
				),
				...unless(
					named.some((entry) => entry.reference === reference),
					'an attached file is not in the name tree, where readers look',
				),
			]);
		},
	},
];

const RELATIONSHIPS: ReadonlySet<string> = new Set(['/Source', '/Data', '/Alternative', '/Supplement']);

function specifications({ numbered }: TaggedPdf): [string, Dict][] {
	return [...numbered].flatMap(([reference, value]): [string, Dict][] =>
		value instanceof Dict && (value.get('Type') === '/Filespec' || value.get('EF') !== null)
			? [[reference, value]]
			: [],
	);
}

function nameTree(node: Dict): Entry[] {
	const below = node.entries('Kids').flatMap(({ value }) => (value instanceof Dict ? nameTree(value) : []));
	return [...node.entries('Names'), ...below];
}

function embedded(file: Dict): Dict | undefined {
	return file.dict('EF')?.dict('F');
}
