import t from 'tap';
import { type CodeDetails, describeCode, listCodes } from '../../../src/codes/browse.ts';
import { buildCodeIndex } from '../../../src/codes/index/build-index.ts';
import { CodeIndex } from '../../../src/codes/index/code-index.ts';
import type { CodeQuery } from '../../../src/codes/index/search.ts';
import { fixtureLibrary } from '../../fixtures/code-files.ts';

const library = fixtureLibrary();
const index = (set: string): CodeIndex => library.indexes.get(set) as CodeIndex;

function found(q: string, more: Partial<CodeQuery> = {}, set = 'icd10cm'): string[] {
	return listCodes(index(set), { q, date: '2026-01-01', limit: 10, ...more }).items.map(({ code }) => code);
}

t.test('the beginning of a code finds all codes that start with it, with or without the dot', async (t) => {
	t.strictSame(found('F33'), ['F33', 'F33.0', 'F33.2', 'F33.4', 'F33.40']);
	t.strictSame(found('f33.4'), ['F33.4', 'F33.40']);
	t.strictSame(found('qa0.01'), ['QA0.0101']);
	t.strictSame(found('F33', { billable: true }), ['F33.0', 'F33.2', 'F33.40']);
	t.strictSame(found('F33', { billable: false }), ['F33', 'F33.4']);
});

t.test('words find codes in any order and form, also while still being typed', async (t) => {
	t.strictSame(found('which code is recurrent depression, severe?'), ['F33.2']);
	t.strictSame(found('SEVERE recurrence major'), ['F33.2']);
	t.strictSame(found('generali'), ['F41.1']);
	t.strictSame(found('bipolar ii'), ['F31.81']);
	t.strictSame(found('ii bipolar'), ['F31.81'], 'a short word must be whole');
	t.strictSame(found('i bipolar'), []);
	t.strictSame(found('bipolar i'), ['F31.81'], 'unless it is being typed');
	t.strictSame(
		found('abdominal contusion', { date: '2025-09-30' }),
		['S30.1', 'S30.1XXA'],
		'the first of all words',
	);
	t.strictSame(found('unheard-of'), []);
	t.strictSame(found('what is the'), [], 'without a telling word nothing is found');
	t.strictSame(found('…'), []);
});

t.test('clinical abbreviations find their codes', async (t) => {
	t.strictSame(found('PTSD'), ['F43.1', 'F43.10', 'F43.12']);
	t.strictSame(found('GAD'), ['F41.1']);
	t.strictSame(found('TRD'), ['F33.2']);
	t.strictSame(found('mdd mild'), ['F33.0']);
	t.strictSame(found('GAD', {}, 'hcpcs'), []);
});

t.test('a search finds only codes that are valid on the date, with the title of the date', async (t) => {
	t.strictSame(found('S0013', { date: '2025-12-31' }, 'hcpcs'), ['S0013']);
	t.strictSame(found('S0013', {}, 'hcpcs'), []);
	t.strictSame(found('esketamine', {}, 'hcpcs'), ['J0013']);
	t.strictSame(found('M54.50', { date: '2025-09-30' }), []);
	t.strictSame(found('F33', { date: '2030-01-01' }), []);
	const [old] = listCodes(index('icd10cm'), { q: 'F015', date: '2025-09-30', limit: 1 }).items;
	t.strictSame(old, {
		code: 'F01.5',
		title: 'Vascular dementia, old title',
		billable: true,
		from: null,
		to: null,
	});
	t.equal(listCodes(index('icd10cm'), { q: 'F64A', date: '2026-10-01', limit: 1 }).items[0]?.title, null);
});

t.test('pages have no gaps and no repetitions', async (t) => {
	for (const q of ['', 'F', 'disorder']) {
		const all = found(q, { limit: 100 });
		t.ok(all.length > 4);
		const paged: string[] = [];
		let start: number | undefined = 0;
		while (start !== undefined) {
			const page: ReturnType<typeof listCodes> = listCodes(index('icd10cm'), {
				q,
				date: '2026-01-01',
				limit: 3,
				start,
			});
			t.ok(page.items.length > 0);
			paged.push(...page.items.map(({ code }) => code));
			start = page.next;
		}
		t.strictSame(paged, all);
	}
	t.strictSame(found('', { start: 1_000_000 }), []);
	t.strictSame(found('disorder', { start: 1_000_000 }), []);
});

t.test('a search in many codes gives the same results as in few', async (t) => {
	const rows = Array.from({ length: 200 }, (_, i) => [
		`T${String(i).padStart(3, '0')}`,
		'1',
		i % 70 === 0 ? 'rare thing' : `common thing ${i}`,
		'',
		'',
	]);
	const many = new CodeIndex(buildCodeIndex('clinic', [{ edition: 'current', from: null, to: null, rows }]));
	const codes = (q: string) =>
		listCodes(many, { q, date: '2026-01-01', limit: 100 }).items.map(({ code }) => code);
	const flat = new CodeIndex(
		buildCodeIndex('clinic', [
			{ edition: 'current', from: null, to: null, rows: [['T1', '0', 'Group', '', '']] },
		]),
	);
	t.match(
		describeCode(library, flat, 't1', '2026-01-01'),
		{ state: 'header', children: [] },
		'a flat list has no tree',
	);
	t.strictSame(codes('rare'), ['T000', 'T070', 'T140']);
	t.equal(codes('thing').length, 100);
	for (let i = 0; i < 300; i++)
		t.equal(codes(`thing ${i}`).includes(`T${String(i).padStart(3, '0')}`), i < 200 && i % 70 !== 0);
	t.strictSame(codes('rare'), ['T000', 'T070', 'T140'], 'asked again after many others');
	const none = new CodeIndex(
		buildCodeIndex('clinic', [{ edition: 'current', from: null, to: null, rows: [] }]),
	);
	t.strictSame(listCodes(none, { q: 'rare', date: '2026-01-01', limit: 5 }).items, []);
});

const details = (code: string, date = '2026-01-01', set = 'icd10cm') =>
	describeCode(library, index(set), code, date) as CodeDetails;

t.test('a code is described with its parent, its children and its notes', async (t) => {
	const header = details('F33');
	t.match(header, { code: 'F33', state: 'header', billable: false, parent: null, from: null, to: null });
	t.strictSame(
		header.children.map(({ code }) => code),
		['F33.0', 'F33.2', 'F33.4'],
	);
	t.strictSame(
		details('F33.4').children.map(({ code }) => code),
		['F33.40'],
	);
	t.equal(details('F33.40').parent?.code, 'F33.4');
	t.equal(details('F33.2').parent?.code, 'F33');
	t.strictSame(details('F33.2').notes[0], { at: 'F33', kind: 'excludes1', text: 'bipolar disorder (F31.-)' });
	const [type2] = details('F31.81').notes;
	t.strictSame(type2, { at: 'F31.81', kind: 'inclusionTerm', text: 'Bipolar disorder, type 2' });
	t.strictSame(details('F33.2', '2025-09-30').notes, [], 'no tabular list then');
	t.strictSame(details('J0013', '2026-01-01', 'hcpcs'), {
		code: 'J0013',
		title: 'Esketamine, nasal spray',
		billable: true,
		from: '2026-01-01',
		to: null,
		state: 'billable',
		parent: null,
		children: [],
		notes: [],
		successors: [],
	});
});

t.test('a code that is not valid on the date is described with the days on which it is', async (t) => {
	t.match(details('I42.8'), {
		state: 'ended',
		billable: false,
		to: '2025-09-30',
		successors: [{ code: 'I42.81' }],
	});
	t.match(details('M54.50', '2025-09-30'), {
		state: 'not-yet-valid',
		from: '2025-10-01',
		to: null,
		children: [],
	});
	t.match(details('F64.A', '2024-10-01'), { state: 'not-yet-valid', from: '2026-10-01' });
	t.match(details('F33.2', '2000-01-01'), {
		state: 'no-edition',
		billable: false,
		title: /recurrent severe/,
	});
	t.match(details('S0013', '2026-01-01', 'hcpcs'), { state: 'ended', to: '2025-12-31' });
});

t.test('a code that no edition has gives the nearest codes', async (t) => {
	const { nearest } = describeCode(library, index('icd10cm'), 'F33.9', '2026-01-01') as unknown as {
		nearest: { code: string }[];
	};
	t.ok(nearest.some(({ code }) => code === 'F33.2'));
});

t.test('an edition with a gap after it keeps its last day', async (t) => {
	const { inForce } = await import('../../../src/codes/index/build-index.ts');
	const dates = inForce([
		{ edition: '2024', from: '2023-10-01', to: '2024-09-30' },
		{ edition: '2026', from: '2025-10-01', to: '2026-09-30' },
		{ edition: '2026-04', from: '2026-04-01', to: '2026-09-30' },
	]).map(({ to }) => to);
	t.strictSame(dates, ['2024-09-30', '2026-03-31', '2026-09-30']);
});
