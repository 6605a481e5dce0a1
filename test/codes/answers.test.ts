import t from 'tap';
import type { CodeAnswer } from '../../src/codes/code-sets.ts';
import { createCodeSets, createPlaceOfService, type Library } from '../../src/codes/create-code-sets.ts';
import { buildCodeIndex } from '../../src/codes/index/build-index.ts';
import { CodeIndex } from '../../src/codes/index/code-index.ts';
import { CODE_SETS } from '../../src/codes/index/sets.ts';
import { editionOf, fixtureLibrary, indexOf, notesOf, ORDER_FILES } from '../fixtures/code-files.ts';

const library = fixtureLibrary();
const codes = createCodeSets(() => library);

const names = (list: readonly { readonly code: string }[]): string[] => list.map(({ code }) => code);

/** A library with nothing but the shipped places of service. */
const EMPTY: Library = { indexes: new Map(), notes: [], limits: [] };

t.test('a diagnosis is judged by the edition of the date, before and after a change', async (t) => {
	const state = (code: string, date: string) => codes.diagnosis(code, date).state;
	t.strictSame(codes.diagnosis('F33.2', '2025-10-01'), {
		state: 'billable',
		title: 'Major depressive disorder, recurrent severe without psychotic features',
	});
	t.equal(state('F332', '2024-10-01'), 'billable', 'the dot is optional');
	for (const [code, before, after] of [
		['I42.8', 'billable', 'ended'],
		['M54.5', 'billable', 'header'],
		['M54.50', 'not-yet-valid', 'billable'],
		['QA0.0101', 'not-yet-valid', 'billable'],
	] as const) {
		t.equal(state(code, '2025-09-30'), before, code);
		t.equal(state(code, '2025-10-01'), after, code);
	}
	for (const date of ['2024-10-01', '2026-09-30']) {
		t.strictSame(codes.diagnosis('F64.A', date), { state: 'not-yet-valid', from: '2026-10-01' });
	}
});

t.test('a date outside the loaded editions is not judged', async (t) => {
	for (const date of ['2024-09-30', '2027-10-01']) {
		t.strictSame(codes.diagnosis('F33.2', date), { state: 'no-edition' });
		t.strictSame(codes.diagnosis('nonsense', date), { state: 'no-edition' });
	}
	const gap = indexOf('icd10cm', [ORDER_FILES[0] as string, ORDER_FILES[2] as string]);
	const some = createCodeSets(() => ({ ...EMPTY, indexes: new Map([['icd10cm', gap]]) }));
	t.equal(some.diagnosis('F33.2', '2025-12-31').state, 'no-edition');
	t.equal(some.diagnosis('F33.2', '2026-10-01').state, 'billable');
});

t.test('a category offers the billable codes below it, in order', async (t) => {
	const answer = codes.diagnosis('F33', '2026-01-01') as CodeAnswer & { state: 'header' };
	t.equal(answer.title, 'Major depressive disorder, recurrent');
	t.strictSame(names(answer.children), ['F33.0', 'F33.2', 'F33.40']);
});

t.test('an ended code offers its successors: codes below it, or new siblings', async (t) => {
	const ended = (code: string) => codes.diagnosis(code, '2026-01-01') as CodeAnswer & { state: 'ended' };
	t.equal(ended('I42.8').lastDay, '2025-09-30');
	t.strictSame(names(ended('I42.8').successors), ['I42.81']);
	t.strictSame(names(ended('S30.1XXA').successors), ['S30.11XA'], 'of the same encounter');
});

t.test('an unknown code offers what it probably means, or nothing', async (t) => {
	const nearest = (code: string) =>
		names((codes.diagnosis(code, '2026-01-01') as CodeAnswer & { state: 'unknown' }).nearest);
	t.strictSame(nearest('F33.O'), ['F33.0'], 'the letter O');
	t.strictSame(nearest('F43.01'), ['F43.10'], 'two exchanged');
	t.strictSame(nearest('F4.12'), ['F41.1', 'F43.12'], 'one too many, or one left out');
	t.strictSame(nearest('S30.11A'), ['S30.11XA'], 'the placeholder left out');
	t.strictSame(nearest('G33.2'), [], 'the first character is taken as meant');
	for (const code of ['F33.999', 'generalized anxiety', 'Z99.89', 'F4', ''])
		t.strictSame(nearest(code), [], code);
});

t.test(
	'the title comes from the edition of the date, or from a neighbouring edition if that has none',
	async (t) => {
		const title = (code: string, date: string) => (codes.diagnosis(code, date) as { title: string }).title;
		t.equal(title('F01.5', '2025-09-30'), 'Vascular dementia, old title');
		t.equal(title('F01.5', '2025-10-01'), 'Vascular dementia, new title');
		t.equal(title('F33.0', '2026-10-01'), 'Major depressive disorder, recurrent, mild', 'of the year before');
		t.equal(title('F64.A', '2026-10-01'), '', 'nobody has one');
		const late = indexOf('icd10cm', [ORDER_FILES[2] as string]);
		t.equal(late.title(late.find('F330'), 0), '');
		const untitledFirst = indexOf('icd10cm', [ORDER_FILES[0] as string]);
		t.equal(untitledFirst.title(untitledFirst.find('F330'), 0), 'Major depressive disorder, recurrent, mild');
	},
);

t.test('a procedure is judged by its own first and last day, whatever the edition', async (t) => {
	t.strictSame(codes.procedure('S0013', '2026-01-01'), {
		state: 'ended',
		lastDay: '2025-12-31',
		successors: [],
	});
	t.equal(codes.procedure('S0013', '2025-12-31').state, 'billable');
	t.strictSame(codes.procedure('J0013', '2025-12-31'), { state: 'not-yet-valid', from: '2026-01-01' });
	t.strictSame(codes.procedure('J0013', '2027-01-01'), {
		state: 'billable',
		title: 'Esketamine, nasal spray',
	});
	t.match(codes.procedure('J3940', '2026-06-30'), {
		state: 'unknown',
		edition: '2026-04-01',
		nearest: [{ code: 'J3490' }],
	});
	for (const date of ['2026-03-31', '2026-07-01'])
		t.equal(codes.procedure('J3940', date).state, 'no-edition', `${date}: the edition is for one quarter`);
	t.equal(codes.procedure('J3490', '1983-12-31').state, 'not-yet-valid');
});

t.test('CPT modifiers are not judged, HCPCS modifiers are', async (t) => {
	t.equal(codes.modifier('GT', '2026-01-01').state, 'billable');
	t.match(codes.modifier('QB', '2006-01-01'), { state: 'ended', lastDay: '2005-12-31' });
	for (const modifier of ['25', '95', '1P'])
		t.equal(codes.modifier(modifier, '2026-05-01').state, 'no-edition');
	t.strictSame(codes.modifier('ZZ', '2027-01-01'), { state: 'unknown', edition: '2026-04-01', nearest: [] });
});

t.test(
	'Excludes1 works in both directions and for codes below, but not between two codes of the same note',
	async (t) => {
		t.strictSame(codes.excludes1('F33.2', 'F31.81', '2026-01-01'), {
			at: 'F33',
			note: 'bipolar disorder (F31.-)',
		});
		t.match(codes.excludes1('F31.81', 'F33.2', '2026-01-01'), { at: 'F31' });
		t.equal(codes.excludes1('F33.2', 'F33.0', '2026-01-01'), undefined);
		t.equal(codes.excludes1('F33.2', 'F33.2', '2026-01-01'), undefined);
		t.equal(codes.excludes1('F33.2', 'F41.1', '2026-01-01'), undefined);
		t.equal(codes.excludes1('F33.2', 'F31.81', '2025-09-30'), undefined, 'before the list');
		t.ok(codes.excludes1('F33.2', 'F31.81', '2027-01-01'), 'after it, the last one counts');
	},
);

t.test(
	'a note with a condition on characters covers only those codes; any other condition covers none',
	async (t) => {
		const excluded = (code: string) => codes.excludes1('T80.0', code, '2026-01-01') !== undefined;
		t.ok(excluded('T40.605A') && excluded('T40.6X5A') && excluded('T36.06'));
		t.notOk(excluded('T40.601A') || excluded('T40') || excluded('S52.001B') || excluded('T90.1'));
	},
);

t.test('sequencing reports manifestations and codes that come first', async (t) => {
	t.strictSame(codes.sequencing('G63', '2026-01-01'), {
		manifestation: true,
		codeFirst: ['E85', 'E00-E07', 'E15.1'],
		useAdditional: [],
	});
	const nothing = { manifestation: false, codeFirst: [], useAdditional: [] };
	t.strictSame(codes.sequencing('F33.2', '2026-01-01'), nothing);
	t.strictSame(codes.sequencing('G63', '2020-01-01'), nothing);
	const twice = notesOf({
		...editionOf('icd10cm-tabular', 'icd10cm-tabular-2026.xml'),
		edition: '2027',
		from: '2026-10-01',
	});
	const two = createCodeSets(() => ({ ...EMPTY, notes: [...library.notes, twice] }));
	t.ok(two.sequencing('G63', '2026-10-01').manifestation);
});

t.test('sequencing lists additional codes that are always wanted, and no others', async (t) => {
	const rows = [
		[
			'I129',
			'useAdditionalCode',
			'code to identify the stage of chronic kidney disease (N18.1-N18.4, N18.9)',
		],
		['E11', 'useAdditionalCode', 'code to identify control using:'],
		['E11', 'useAdditionalCode', 'insulin (Z79.4)'],
		['F10', 'useAdditionalCode', 'code for blood alcohol level, if applicable (Y90.-)'],
		['G00', 'useAdditionalCode', 'code to further identify organism'],
	];
	const notes = notesOf({ edition: '2026', from: '2025-10-01', to: null, rows });
	const sets = createCodeSets(() => ({ ...EMPTY, notes: [notes] }));
	const wanted = (code: string) => sets.sequencing(code, '2026-01-01').useAdditional;
	t.strictSame(wanted('I12.9'), [{ at: 'I12.9', note: rows[0]?.[2], codes: ['N18.1-N18.4', 'N18.9'] }]);
	t.strictSame(wanted('E11.9'), [{ at: 'E11', note: 'code to identify control using:', codes: ['Z79.4'] }]);
	t.strictSame(wanted('F10.20'), []);
	t.strictSame(wanted('G00.1'), []);
});

t.test('an NCCI pair is found in either order, on the days of the edit', async (t) => {
	const pair = { column1: '99001', column2: '99002', modifierAllowed: true };
	t.strictSame(codes.codePair('99001', '99002', '2026-01-01'), pair);
	t.strictSame(codes.codePair('99002', '99001', '2026-01-01'), pair);
	const other = (date: string) => codes.codePair('99001', '99003', date)?.modifierAllowed;
	t.strictSame(['2019-12-31', '2020-12-31', '2021-01-01', '2022-01-01'].map(other), [
		undefined,
		false,
		undefined,
		false,
	]);
	t.equal(codes.codePair('99004', '99005', '1996-01-01'), undefined, 'withdrawn');
	t.equal(codes.codePair('9900', '1', '2026-01-01'), undefined);
});

t.test('unit limits depend on the quarter, add-ons on the day', async (t) => {
	t.equal(codes.unitsLimit('99001', '2026-01-01'), 4);
	t.equal(codes.unitsLimit('99001', '2025-12-31'), undefined);
	t.equal(codes.unitsLimit('99009', '2026-01-01'), undefined);
	t.strictSame(codes.addOn('99006', '2020-12-31'), ['99001', '99002', '99003']);
	t.strictSame(codes.addOn('99006', '2021-01-01'), ['99001', '99002']);
	t.equal(codes.addOn('99007', '2026-01-01'), undefined, 'the payer decides');
	t.equal(codes.addOn('99001', '2026-01-01'), undefined);
});

t.test('a limit of zero is no limit, because it only says that Medicare does not pay', async (t) => {
	const { limitOf, readLimits } = await import('../../src/codes/edits.ts');
	const edition = {
		edition: '2026-01',
		from: '2026-01-01',
		rows: [
			['99001', '0'],
			['99002', '4'],
		],
	};
	const limits = [readLimits(edition as unknown as Parameters<typeof readLimits>[0])];
	t.equal(limitOf(limits, '99001', '2026-01-01'), undefined);
	t.equal(limitOf(limits, '99002', '2026-01-01'), 4);
});

t.test('without editions no code is judged, and `missing` names the sets', async (t) => {
	const none = createCodeSets(() => EMPTY);
	const noEdition = { state: 'no-edition' } as const;
	t.strictSame(none.diagnosis('F33.2', '2026-01-01'), noEdition);
	t.strictSame(none.modifier('ZZ', '2026-01-01'), noEdition);
	t.equal(none.excludes1('F33.2', 'F31.81', '2026-01-01'), undefined);
	t.strictSame(none.sequencing('G63', '2026-01-01'), {
		manifestation: false,
		codeFirst: [],
		useAdditional: [],
	});
	t.equal(none.codePair('99001', '99002', '2026-01-01'), undefined);
	t.equal(none.unitsLimit('99001', '2026-01-01'), undefined);
	t.equal(none.addOn('99006', '2026-01-01'), undefined);
	t.strictSame(none.missing, Object.keys(CODE_SETS));
	t.strictSame(codes.missing, []);
});

t.test('the newest edition of an NCCI file is used', async (t) => {
	const { buildPairs, readAddOns } = await import('../../src/codes/edits.ts');
	const edition = (from: string, row: string[]) => ({ edition: from, from, to: null, rows: [row] });
	const pairs = buildPairs('ncci-ptp', [
		edition('2025-10-01', ['99001', '99002', '2020-01-01', '', '0']),
		edition('2026-01-01', ['99001', '99002', '2020-01-01', '', '1']),
	]);
	t.ok(createCodeSets(() => ({ ...EMPTY, pairs })).codePair('99001', '99002', '2026-01-01')?.modifierAllowed);
	const addOns = readAddOns([
		edition('2025-10-01', ['99006', '99001', '', '']),
		edition('2026-01-01', ['99006', '99002', '', '']),
	]);
	t.strictSame(createCodeSets(() => ({ ...EMPTY, addOns })).addOn('99006', '2026-01-01'), ['99002']);
	t.equal(readAddOns([]).size, 0);
});

t.test('an imported list of places adds to the shipped one without changing its dates', async (t) => {
	const place = createPlaceOfService(() => library);
	t.strictSame(place('11', '2026-01-01'), { known: true, name: 'Office' });
	t.strictSame(place('10', '2021-12-31'), { known: false, from: '2022-01-01' });
	t.strictSame(place('98', '2027-03-15'), { known: true, name: 'Made-up place' });
	t.strictSame(place('98', '2027-03-14'), { known: false, from: '2027-03-15' });
	t.strictSame(place('97', '2027-03-14'), { known: false });
	t.strictSame(createPlaceOfService(() => EMPTY)('98', '2027-03-15'), { known: false });
});

t.test('a replacement is offered only if few codes have all significant words', async (t) => {
	const ended = (title: string, ...others: string[]) => {
		const rows = [
			['X0001', '1', title, '2020-01-01', '2025-12-31'],
			...others.map((other, i) => [`Y000${i}`, '1', other, '2026-01-01', '']),
		];
		const index = new CodeIndex(buildCodeIndex('hcpcs', [{ edition: 'any', from: null, to: null, rows }]));
		const some = createCodeSets(() => ({ ...EMPTY, indexes: new Map([['hcpcs', index]]) }));
		return names((some.procedure('X0001', '2026-01-01') as CodeAnswer & { state: 'ended' }).successors);
	};
	t.strictSame(ended('Injection, maybezumab, 5 mg', 'Inj. maybezumab 10 mg', 'Injection, other, 5 mg'), [
		'Y0000',
	]);
	t.strictSame(ended('', 'Injection, other, 5 mg'), [], 'no words');
	t.strictSame(ended('Test', ...Array(6).fill('Test')), [], 'too many');
});
