import t from 'tap';
import { completeUntil, isComplete } from '../../../src/codes/index/authority.ts';

const edition = (from: string | null, to: string | null = null) => ({ edition: 'any', from, to });

t.test('an edition is complete until the day before the next regular update', async (t) => {
	for (const [set, from, last] of [
		['icd10cm', '2025-10-01', '2026-03-31'],
		['icd10cm', '2026-04-01', '2026-09-30'],
		['hcpcs', '2025-10-01', '2025-12-31'],
		['hcpcs', '2026-01-01', '2026-03-31'],
		['hcpcs', '2026-04-01', '2026-06-30'],
		['hcpcs', '2026-07-01', '2026-09-30'],
		['hcpcs', '2026-05-15', '2026-06-30'],
	] as const)
		t.equal(completeUntil(set, edition(from)), last, `${set} ${from}`);
	t.equal(
		completeUntil('icd10cm', edition('2025-10-01', '2026-01-31')),
		'2026-01-31',
		'or until its own end',
	);
	t.equal(completeUntil('modifiers', edition('2025-10-01')), null);
	t.equal(completeUntil('taxonomy', edition(null)), null);
	t.equal(completeUntil('hcpcs', { ...edition('2026-04-01'), derived: true }), undefined);
});

t.test('an edition says nothing about days before it and after its end', async (t) => {
	const complete = (date: string, derived = false) =>
		isComplete('hcpcs', { ...edition('2026-04-01'), derived }, date);
	t.strictSame(
		['2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01'].map((day) => complete(day)),
		[false, true, true, false],
	);
	t.equal(complete('2026-05-01', true), false, 'a derived one is never complete');
	t.equal(isComplete('clinic', edition(null), '1999-01-01'), true);
});
