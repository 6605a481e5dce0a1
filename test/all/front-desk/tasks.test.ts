import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { FULL } from '../../fixtures/property.ts';
import { FACTORS, openDesk, type Setting } from './desk.ts';
import { combinations, pairwise } from './pairwise.ts';
import { TASKS } from './tasks.ts';

/** Does every task in a real browser: by mouse and keyboard, in both languages, with and without keys, at three widths. */

t.setTimeout(1_200_000);

const GUIDE = 'docs/front-desk.md';
const BLOCK = /(<!-- clicks -->\n)[^]*(<!-- \/clicks -->)/;

const settings = FULL ? combinations<Setting>(FACTORS) : pairwise<Setting>(FACTORS);
const clicks = new Map<string, number>();

for (const setting of settings) {
	const { hand, language, hasKey, width } = setting;
	await t.test(
		`by ${hand}, in ${language}, with${hasKey ? '' : 'out'} a key, at ${width} pixels`,
		async (t) => {
			const desk = await openDesk(t, setting);
			for (const { title, target, work } of TASKS) {
				const took = await work(t, desk);
				if (hand === 'mouse') {
					t.ok(took <= target, `${title}: ${took} clicks`);
					clicks.set(title, Math.max(took, clicks.get(title) ?? 0));
				}
			}
			t.strictSame(desk.complaints.filter((complaint) => !complaint.includes('401')), []);
		},
	);
}

await t.test('the guide has the clicks that the tasks take', async (t) => {
	const rows = TASKS.map(({ title, typed }) => `| ${title} | ${clicks.get(title)} | ${typed} |`);
	const block = ['| task | clicks | typed |', '|---|---|---|', ...rows, ''].join('\n');
	const guide = readFileSync(GUIDE, 'utf8');
	const current = guide.replace(BLOCK, (_, before, after) => `${before}${block}${after}`);
	if (process.env['WRITE_CLICKS'] === 'true') writeFileSync(GUIDE, current);
	else t.equal(guide, current, 'WRITE_CLICKS=true writes them');
});

t.comment(`${settings.length} of ${combinations(FACTORS).length} settings, ${TASKS.length} tasks each`);
