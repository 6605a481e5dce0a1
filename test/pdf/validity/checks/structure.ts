import { attribute, superbills, type TaggedPdf, withDescendants } from '../document.ts';
import { Dict } from '../pdf-file.ts';
import { type Check, unless } from './check.ts';

/** The structure tree. */
export const STRUCTURE: readonly Check[] = [
	{
		id: 'one-document',
		clause: 'ISO 14289-1, 7.1; ISO 32000-1, 14.8.4.2',
		find: ({ roots }) =>
			unless(roots.length === 1 && roots[0]?.type === 'Document', 'the tree is not one Document'),
	},
	{
		id: 'standard-types',
		clause: 'ISO 14289-1, 7.1',
		find: ({ elements }) =>
			elements.flatMap(({ type }) => unless(STANDARD_TYPES.has(type), `${type} is not a standard type`)),
	},
	{
		id: 'parents-true',
		clause: 'ISO 32000-1, 14.7.2',
		find: ({ elements, catalog }) =>
			elements.flatMap(({ type, dict, parent }) =>
				unless(
					dict.reference('P') === (parent?.reference ?? catalog.reference('StructTreeRoot')),
					`the parent of ${type} is not the element that contains it`,
				),
			),
	},
	{
		id: 'content-owned',
		clause: 'ISO 32000-1, 14.7.4.4',
		find(pdf) {
			const owners = contentOwners(pdf);
			return pdf.contents.flatMap(({ sequences, dict }, page) => {
				const key = dict.get('StructParents');
				const list = typeof key === 'number' ? pdf.parentTree.get(key) : undefined;
				return sequences.flatMap(({ mark: { mcid } }) => {
					if (mcid === undefined) return [];
					const owner = owners.get(`${page} ${mcid}`) ?? [];
					return [
						...unless(owner.length === 1, `page ${page + 1}: MCID ${mcid} has ${owner.length} elements`),
						...unless(
							Array.isArray(list) && list[mcid] !== undefined && list[mcid] === owner[0],
							`page ${page + 1}: the parent tree names another element for MCID ${mcid}`,
						),
					];
				});
			});
		},
	},
	{
		id: 'content-there',
		clause: 'ISO 32000-1, 14.7.4.2',
		find: ({ contents, elements, parentTree }) => [
			...elements.flatMap(({ type, kids }) =>
				kids.flatMap((kid) =>
					'mcid' in kid
						? unless(
								contents[kid.page]?.sequences.some(({ mark }) => mark.mcid === kid.mcid) === true,
								`no page shows MCID ${kid.mcid} of ${type}`,
							)
						: [],
				),
			),
			...contents.flatMap(({ dict, sequences }, page) => {
				const list = parentTree.get(Number(dict.get('StructParents')));
				const count = sequences.filter(({ mark }) => mark.mcid !== undefined).length;
				return unless(
					Array.isArray(list) && list.length === count,
					`page ${page + 1}: the parent tree does not have one entry per mark`,
				);
			}),
		],
	},
	{
		id: 'headings-in-order',
		clause: 'ISO 14289-1, 7.4.2',
		find: (pdf) =>
			superbills(pdf).flatMap((superbill) => {
				const levels = withDescendants(superbill).flatMap(({ type }) =>
					/^H\d$/.test(type) ? Number(type[1]) : [],
				);
				return [
					...unless(levels[0] === 1, 'the first heading is not at level 1'),
					...unless(levels.filter((level) => level === 1).length === 1, 'there is not exactly one title'),
					...levels.flatMap((level, i) =>
						unless(level <= (levels[i - 1] ?? 0) + 1, `heading ${i + 1} skips a level`),
					),
				];
			}),
	},
	{
		id: 'figures-described',
		clause: 'ISO 14289-1, 7.3',
		find: ({ elements }) =>
			elements
				.filter(({ type }) => type === 'Figure' || type === 'Formula')
				.flatMap((figure) => [
					...unless((figure.dict.text('Alt') ?? '').trim() !== '', 'a figure has no alternative text'),
					...unless(isBox(attribute(figure, 'BBox')), 'a figure has no bounding box'),
				]),
	},
	{
		id: 'annotations-tagged',
		clause: 'ISO 14289-1, 7.18',
		find: (pdf) =>
			pdf.contents.flatMap(({ dict }, page) =>
				dict.entries('Annots').flatMap(({ reference, value }) => {
					if (!(value instanceof Dict)) return [`page ${page + 1}: an annotation is missing`];
					const type = value.get('Subtype') === '/Link' ? 'Link' : 'Annot';
					const owner = pdf.elements.find(({ kids }) =>
						kids.some((kid) => 'annotation' in kid && kid.annotation === reference && kid.page === page),
					);
					return [
						...unless((value.text('Contents') ?? '') !== '', `page ${page + 1}: a ${type} has no contents`),
						...unless((Number(value.get('F')) & 4) === 4, `page ${page + 1}: a ${type} is not printed`),
						...unless(owner?.type === type, `page ${page + 1}: a ${type} is not in a ${type} element`),
						...unless(
							owner !== undefined &&
								pdf.parentTree.get(Number(value.get('StructParent'))) === owner.reference,
							`page ${page + 1}: the parent tree names another element for a ${type}`,
						),
					];
				}),
			),
	},
	{
		id: 'tab-order',
		clause: 'ISO 14289-1, 7.18.3',
		find: ({ pages }) =>
			pages.flatMap(({ dict }, i) =>
				unless(dict.get('Tabs') === '/S', `page ${i + 1}: tabs do not follow the structure`),
			),
	},
];

/** Standard structure types of PDF 1.7 (ISO 32000-1, 14.8.4) that make sense in PDF/UA-1. */
const STANDARD_TYPES: ReadonlySet<string> = new Set(
	(
		'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct P H1 H2 H3 H4 H5 H6 L LI Lbl LBody ' +
		'Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form'
	).split(' '),
);

/** References to the elements of each content, by `page mcid`. */
function contentOwners({ elements }: TaggedPdf): Map<string, string[]> {
	const owners = new Map<string, string[]>();
	for (const { kids, reference } of elements) {
		for (const kid of kids) {
			if (!('mcid' in kid)) continue;
			const key = `${kid.page} ${kid.mcid}`;
			owners.set(key, [...(owners.get(key) ?? []), reference]);
		}
	}
	return owners;
}

function isBox(value: unknown): boolean {
	if (!Array.isArray(value) || value.length !== 4) return false;
	const [left, bottom, right, top] = value.map(Number) as [number, number, number, number];
	return left < right && bottom < top;
}
