import type { Changes } from './changes.ts';

/** A way to break a good document, and exactly the checks that must notice it. */
export interface Mutation {
	readonly what: string;
	readonly trips: readonly string[];
	/** Changes objects of the file, which is then rewritten. */
	readonly change?: (pdf: Changes) => void;
	/** Changes bytes of the file. */
	readonly bytes?: (pdf: Buffer) => Buffer;
}

const LATIN = 'latin1';

const replaced = (pdf: Buffer, pattern: RegExp, by: string): Buffer =>
	Buffer.from(pdf.toString(LATIN).replace(pattern, by), LATIN);

const FILE: readonly Mutation[] = [
	{
		what: 'a version that PDF/A-3 does not allow',
		bytes: (pdf) => replaced(pdf, /^%PDF-1\.7/, '%PDF-2.0'),
		trips: ['header'],
	},
	{
		what: 'a header that does not mark the file as binary',
		bytes: (pdf) => replaced(pdf, /^(%PDF-1\.7\s+)%..../, '$1%abcd'),
		trips: ['header'],
	},
	{
		what: 'something after the end',
		bytes: (pdf) => Buffer.concat([pdf, Buffer.from('% more after the end\n')]),
		trips: ['end'],
	},
	{ what: 'no file identifier', change: ({ trailer }) => trailer.delete('ID'), trips: ['file-id'] },
	{
		what: 'encryption',
		change: (pdf) => {
			pdf.trailer.set('Encrypt', pdf.add({ Filter: 'Standard', V: 1, R: 2 }));
		},
		trips: ['not-encrypted'],
	},
	{
		what: 'a filter that PDF/A forbids',
		change: (pdf) => pdf.stream('data', { Filter: 'LZWDecode' }),
		trips: ['stream-filters'],
	},
	{
		what: 'data in another file',
		change: (pdf) => pdf.stream('data', { F: pdf.string('elsewhere.bin') }),
		trips: ['stream-filters'],
	},
	{
		what: 'no language',
		change: (pdf) => pdf.remove(pdf.catalog, 'Lang'),
		trips: ['language', 'xmp-language'],
	},
	{
		what: 'a language that is not a tag',
		change: (pdf) => pdf.set(pdf.catalog, 'Lang', pdf.string('English')),
		trips: ['language', 'xmp-language'],
	},
	{
		what: 'content that is not declared as marked',
		change: (pdf) => pdf.set(pdf.catalog, 'MarkInfo', { Marked: false }),
		trips: ['marked'],
	},
	{
		what: 'suspect marks',
		change: (pdf) => pdf.set(pdf.catalog, 'MarkInfo', { Marked: true, Suspects: true }),
		trips: ['marked'],
	},
	{
		what: 'a window that shows the file name',
		change: (pdf) => pdf.set(pdf.catalog, 'ViewerPreferences', { DisplayDocTitle: false }),
		trips: ['title-shown'],
	},
	{
		what: 'no output intent',
		change: (pdf) => pdf.remove(pdf.catalog, 'OutputIntents'),
		trips: ['output-intent'],
	},
	{
		what: 'an output intent for something else',
		change: (pdf) => pdf.set(pdf.find('S', 'GTS_PDFA1'), 'S', 'GTS_PDFX'),
		trips: ['output-intent'],
	},
	{
		what: 'an invalid colour profile',
		change: (pdf) => pdf.rewrite(pdf.find('S', 'GTS_PDFA1'), 'DestOutputProfile', () => 'no profile'),
		trips: ['output-intent'],
	},
	{
		what: 'an action on opening',
		change: (pdf) => pdf.set(pdf.catalog, 'OpenAction', { S: 'Named', N: 'Print' }),
		trips: ['no-actions'],
	},
	{
		what: 'a script',
		change: (pdf) => pdf.set(pdf.within(pdf.catalog, 'Names'), 'JavaScript', { Names: [] }),
		trips: ['no-actions'],
	},
	{
		what: 'actions of a page',
		change: (pdf) => pdf.set(pdf.page, 'AA', {}),
		trips: ['no-actions'],
	},
];

const METADATA: readonly Mutation[] = [
	{
		what: 'no XMP',
		change: (pdf) => pdf.remove(pdf.catalog, 'Metadata'),
		trips: [
			'info-agrees',
			'xmp-claims',
			'xmp-extension-schema',
			'xmp-language',
			'xmp-stream',
			'xmp-title',
			'xmp-well-formed',
		],
	},
	{
		what: 'XMP without the subtype XML',
		change: (pdf) => pdf.remove(pdf.within(pdf.catalog, 'Metadata'), 'Subtype'),
		trips: ['xmp-stream'],
	},
	{
		what: 'an unescaped ampersand in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('superbill', 'super & bill')),
		trips: [
			'info-agrees',
			'xmp-claims',
			'xmp-extension-schema',
			'xmp-language',
			'xmp-title',
			'xmp-well-formed',
		],
	},
	{
		what: 'an unclosed element in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('</dc:title>', '')),
		trips: [
			'info-agrees',
			'xmp-claims',
			'xmp-extension-schema',
			'xmp-language',
			'xmp-title',
			'xmp-well-formed',
		],
	},
	{
		what: 'no claim of PDF/UA',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace(/<pdfuaid:part>1<\/pdfuaid:part>/, '')),
		trips: ['xmp-claims'],
	},
	{
		what: 'a claim of another part of PDF/A',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('<pdfaid:part>3', '<pdfaid:part>2')),
		trips: ['xmp-claims'],
	},
	{
		what: 'a lower level of conformance',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('conformance>A<', 'conformance>B<')),
		trips: ['xmp-claims'],
	},
	{
		what: 'a claim in another namespace',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace(/xmlns:pdfuaid="[^"]*"/, 'xmlns:pdfuaid="urn:x"')),
		trips: ['xmp-claims'],
	},
	{
		what: 'no schema for the claim of PDF/UA',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace(/<pdfaSchema:namespaceURI>[^<]*/, '$&x')),
		trips: ['xmp-extension-schema'],
	},
	{
		what: 'a schema that describes another property',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('<pdfaProperty:name>part', '<pdfaProperty:name>amd')),
		trips: ['xmp-extension-schema'],
	},
	{
		what: 'no title in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace(/<dc:title>[\s\S]*<\/dc:title>/, '')),
		trips: ['info-agrees', 'xmp-title'],
	},
	{
		what: 'an empty title in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace(/(x-default">)[^<]+/, '$1 ')),
		trips: ['info-agrees', 'xmp-title'],
	},
	{
		what: 'another language in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('<rdf:li>en-US', '<rdf:li>de-DE')),
		trips: ['xmp-language'],
	},
	{
		what: 'another producer in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('<pdf:Producer>', '<pdf:Producer>not ')),
		trips: ['info-agrees'],
	},
	{
		what: 'another creation date in the XMP',
		change: (pdf) => pdf.metadata((xmp) => xmp.replace('<xmp:CreateDate>20', '<xmp:CreateDate>19')),
		trips: ['info-agrees'],
	},
];

const ATTACHMENTS: readonly Mutation[] = [
	{
		what: 'no media type',
		change: (pdf) => pdf.remove(pdf.find('Type', 'EmbeddedFile'), 'Subtype'),
		trips: ['attachment-type'],
	},
	{
		what: 'no relationship',
		change: (pdf) => pdf.remove(pdf.find('Type', 'Filespec'), 'AFRelationship'),
		trips: ['attachment-relationship'],
	},
	{
		what: 'no Unicode file name',
		change: (pdf) => pdf.remove(pdf.find('Type', 'Filespec'), 'UF'),
		trips: ['attachment-named'],
	},
	{
		what: 'no date',
		change: (pdf) => pdf.remove(pdf.within(pdf.find('Type', 'EmbeddedFile'), 'Params'), 'ModDate'),
		trips: ['attachment-dated'],
	},
	{
		what: 'a wrong checksum',
		change: (pdf) =>
			pdf.set(pdf.within(pdf.find('Type', 'EmbeddedFile'), 'Params'), 'CheckSum', pdf.string('0'.repeat(16))),
		trips: ['attachment-whole'],
	},
	{
		what: 'a wrong size',
		change: (pdf) => pdf.set(pdf.within(pdf.find('Type', 'EmbeddedFile'), 'Params'), 'Size', 7),
		trips: ['attachment-whole'],
	},
	{
		what: 'a file that is not associated',
		change: (pdf) => pdf.remove(pdf.catalog, 'AF'),
		trips: ['attachment-listed'],
	},
	{
		what: 'a file outside of the name tree',
		change: (pdf) => pdf.remove(pdf.within(pdf.catalog, 'Names'), 'EmbeddedFiles'),
		trips: ['attachment-listed'],
	},
	{
		what: 'a second file without any properties',
		change: (pdf) => pdf.add({ Type: 'Filespec' }),
		trips: [
			'attachment-dated',
			'attachment-listed',
			'attachment-named',
			'attachment-relationship',
			'attachment-there',
			'attachment-type',
			'attachment-whole',
		],
	},
];

const CONTENT: readonly Mutation[] = [
	{
		what: 'a line that is not marked',
		change: (pdf) => pdf.content((text) => `${text}\n10 10 m 20 10 l S`),
		trips: ['all-content-marked'],
	},
	{
		what: 'text that is not marked',
		change: (pdf) =>
			pdf.content((text) => text.replace(/\/Artifact <<.*?>> BDC/, '/Span <</Lang (en)>> BDC')),
		trips: ['all-content-marked'],
	},
	{
		what: 'an artifact inside tagged content',
		change: (pdf) =>
			pdf.content((text) => text.replace(/\/MCID 0>> BDC/, '$& /Artifact <</Type /Layout>> BDC EMC')),
		trips: ['artifacts-apart'],
	},
	{
		what: 'tagged content inside an artifact',
		change: (pdf) =>
			pdf.content((text) => text.replace(/\/P <<\/MCID 0>> BDC[\s\S]*?EMC/, '/Artifact BMC $& EMC')),
		trips: ['artifacts-apart'],
	},
	{
		what: 'marked content that is not closed',
		change: (pdf) => pdf.content((text) => text.replace(/EMC(?![\s\S]*EMC)/, '')),
		trips: ['marks-balanced'],
	},
	{
		what: 'marked content that is closed twice',
		change: (pdf) => pdf.content((text) => `${text}\nEMC`),
		trips: ['marks-balanced'],
	},
	{
		what: 'marked content that ends inside a text object',
		change: (pdf) => pdf.content((text) => text.replace(/ET\s+EMC/, 'EMC ET')),
		trips: ['marks-balanced'],
	},
	{
		what: 'an MCID twice',
		change: (pdf) => pdf.content((text) => text.replace('/MCID 1>>', '/MCID 0>>')),
		trips: ['content-there', 'mcid-unique'],
	},
	{
		what: 'content marked as another type than its element',
		change: (pdf) => pdf.content((text) => text.replace('/H1 <<', '/P <<')),
		trips: ['mark-names-element'],
	},
	{
		what: 'text with an invalid language tag',
		change: (pdf) => pdf.content((text) => text.replace('/Lang (es)', '/Lang (Spanish)')),
		trips: ['mark-language'],
	},
	{
		what: 'an element with an invalid language tag',
		change: (pdf) => pdf.set(pdf.element('Document'), 'Lang', pdf.string('Spanish')),
		trips: ['mark-language'],
	},
	{
		what: 'a CMYK colour',
		change: (pdf) => pdf.content((text) => `0 0 0 1 k\n${text}`),
		trips: ['colours'],
	},
	{
		what: 'a colour space that the output intent does not describe',
		change: (pdf) => pdf.content((text) => `/Spot cs\n${text}`),
		trips: ['colours'],
	},
	{
		what: 'a CMYK picture',
		change: (pdf) => pdf.stream('', { Subtype: 'Image', ColorSpace: 'DeviceCMYK' }),
		trips: ['colours'],
	},
	{
		what: 'an interpolated picture',
		change: (pdf) => pdf.stream('', { Subtype: 'Image', ColorSpace: 'DeviceRGB', Interpolate: true }),
		trips: ['pictures'],
	},
	{
		what: 'transparent ink',
		change: (pdf) => pdf.add({ Type: 'ExtGState', ca: 0.5 }),
		trips: ['opaque-text'],
	},
	{
		what: 'invisible text',
		change: (pdf) => pdf.content((text) => `3 Tr\n${text}`),
		trips: ['opaque-text'],
	},
];

const STRUCTURE: readonly Mutation[] = [
	{
		what: 'a non-standard structure type',
		change: (pdf) => pdf.set(pdf.element('Sect'), 'S', 'Chapter'),
		trips: ['standard-types'],
	},
	{
		what: 'a tree without a Document',
		change: (pdf) => pdf.set(pdf.element('Document'), 'S', 'Part'),
		trips: ['one-document'],
	},
	{
		what: 'an element with a wrong parent',
		change: (pdf) => pdf.set(pdf.element('H1'), 'P', pdf.reference(pdf.element('Sect'))),
		trips: ['parents-true'],
	},
	{
		what: 'an element without its content',
		change: (pdf) => pdf.remove(pdf.element('H1'), 'K'),
		trips: ['content-owned', 'nothing-empty'],
	},
	{
		what: 'content that no page shows',
		change: (pdf) => pdf.set(pdf.element('TD'), 'K', [9999]),
		trips: ['content-owned', 'content-there'],
	},
	{
		what: 'content of another page',
		change: (pdf) => pdf.remove(pdf.element('H1'), 'Pg'),
		trips: ['content-owned', 'content-there'],
	},
	{
		what: 'content in two elements',
		change: (pdf) => pdf.set(pdf.element('P', 1), 'K', [0, 1]),
		trips: ['content-owned'],
	},
	{
		what: 'a wrong element in the parent tree',
		change: (pdf) => pdf.owners.splice(0, 1, pdf.reference(pdf.element('H1'))),
		trips: ['content-owned'],
	},
	{
		what: 'a parent tree that is too short',
		change: ({ owners }) => owners.pop(),
		trips: ['content-owned', 'content-there'],
	},
	{
		what: 'a page that is not in the parent tree',
		change: (pdf) => pdf.set(pdf.page, 'StructParents', 77),
		trips: ['content-owned', 'content-there'],
	},
	{
		what: 'a first heading below the title',
		change: (pdf) => {
			pdf.set(pdf.element('H1'), 'S', 'H2');
			pdf.content((text) => text.replace('/H1 <<', '/H2 <<'));
		},
		trips: ['headings-in-order'],
	},
	{
		what: 'a heading that skips a level',
		change: (pdf) => {
			pdf.set(pdf.element('H2'), 'S', 'H3');
			pdf.content((text) => text.replace('/H2 <<', '/H3 <<'));
		},
		trips: ['headings-in-order'],
	},
	{
		what: 'two titles',
		change: (pdf) => {
			pdf.set(pdf.element('H2'), 'S', 'H1');
			pdf.content((text) => text.replace('/H2 <<', '/H1 <<'));
		},
		trips: ['headings-in-order'],
	},
	{
		what: 'a figure without alternative text',
		change: (pdf) => pdf.addFigure({ A: { O: 'Layout', BBox: [1, 2, 3, 4] } }),
		trips: ['figures-described'],
	},
	{
		what: 'a figure without a bounding box',
		change: (pdf) => pdf.addFigure({ Alt: pdf.string('A harbour') }),
		trips: ['figures-described'],
	},
	{
		what: 'a figure without a size',
		change: (pdf) => pdf.addFigure({ Alt: pdf.string('A harbour'), A: { O: 'Layout', BBox: [1, 2, 1, 4] } }),
		trips: ['figures-described'],
	},
	{
		what: 'a link without contents',
		change: (pdf) => pdf.addLink({ F: 4 }),
		trips: ['annotations-tagged'],
	},
	{
		what: 'a link that is not printed',
		change: (pdf) => pdf.addLink({ Contents: pdf.string('The clinic') }),
		trips: ['annotations-tagged'],
	},
	{
		what: 'a link outside of a Link element',
		change: (pdf) => pdf.addLink({ Contents: pdf.string('The clinic'), F: 4 }, 'Annot'),
		trips: ['annotations-tagged'],
	},
	{
		what: 'a link that is not in the parent tree',
		change: (pdf) => pdf.addLink({ Contents: pdf.string('The clinic'), F: 4, StructParent: 78 }),
		trips: ['annotations-tagged'],
	},
	{
		what: 'a tab order that ignores the structure',
		change: (pdf) => pdf.remove(pdf.page, 'Tabs'),
		trips: ['tab-order'],
	},
];

const TABLES_AND_LISTS: readonly Mutation[] = [
	{
		what: 'a row of another type',
		change: (pdf) => pdf.set(pdf.element('TR'), 'S', 'Div'),
		trips: ['nesting'],
	},
	{
		what: 'a list item outside of a list',
		change: (pdf) => pdf.set(pdf.element('L'), 'S', 'Sect'),
		trips: ['nesting'],
	},
	{
		what: 'a row that is one cell too wide',
		change: (pdf) => pdf.set(pdf.element('TD'), 'A', { O: 'Table', ColSpan: 2 }),
		trips: ['table-regular'],
	},
	{
		what: 'a header cell without a scope',
		change: (pdf) => pdf.remove(pdf.element('TH'), 'A'),
		trips: ['table-headers'],
	},
	{
		what: 'a table without a head',
		change: (pdf) => pdf.set(pdf.element('THead'), 'S', 'TFoot'),
		trips: ['table-parts'],
	},
	{
		what: 'a list without a numbering style',
		change: (pdf) => pdf.remove(pdf.element('L'), 'A'),
		trips: ['list-items'],
	},
	{
		what: 'a list item without a body',
		change: (pdf) => {
			pdf.set(pdf.element('LBody'), 'S', 'Lbl');
			pdf.content((text) => text.replace('/LBody <<', '/Lbl <<'));
		},
		trips: ['list-items'],
	},
	{
		what: 'an empty section',
		change: (pdf) => pdf.addTo(pdf.element('Document'), { S: 'Sect' }),
		trips: ['nothing-empty'],
	},
];

const FONTS: readonly Mutation[] = [
	{
		what: 'a font that is not among the resources',
		change: (pdf) => pdf.set(pdf.within(pdf.page, 'Resources'), 'Font', {}),
		trips: ['fonts-in-resources'],
	},
	{
		what: 'a font that is not embedded',
		change: (pdf) => pdf.remove(pdf.within(pdf.descendant, 'FontDescriptor'), 'FontFile2'),
		trips: ['fonts-embedded'],
	},
	{
		what: 'an encoding that is not in the file',
		change: (pdf) => pdf.set(pdf.font, 'Encoding', 'UniJIS-UCS2-H'),
		trips: ['fonts-composite'],
	},
	{
		what: 'a font without a map to glyphs',
		change: (pdf) => pdf.set(pdf.descendant, 'CIDToGIDMap', 'None'),
		trips: ['fonts-composite', 'no-missing-glyph', 'widths-true'],
	},
	{
		what: 'a font that is not named as a subset',
		change: (pdf) => pdf.set(pdf.font, 'BaseFont', 'Whole'),
		trips: ['fonts-composite'],
	},
	{
		what: 'codes without Unicode characters',
		change: (pdf) => pdf.remove(pdf.font, 'ToUnicode'),
		trips: ['fonts-unicode'],
	},
	{
		what: 'a code with U+0000 as its character',
		change: (pdf) =>
			pdf.rewrite(pdf.font, 'ToUnicode', (map) =>
				map.replace('endcmap', '1 beginbfrange <0061> <0061> <0000> endbfrange endcmap'),
			),
		trips: ['fonts-unicode'],
	},
	{
		what: 'a code without a glyph',
		change: (pdf) => pdf.content((text) => text.replace(/<[0-9a-f]{4}/, '<0001')),
		trips: ['fonts-unicode', 'no-missing-glyph', 'widths-true'],
	},
	{
		what: 'a width that differs from the glyph',
		change: (pdf) => pdf.set(pdf.descendant, 'W', [0, 65535, 5]),
		trips: ['widths-true'],
	},
];

export const MUTATIONS: readonly Mutation[] = [
	...FILE,
	...METADATA,
	...ATTACHMENTS,
	...CONTENT,
	...STRUCTURE,
	...TABLES_AND_LISTS,
	...FONTS,
];
