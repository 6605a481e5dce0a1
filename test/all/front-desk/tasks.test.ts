import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { FULL } from '../../fixtures/property.ts';
import { FACTORS, openFrontDesk, type Setting } from './opened.ts';
import { combinations, pairwise } from './pairwise.ts';
import { TASKS } from './tasks.ts';

/** Does every task in a real browser: by mouse and keyboard, in both languages, with and without keys, at three widths. */

t.setTimeout(3_600_000);

const GUIDE = 'docs/front-desk.md';
const BLOCK = /(<!-- clicks -->\n)[\s\S]*(<!-- \/clicks -->)/;

const titles = TASKS.map(({ title }) => title);
const settings = FULL ? combinations<Setting>(FACTORS) : pairwise<Setting>(FACTORS);
const everything = settings.flatMap((setting) => titles.map((title) => ({ ...setting, title })));
const selected = FULL ? everything : pairwise({ ...FACTORS, title: titles }, everything);
const clicks = new Map<string, number>();

for (const setting of settings) {
	const { hand, language, hasKey, width } = setting;
	const isThis = (one: Setting) =>
		(Object.keys(FACTORS) as (keyof Setting)[]).every((name) => one[name] === setting[name]);
	const own = selected.filter(isThis).map(({ title }) => title);
	t.test(`by ${hand}, in ${language}, with${hasKey ? '' : 'out'} a key, at ${width} pixels`, async (t) => {
		const tab = await openFrontDesk(t, setting);
		for (const { title, target, work } of TASKS.filter((task) => own.includes(task.title))) {
			const took = await work(t, tab);
			if (hand === 'keyboard') continue;
			t.ok(took <= target, `${title}: ${took} clicks`);
			t.equal(took, clicks.get(title) ?? took, `${title}: the same clicks each time`);
			clicks.set(title, took);
		}
		t.strictSame(
			tab.complaints.filter((complaint) => !complaint.includes('401')),
			[],
		);
	});
}

t.test('the guide says how many clicks the tasks take', async (t) => {
	const rows = TASKS.map(({ title, typed }) => `| ${title} | ${clicks.get(title)} | ${typed} |`);
	const block = ['| task | clicks | typed |', '|---|---|---|', ...rows, ''].join('\n');
	const guide = readFileSync(GUIDE, 'utf8');
	t.match(guide, BLOCK);
	const current = guide.replace(BLOCK, (_, before, after) => `${before}${block}${after}`);
	if (process.env['WRITE_CLICKS'] === 'true') writeFileSync(GUIDE, current);
	else t.equal(guide, current, 'WRITE_CLICKS=true writes them');
	t.comment(
		`${selected.length} of ${combinations(FACTORS).length * TASKS.length} combinations of a task, hand, language, key and width`,
	);
});
