import type { TaggedPdf } from '../document.ts';
import { Dict } from '../pdf-file.ts';
import { type Check, unless } from './check.ts';
import { LANGUAGE_TAG } from './file.ts';

const ARTIFACT = '/Artifact';

/** Painted content and its marks. */
export const CONTENT: readonly Check[] = [
	{
		id: 'marks-balanced',
		clause: 'ISO 32000-1, 14.6',
		find: ({ contents }) =>
			contents.flatMap(({ unbalanced }, i) => unbalanced.map((what) => `page ${i + 1}: ${what}`)),
	},
	{
		id: 'all-content-marked',
		clause: 'ISO 14289-1, 7.1',
		find: ({ contents }) =>
			contents.flatMap(({ paintings }, i) =>
				paintings.flatMap(({ operator, marks }) =>
					unless(
						marks.some(({ tag, mcid }) => tag === ARTIFACT || mcid !== undefined),
						`page ${i + 1}: ${operator} is neither tagged nor an artifact`,
					),
				),
			),
	},
	{
		id: 'artifacts-apart',
		clause: 'ISO 14289-1, 7.1',
		find: ({ contents }) =>
			contents.flatMap(({ sequences }, i) =>
				sequences.flatMap(({ mark, within }) => [
					...unless(
						mark.tag !== ARTIFACT || within.every(({ mcid }) => mcid === undefined),
						`page ${i + 1}: an artifact inside tagged content`,
					),
					...unless(
						mark.mcid === undefined || within.every(({ tag }) => tag !== ARTIFACT),
						`page ${i + 1}: tagged content inside an artifact`,
					),
				]),
			),
	},
	{
		id: 'mcid-unique',
		clause: 'ISO 32000-1, 14.7.4.2',
		find: ({ contents }) =>
			contents.flatMap(({ sequences }, i) => {
				const ids = sequences.flatMap(({ mark }) => mark.mcid ?? []);
				return unless(new Set(ids).size === ids.length, `page ${i + 1}: an MCID is used twice`);
			}),
	},
	{
		id: 'mark-names-element',
		clause: 'ISO 32000-1, 14.7.4.2',
		find: ({ contents, elements }) =>
			elements.flatMap(({ type, kids }) =>
				kids.flatMap((kid) => {
					if (!('mcid' in kid)) return [];
					const mark = contents[kid.page]?.sequences.find(
						(sequence) => sequence.mark.mcid === kid.mcid,
					)?.mark;
					return unless(
						mark === undefined || mark.tag === `/${type}`,
						`page ${kid.page + 1}: ${mark?.tag} marks the content of a ${type}`,
					);
				}),
			),
	},
	{
		id: 'mark-language',
		clause: 'ISO 14289-1, 7.2',
		find: ({ contents, elements }) => [
			...contents.flatMap(({ sequences }, i) =>
				sequences.flatMap(({ mark: { language } }) =>
					unless(
						language === undefined || LANGUAGE_TAG.test(language),
						`page ${i + 1}: ${language} is not a language tag`,
					),
				),
			),
			...elements.flatMap(({ type, dict }) =>
				unless(
					dict.get('Lang') === null || LANGUAGE_TAG.test(dict.text('Lang') ?? ''),
					`the language of a ${type} is not a language tag`,
				),
			),
		],
	},
	{
		id: 'colours',
		clause: 'ISO 19005-3, 6.2.4',
		find: (pdf) => [
			...pdf.contents.flatMap(({ operations }, i) =>
				operations.flatMap(({ operator, operands }) =>
					unless(
						!/^(?:k|K|ri)$/.test(operator) &&
							(!/^(?:cs|CS)$/.test(operator) || DEVICE_SPACES.has(String(operands[0]))),
						`page ${i + 1}: the output intent does not describe the colour ${operator} ${operands[0]}`,
					),
				),
			),
			...images(pdf).flatMap((image) =>
				unless(
					image
						.entries('ColorSpace')
						.every(({ value }) => typeof value !== 'string' || DEVICE_SPACES.has(value)),
					'the output intent does not describe the colour space of a picture',
				),
			),
		],
	},
	{
		id: 'pictures',
		clause: 'ISO 19005-3, 6.2.8',
		find: (pdf) =>
			images(pdf).flatMap((image) => [
				...unless(image.get('Interpolate') !== true, 'a picture is interpolated'),
				...unless(image.get('Alternates') === null && image.get('OPI') === null, 'a picture has alternates'),
			]),
	},
	{
		id: 'opaque-text',
		clause: 'this product: legible as a fax',
		find: ({ contents, numbered }) => [
			...[...numbered.values()].flatMap((value) =>
				value instanceof Dict && (value.get('Type') === '/ExtGState' || value.get('ca') !== null)
					? unless(
							(value.get('ca') ?? 1) === 1 &&
								(value.get('CA') ?? 1) === 1 &&
								['/None', null].includes(value.get('SMask') as string | null) &&
								['/Normal', null].includes(value.get('BM') as string | null),
							'a graphics state is transparent',
						)
					: [],
			),
			...contents.flatMap(({ operations }, i) =>
				operations.flatMap(({ operator, operands }) =>
					unless(operator !== 'Tr' || operands[0] === 0, `page ${i + 1}: text is not plainly filled`),
				),
			),
		],
	},
];

const DEVICE_SPACES: ReadonlySet<string> = new Set(['/DeviceRGB', '/DeviceGray', '/Indexed']);

function images({ numbered }: TaggedPdf): Dict[] {
	return [...numbered.values()].filter(
		(value): value is Dict => value instanceof Dict && value.get('Subtype') === '/Image',
	);
}
