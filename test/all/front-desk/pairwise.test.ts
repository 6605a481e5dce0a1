import t from 'tap';
import { combinations, pairwise } from './pairwise.ts';

const FACTORS = { hand: ['mouse', 'keyboard'], key: [true, false], width: [1440, 1280, 768] };

t.test('each pair of values is selected, with fewer combinations than all', async (t) => {
	const selected = pairwise(FACTORS);
	t.equal(combinations(FACTORS).length, 12);
	t.equal(selected.length, 6);
	for (const hand of FACTORS.hand) {
		for (const key of FACTORS.key) t.ok(selected.some((one) => one.hand === hand && one.key === key));
		for (const width of FACTORS.width) t.ok(selected.some((one) => one.hand === hand && one.width === width));
	}
	for (const key of FACTORS.key) {
		for (const width of FACTORS.width) t.ok(selected.some((one) => one.key === key && one.width === width));
	}
});
