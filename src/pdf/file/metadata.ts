import { dictionary, textString } from './syntax.ts';

/** The only source of a file's XMP and information dictionary. */
export interface FileMetadata {
	readonly title: string;
	/** One sentence about the document as a whole. */
	readonly subject?: string | undefined;
	readonly author: string;
	/** BCP 47. */
	readonly language: string;
	readonly producer: string;
	readonly creator: string;
	/** Written as the creation date. */
	readonly created: Date;
}

/** The claim of conformance to PDF/UA-1 (ISO 14289-1, 5), with the schema that PDF/A-3 requires for it (ISO 19005-3, 6.6.2.3). */
export const PDF_UA_CLAIM = `
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`;

/** The language for programs that read only the metadata (ISO 16684-1, 8.3). @param language BCP 47 */
export function languageProperty(language: string): string {
	return `
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language></rdf:Description>`;
}

/** XMP (ISO 16684-1) with the claims of conformance to PDF/UA-1 and PDF/A-3a. */
export function xmpOf({
	title,
	subject,
	author,
	language,
	producer,
	creator,
	created,
}: FileMetadata): Buffer {
	return Buffer.from(`<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${PDF_UA_CLAIM}${languageProperty(language)}
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>${seconds(created)}</xmp:CreateDate><xmp:CreatorTool>${escaped(creator)}</xmp:CreatorTool></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>${descriptionProperty(subject)}<dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>${escaped(producer)}</pdf:Producer></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`);
}

function descriptionProperty(subject: string | undefined): string {
	if (subject === undefined) return '';
	return `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(subject)}</rdf:li></rdf:Alt></dc:description>`;
}

/** The information dictionary (ISO 32000-1, 14.3.3), which must agree with the XMP (ISO 19005-3, 6.6.3). */
export function infoOf({ title, subject, author, producer, creator, created }: FileMetadata): string {
	return dictionary(
		new Map([
			['Title', textString(title)],
			...(subject === undefined ? [] : [['Subject', textString(subject)] as const]),
			['Author', textString(author)],
			['Producer', textString(producer)],
			['Creator', textString(creator)],
			['CreationDate', dateString(created)],
		]),
	);
}

/** A date in PDF syntax (ISO 32000-1, 7.9.4): `(D:20261123120000Z)`. */
export const dateString = (moment: Date): string => `(D:${seconds(moment).replace(/[-:T]/g, '')})`;

/** `2026-11-23T12:00:00Z` */
const seconds = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;

const escaped = (text: string): string =>
	text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
