import t from 'tap';
import { misfits } from '../../../src/service/drawing/template-fit.ts';
import type { LoadedTemplate } from '../../../src/templates/loaded-template.ts';
import type { Template } from '../../../src/templates/template.ts';
import { TEMPLATES } from '../service-under-test.ts';

type Columns = Template['services']['columns'];

const standard = TEMPLATES.get('standard') as LoadedTemplate;
const REQUIRED: Columns = ['date', 'pos', 'code', 'modifiers', 'pointers', 'description', 'units', 'charge'];
const EVERY: Columns = [...REQUIRED, 'start', 'end', 'minutes', 'modality', 'state', 'paid'];

const withOwn = (own: Partial<Template>, loaded = standard): LoadedTemplate => ({
	...loaded,
	template: { ...loaded.template, ...own },
});
const services = (columns: Columns, drug: Template['services']['drug'] = 'line') => ({
	services: { columns, visits: 'plain' as const, drug },
});
const A4 = (margin: number) => ({ page: { size: 'A4' as const, margin } });
const both = (text: string) => ({ en: text, es: text });

t.test('every shipped template fits its page, as does every page with the required columns', async (t) => {
	for (const [id, loaded] of TEMPLATES) t.strictSame(misfits(loaded), [], id);
	t.strictSame(misfits(withOwn({ ...A4(90), ...services(REQUIRED) })), []);
});

t.test('more columns than a page has room for are a mistake, and what it says to do helps', async (t) => {
	const wide = { ...A4(90), ...services(EVERY) };
	const [first, ...more] = misfits(withOwn(wide));
	t.same(more, []);
	t.same(first?.paths[0], ['services', 'columns']);
	const [, left] =
		/^these 14 columns need 5\d\d points in Spanish, and the page has 415; leave out ([a-z, ]+)$/.exec(
			first?.message ?? '',
		) ?? [];
	const spare = (left ?? '').split(/, and |, /);
	t.ok(spare.length > 1);
	const fewer = EVERY.filter((column) => !spare.includes(column));
	t.strictSame(misfits(withOwn({ ...wide, ...services(fewer) })), []);

	const some = services([...REQUIRED, 'start', 'end', 'minutes']);
	const [second] = misfits(withOwn({ ...A4(90), ...some }));
	const [, margin] = / or set page\.margin to (\d\d) or less$/.exec(second?.message ?? '') ?? [];
	t.strictSame(misfits(withOwn({ ...A4(Number(margin)), ...some })), []);
	t.equal(misfits(withOwn({ ...A4(Number(margin) + 1), ...some })).length, 1);
});

t.test('a label with a word that no column can hold is a mistake', async (t) => {
	const labels = { member: { en: 'Member ID', es: 'N'.repeat(60) }, superbill: both('S'.repeat(40)) };
	t.match(misfits(withOwn({ labels })), [
		{ paths: [['labels', 'superbill', 'en']] },
		{ paths: [['labels', 'superbill', 'es']] },
		{
			paths: [['labels', 'member', 'es']],
			message:
				/^its longest word needs \d{3} points, and a column of this page has 121; use shorter words, or a hyphen/,
		},
	]);
	t.strictSame(misfits(withOwn({ labels: { member: both('A long label of many short words') } })), []);
});

t.test('a label that makes a column too wide is a mistake', async (t) => {
	const own = {
		...A4(60),
		...services([...REQUIRED, 'minutes']),
		labels: { minutes: both('Aproximadamente') },
	};
	t.match(misfits(withOwn(own)), [
		{ paths: [['labels', 'minutes']], message: /^with this label, these 9 columns need \d+ points in / },
	]);
	const labels = Object.fromEntries(
		['units', 'charge', 'modifiers', 'pointers', 'pos'].map((key) => [key, both('Denominación')]),
	);
	t.match(misfits(withOwn({ ...own, ...services(REQUIRED), labels })), [
		{ message: /; use shorter labels$/ },
	]);
});

t.test('the table of drugs must fit, too', async (t) => {
	const own = { ...A4(90), ...services(REQUIRED, 'table') };
	t.strictSame(misfits(withOwn(own)), []);
	const keys = ['strength', 'doseAndRoute', 'usedAmount', 'discarded'];
	const labels = Object.fromEntries(keys.map((key) => [key, both('Denominaciones')]));
	t.match(misfits(withOwn({ ...own, labels })), [
		{
			paths: [['services', 'drug']],
			message: /^the columns of the table of drugs need .*set services\.drug to line/,
		},
	]);
});
