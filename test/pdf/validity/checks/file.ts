import { Dict, PdfText } from '../pdf-file.ts';
import { type Check, unless } from './check.ts';

/** The file as a whole, and its catalog. */
export const FILE: readonly Check[] = [
	{
		id: 'header',
		clause: 'ISO 19005-3, 6.1.2',
		find({ bytes }) {
			const [first = '', second = ''] = Buffer.from(bytes.subarray(0, 64)).toString('latin1').split(/\r?\n/);
			return [
				...unless(/^%PDF-1\.[0-7]$/.test(first), 'the first line is not %PDF-1.n'),
				...unless(/^%[\x80-\xff]{4}/.test(second), 'the second line does not mark the file as binary'),
			];
		},
	},
	{
		id: 'end',
		clause: 'ISO 19005-3, 6.1.3',
		find: ({ bytes }) =>
			unless(
				/startxref\s+\d+\s+%%EOF\s?$/.test(Buffer.from(bytes.subarray(-64)).toString('latin1')),
				'there is something after the end of the file',
			),
	},
	{
		id: 'file-id',
		clause: 'ISO 19005-3, 6.1.3',
		find({ trailer }) {
			const id = trailer.get('ID');
			const parts = Array.isArray(id) ? id : [];
			return unless(
				parts.length === 2 && parts.every((part) => part instanceof PdfText && part.bytes.length >= 16),
				'the trailer has no file identifier with two parts',
			);
		},
	},
	{
		id: 'not-encrypted',
		clause: 'ISO 19005-3, 6.1.3',
		find: ({ trailer }) => unless(!trailer.get('Encrypt'), 'the file is encrypted'),
	},
	{
		id: 'stream-filters',
		clause: 'ISO 19005-3, 6.1.7',
		find: ({ numbered }) =>
			[...numbered].flatMap(([reference, value]) =>
				value instanceof Dict && value.isStream
					? [
							...unless(
								value.entries('Filter').every((filter) => FILTERS.has(String(filter.value))),
								`stream ${reference} has a filter that is not allowed`,
							),
							...unless(value.get('F') === null, `stream ${reference} is in another file`),
						]
					: [],
			),
	},
	{
		id: 'language',
		clause: 'ISO 14289-1, 7.2',
		find: ({ catalog }) =>
			unless(LANGUAGE_TAG.test(catalog.text('Lang') ?? ''), 'the catalog has no language'),
	},
	{
		id: 'marked',
		clause: 'ISO 14289-1, 6.2 and 7.1',
		find({ catalog }) {
			const info = catalog.dict('MarkInfo');
			return [
				...unless(info?.get('Marked') === true, 'the catalog does not declare the content as marked'),
				...unless(info?.get('Suspects') !== true, 'the marks are suspect'),
			];
		},
	},
	{
		id: 'title-shown',
		clause: 'ISO 14289-1, 7.1',
		find: ({ catalog }) =>
			unless(
				catalog.dict('ViewerPreferences')?.get('DisplayDocTitle') === true,
				'a viewer would show the file name instead of the title',
			),
	},
	{
		id: 'output-intent',
		clause: 'ISO 19005-3, 6.2.3',
		find({ catalog }) {
			const intents = catalog.entries('OutputIntents').map(({ value }) => value as Dict);
			const intent = intents.find((candidate) => candidate.get('S') === '/GTS_PDFA1');
			const profile = intent?.dict('DestOutputProfile');
			const icc = Buffer.from(profile?.bytes() ?? []).toString('latin1');
			return [
				...unless(intent !== undefined, 'there is no output intent for PDF/A'),
				...unless(
					icc.slice(36, 40) === 'acsp' && icc.slice(16, 20) === 'RGB ' && profile?.get('N') === 3,
					'the output intent has no RGB profile of three components',
				),
			];
		},
	},
	{
		id: 'no-actions',
		clause: 'ISO 19005-3, 6.5 and 6.4',
		find: ({ catalog, pages }) => [
			...['OpenAction', 'AA', 'AcroForm', 'Requirements'].flatMap((key) =>
				unless(catalog.get(key) === null, `the catalog has ${key}`),
			),
			...unless(catalog.dict('Names')?.get('JavaScript') == null, 'the file has scripts'),
			...pages.flatMap(({ dict }, i) => unless(dict.get('AA') === null, `page ${i + 1} has actions`)),
		],
	},
];

/** The filters that this product uses. PDF/A allows more. */
const FILTERS: ReadonlySet<string> = new Set(['/FlateDecode', '/DCTDecode']);

/** BCP 47, restricted to language, script and region. */
export const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/;
