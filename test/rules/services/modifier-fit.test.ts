import t from 'tap';
import { FAKE_CODE_SETS } from '../../fixtures/code-sets.ts';
import { findings, hits } from '../../fixtures/examine.ts';
import { TODAY } from '../../fixtures/plain.ts';

const LINE = '/serviceLines/0';
const MODIFIERS = `${LINE}/modifiers`;
const RULE = 'modifier-mismatch';

t.test('modifiers that exclude each other are reported at the second', async (t) => {
	for (const pair of [
		['JW', 'JZ'],
		['GY', 'GZ'],
		['GA', 'GX'],
		['GA', 'GZ'],
		['GP', 'GO'],
		['NU', 'RR'],
	]) {
		t.strictSame(hits(RULE, { [MODIFIERS]: ['76', ...pair] }), [`warning ${MODIFIERS}/2`], pair.join(' '));
		t.strictSame(hits(RULE, { [MODIFIERS]: pair.toReversed() }), [`warning ${MODIFIERS}/1`], pair.join(' '));
	}
	t.match(findings(RULE, { [MODIFIERS]: ['GY', 'GZ'] }), [
		{
			message:
				/^99213 on 2026-10-06 has modifiers GY and GZ, of which only one can be right\. GY says that Medicare never covers/,
		},
	]);
	t.strictSame(hits(RULE, { [MODIFIERS]: ['GX', 'GY'] }), [], 'a voluntary notice of what is never covered');
	t.strictSame(hits(RULE, { [MODIFIERS]: ['25', '95', 'GP'] }), []);
});

const drug = (wasted?: string) => ({
	[`${LINE}/drug`]: { ndc: '0000-1234-05', quantity: '1', unit: 'ML', ...(wasted && { wasted }) },
});

t.test('JW needs a discarded amount, and JZ none', async (t) => {
	for (const [modifier, wasted, wrong] of [
		['JZ', '20 mg', true],
		['JZ', '0', false],
		['JZ', '0.0 mL', false],
		['JZ', 'none', false],
		['JZ', undefined, false],
		['JW', undefined, true],
		['JW', '0', true],
		['JW', '0.5 mL', false],
		['25', '20 mg', false],
	] as const) {
		const found = hits(RULE, { [MODIFIERS]: ['76', modifier], ...drug(wasted) });
		t.strictSame(found, wrong ? [`warning ${MODIFIERS}/1`] : [], `${modifier} ${wasted}`);
	}
	t.strictSame(hits(RULE, { [MODIFIERS]: ['JW'] }), [], 'a line of its own for the waste');
});

t.test('the side of a modifier is that of a diagnosis', async (t) => {
	const titles: Record<string, string> = {
		'M25.561': 'Pain in right knee',
		'M25.562': 'Pain in left knee',
		'M17.0': 'Bilateral primary osteoarthritis of knee',
		'Z47.9': 'Pain in right knee and left hip',
	};
	const codes = {
		...FAKE_CODE_SETS,
		diagnosis: (code: string) =>
			code in titles
				? ({ state: 'billable', title: titles[code] as string } as const)
				: ({ state: 'no-edition' } as const),
	};
	const on = (modifiers: string[], ...diagnoses: string[]) =>
		hits(
			RULE,
			{
				'/diagnoses': diagnoses.map((code) => ({ code })),
				[`${LINE}/diagnosisPointers`]: ['A', 'B', 'C'].slice(0, diagnoses.length),
				[MODIFIERS]: modifiers,
			},
			TODAY,
			{ codes },
		);
	t.strictSame(on(['RT'], 'M25.562'), [`warning ${MODIFIERS}/0`]);
	t.strictSame(on(['25', 'LT'], 'M25.561'), [`warning ${MODIFIERS}/1`]);
	t.strictSame(on(['RT'], 'M25.561'), []);
	t.strictSame(on(['LT'], 'M25.562'), []);
	t.strictSame(on(['RT'], 'M17.0'), []);
	t.strictSame(on(['RT'], 'Z47.9'), []);
	t.strictSame(on(['RT'], 'M25.562', 'M25.561'), [], 'one of the side is enough');
	t.strictSame(on(['RT'], 'M25.562', 'I10'), [], 'a diagnosis without a known side');
	t.strictSame(
		hits(RULE, { [MODIFIERS]: ['RT'], [`${LINE}/diagnosisPointers`]: ['Z'] }),
		[],
		'a pointer to nothing has its own rule',
	);
});

t.test('therapy-modifier names the payers that ask for GP, GO or GN', async (t) => {
	const on = (code: string, modifiers: string[]) =>
		findings('therapy-modifier', { [`${LINE}/code`]: code, [MODIFIERS]: modifiers });
	t.match(on('97110', ['59']), [
		{
			severity: 'warning',
			pointer: LINE,
			message:
				'97110 on 2026-10-06 has no modifier GP, GO, or GN, which Medicare, UnitedHealthcare and the VA ask for.',
		},
	]);
	for (const modifier of ['GP', 'GO', 'GN']) t.strictSame(on('97110', ['59', modifier]), []);
	t.strictSame(on('90834', []), []);
});
