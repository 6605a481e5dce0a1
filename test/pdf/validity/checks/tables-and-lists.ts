import { attribute, children, type Element, type TaggedPdf } from '../document.ts';
import { type Check, unless } from './check.ts';

/** Nesting of elements, and tables that can be read cell by cell (ISO 32000-1, 14.8.4.3). */
export const TABLES_AND_LISTS: readonly Check[] = [
	{
		id: 'nesting',
		clause: 'ISO 14289-1, 7.5 and 7.6; ISO 32000-1, 14.8.4.3',
		find: ({ elements }) =>
			elements.flatMap((element) => {
				const { type, parent, kids } = element;
				const allowed = KIDS[type];
				return [
					...(allowed
						? [
								...children(element).flatMap((kid) =>
									unless(allowed.includes(kid.type), `${kid.type} is in ${type}`),
								),
								...unless(
									kids.every((kid) => 'element' in kid),
									`${type} has content outside of elements`,
								),
							]
						: []),
					...unless(PARENTS[type]?.includes(parent?.type ?? '') !== false, `${type} is in ${parent?.type}`),
				];
			}),
	},
	{
		id: 'table-regular',
		clause: 'ISO 14289-1, 7.5',
		find: (pdf) =>
			tables(pdf).flatMap((table) => {
				const widths = new Set(rowsOf(table).map(widthOf));
				return unless(widths.size === 1, `a table has rows of ${[...widths].join(' and ')} columns`);
			}),
	},
	{
		id: 'table-headers',
		clause: 'ISO 14289-1, 7.5',
		find: (pdf) => [
			...pdf.elements
				.filter(({ type }) => type === 'TH')
				.flatMap((cell) =>
					unless(
						['/Row', '/Column', '/Both'].includes(String(attribute(cell, 'Scope'))),
						'a header cell has no scope',
					),
				),
			...tables(pdf).flatMap((table) => {
				const columnsHeaded = rowsOf(table).some((row) =>
					children(row).every((cell) => cell.type === 'TH' && attribute(cell, 'Scope') === '/Column'),
				);
				return unless(
					columnsHeaded || rowsOf(table).every((row) => children(row).some(({ type }) => type === 'TH')),
					'a table has cells without a header',
				);
			}),
		],
	},
	{
		id: 'table-parts',
		clause: 'ISO 32000-1, 14.8.4.3.4',
		find: (pdf) =>
			tables(pdf).flatMap((table) => {
				const parts = children(table).map(({ type }) => type);
				return unless(
					/^(?:THead )?(?:TBody ?)+(?:TFoot)?$/.test(parts.join(' ')),
					`a table has the parts ${parts.join(', ')}`,
				);
			}),
	},
	{
		id: 'list-items',
		clause: 'ISO 14289-1, 7.6',
		find: ({ elements }) =>
			elements.flatMap((element) => {
				const kinds = children(element).map(({ type }) => type);
				if (element.type === 'LI') {
					return unless(/^(?:Lbl )?LBody$/.test(kinds.join(' ')), `a list item has ${kinds.join(', ')}`);
				}
				if (element.type !== 'L') return [];
				return [
					...unless(kinds.includes('LI'), 'a list has no items'),
					...unless(
						NUMBERINGS.has(String(attribute(element, 'ListNumbering'))),
						'a list has no numbering style',
					),
				];
			}),
	},
	{
		id: 'nothing-empty',
		clause: 'ISO 14289-1, 7.1',
		find: ({ elements }) =>
			elements.flatMap(({ type, kids }) =>
				unless(kids.length > 0 || type === 'TD' || type === 'TH', `${type} is empty`),
			),
	},
];

const ROW_GROUPS = ['THead', 'TBody', 'TFoot'];
const CELLS = ['TH', 'TD'];

const KIDS: Readonly<Record<string, readonly string[]>> = {
	L: ['LI', 'Caption', 'L'],
	LI: ['Lbl', 'LBody'],
	Table: ['TR', ...ROW_GROUPS, 'Caption'],
	THead: ['TR'],
	TBody: ['TR'],
	TFoot: ['TR'],
	TR: CELLS,
};

const PARENTS: Readonly<Record<string, readonly string[]>> = {
	LI: ['L'],
	Lbl: ['LI'],
	LBody: ['LI'],
	TR: ['Table', ...ROW_GROUPS],
	TH: ['TR'],
	TD: ['TR'],
	THead: ['Table'],
	TBody: ['Table'],
	TFoot: ['Table'],
};

const NUMBERINGS: ReadonlySet<string> = new Set(
	['None', 'Disc', 'Circle', 'Square', 'Decimal', 'UpperRoman', 'LowerRoman', 'UpperAlpha', 'LowerAlpha'].map(
		(name) => `/${name}`,
	),
);

export function tables({ elements }: Pick<TaggedPdf, 'elements'>): Element[] {
	return elements.filter(({ type }) => type === 'Table');
}

export function rowsOf(table: Element): Element[] {
	return children(table).flatMap((part) => (part.type === 'TR' ? [part] : children(part)));
}

/** Width of a row in columns. This product has no cells of several rows; one would count as irregular. */
function widthOf(row: Element): number {
	return children(row).reduce((sum, cell) => sum + Number(attribute(cell, 'ColSpan') ?? 1), 0);
}
