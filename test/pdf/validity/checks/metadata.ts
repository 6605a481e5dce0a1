import type { TaggedPdf } from '../document.ts';
import { Dict } from '../pdf-file.ts';
import { descendants, parseXml, type XmlElement } from '../xml.ts';
import { type Check, unless } from './check.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const DC = 'http://purl.org/dc/elements/1.1/';
const PDF = 'http://ns.adobe.com/pdf/1.3/';
const XMP = 'http://ns.adobe.com/xap/1.0/';
const PDFA_ID = 'http://www.aiim.org/pdfa/ns/id/';
const PDFUA_ID = 'http://www.aiim.org/pdfua/ns/id/';
const PDFA_SCHEMA = 'http://www.aiim.org/pdfa/ns/schema#';
const PDFA_PROPERTY = 'http://www.aiim.org/pdfa/ns/property#';

/** XMP and its claims. */
export const METADATA: readonly Check[] = [
	{
		id: 'xmp-stream',
		clause: 'ISO 19005-3, 6.6.2.1',
		find({ catalog }) {
			const stream = catalog.dict('Metadata');
			return [
				...unless(stream?.get('Type') === '/Metadata' && stream.get('Subtype') === '/XML', 'there is no XMP'),
				...unless(stream?.get('Filter') == null, 'the XMP is compressed'),
			];
		},
	},
	{
		id: 'xmp-well-formed',
		clause: 'ISO 16684-1, 7',
		find(pdf) {
			const xmp = readXmp(pdf);
			return typeof xmp === 'string' ? [`the XMP is not well-formed: ${xmp}`] : [];
		},
	},
	{
		id: 'xmp-claims',
		clause: 'ISO 14289-1, 5; ISO 19005-3, 6.6.4',
		find: (pdf) => [
			...unless(isOnly(texts(pdf, PDFUA_ID, 'part'), '1'), 'PDF/UA-1 is not claimed once'),
			...unless(isOnly(texts(pdf, PDFA_ID, 'part'), '3'), 'PDF/A-3 is not claimed once'),
			...unless(isOnly(texts(pdf, PDFA_ID, 'conformance'), 'A'), 'conformance level A is not claimed once'),
		],
	},
	{
		id: 'xmp-extension-schema',
		clause: 'ISO 19005-3, 6.6.2.3',
		find(pdf) {
			const schema = elements(pdf, PDFA_SCHEMA, 'namespaceURI').find(({ text }) => text === PDFUA_ID)?.parent;
			const facts = (namespace: string, name: string) =>
				schema ? descendants(schema, namespace, name).map(({ text }) => text) : [];
			return [
				...unless(schema !== undefined, 'the property pdfuaid:part has no schema'),
				...unless(isOnly(facts(PDFA_SCHEMA, 'prefix'), 'pdfuaid'), 'the schema has another prefix'),
				...unless(isOnly(facts(PDFA_PROPERTY, 'name'), 'part'), 'the schema does not describe part'),
				...unless(
					isOnly(facts(PDFA_PROPERTY, 'valueType'), 'Integer'),
					'part is not described as an integer',
				),
			];
		},
	},
	{
		id: 'xmp-title',
		clause: 'ISO 14289-1, 7.1',
		find: (pdf) =>
			unless(
				elements(pdf, DC, 'title')
					.flatMap(items)
					.some((item) => item.attribute('xml:lang') === 'x-default' && item.text.trim() !== ''),
				'the XMP has no title',
			),
	},
	{
		id: 'xmp-language',
		clause: 'ISO 16684-1, 8.3',
		find: (pdf) =>
			unless(
				isOnly(
					elements(pdf, DC, 'language')
						.flatMap(items)
						.map((item) => item.text),
					pdf.catalog.text('Lang') ?? '',
				),
				'the XMP and the catalog have different languages',
			),
	},
	{
		id: 'info-agrees',
		clause: 'ISO 19005-3, 6.6.3',
		find(pdf) {
			const info = pdf.trailer.get('Info');
			const inDictionary = (key: string) => (info instanceof Dict ? info.text(key) : undefined);
			const created = inDictionary('CreationDate')?.replace(
				/^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
				'$1-$2-$3T$4:$5:$6Z',
			);
			const itemText = (name: string) => elements(pdf, DC, name).flatMap(items)[0]?.text;
			return [
				['Title', inDictionary('Title'), itemText('title')],
				['Author', inDictionary('Author'), itemText('creator')],
				['Producer', inDictionary('Producer'), texts(pdf, PDF, 'Producer')[0]],
				['Creator', inDictionary('Creator'), texts(pdf, XMP, 'CreatorTool')[0]],
				['CreationDate', created, texts(pdf, XMP, 'CreateDate')[0]],
			].flatMap(([key, inInfo, inXmp]) =>
				unless(
					inInfo !== undefined && inInfo === inXmp,
					`${key} differs between the information dictionary and the XMP`,
				),
			);
		},
	},
];

/** The parsed metadata, or the reason why it cannot be parsed. */
function readXmp({ catalog }: TaggedPdf): XmlElement | string {
	const source = Buffer.from(catalog.dict('Metadata')?.bytes() ?? []).toString('utf8');
	try {
		return parseXml(source);
	} catch (error) {
		return (error as Error).message;
	}
}

function elements(pdf: TaggedPdf, namespace: string, name: string): XmlElement[] {
	const xmp = readXmp(pdf);
	return typeof xmp === 'string' ? [] : descendants(xmp, namespace, name);
}

function texts(pdf: TaggedPdf, namespace: string, name: string): string[] {
	return elements(pdf, namespace, name).map(({ text }) => text);
}

/** The items of a bag, a sequence or alternatives. */
function items(element: XmlElement): XmlElement[] {
	return descendants(element, RDF, 'li');
}

function isOnly(values: readonly string[], value: string): boolean {
	return values.length === 1 && values[0] === value;
}
