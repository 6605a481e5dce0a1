import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const LINE = '/serviceLines/0';
const DRUG = `${LINE}/drug`;
const drug = (changes: object = {}) => ({
	ndc: '0000-1234-05',
	quantity: '0.8',
	unit: 'ML',
	name: 'ketamine HCl (fictitious product)',
	strength: '50 mg/mL',
	dose: '40 mg',
	route: 'IV',
	...changes,
});

t.test('unlisted-drug-details requires NDC, name, strength, dose and route', async (t) => {
	for (const code of ['J3490', 'J3590', 'C9399', 'J9999', 'J8499', 'J7999']) {
		t.strictSame(hits('unlisted-drug-details', { [`${LINE}/code`]: code }), [`warning ${LINE}`], code);
		t.strictSame(hits('unlisted-drug-details', { [`${LINE}/code`]: code, [DRUG]: drug() }), [], code);
	}
	t.strictSame(hits('unlisted-drug-details', { [`${LINE}/code`]: 'J0013' }), [], 'a code of its own');
});

t.test('unlisted-drug-details names all missing details at once', async (t) => {
	const said = (changes: object) =>
		findings('unlisted-drug-details', { [`${LINE}/code`]: 'J3490', ...changes });
	t.match(said({}), [
		{
			pointer: LINE,
			message: /^J3490 on 2026-10-06 .* NDC, name, strength, dose, and route are missing\.$/,
		},
	]);
	t.match(said({ [DRUG]: drug({ route: undefined }) }), [{ message: /the drug's route is missing\.$/ }]);
	t.match(said({ [DRUG]: { ndc: '0000-1234-05', quantity: '1', unit: 'ML', name: 'x', dose: 'y' } }), [
		{
			pointer: DRUG,
			message: /strength and route are missing/,
			help: /^Add the drug's strength and route from/,
		},
	]);
});

t.test('ndc-format and ndc-ambiguous report different mistakes', async (t) => {
	const of = (ndc: string) => ({ [DRUG]: drug({ ndc }) });
	for (const ndc of ['0000-1234-05', '00000-123-05', '00000-1234-5', '00000-1234-05', '00000123405']) {
		t.strictSame(hits('ndc-format', of(ndc)), [], ndc);
		t.strictSame(hits('ndc-ambiguous', of(ndc)), [], ndc);
	}
	t.strictSame(hits('ndc-ambiguous', of('0000123405')), [`error ${DRUG}/ndc`]);
	t.strictSame(hits('ndc-format', of('0000123405')), []);
	t.match(findings('ndc-ambiguous', of('0000123405')), [{ message: /0000123405/ }]);
	for (const ndc of ['0000-123-05', '000001234', '000001234050', '0000 1234 05', 'N400000123405']) {
		t.strictSame(hits('ndc-format', of(ndc)), [`error ${DRUG}/ndc`], ndc);
		t.strictSame(hits('ndc-ambiguous', of(ndc)), [], ndc);
	}
	t.match(findings('ndc-format', of('12-34')), [{ message: /"12-34"/ }]);
	t.match(findings('ndc-format', of('N400000123405')), [{ help: /^Leave out N4/ }]);
	t.strictSame(hits('ndc-format', {}), [], 'a line without a drug');
});

t.test('ndc-unit reports kits counted in UN', async (t) => {
	for (const kit of [
		{ [DRUG]: drug({ unit: 'UN', name: 'Spray KIT' }) },
		{ [DRUG]: drug({ unit: 'UN', strength: '84 mg kit' }) },
		{ [DRUG]: drug({ unit: 'UN' }), [`${LINE}/description`]: 'Two kits' },
	]) {
		t.strictSame(hits('ndc-unit', kit), [`info ${DRUG}/unit`]);
	}
	t.strictSame(hits('ndc-unit', { [DRUG]: drug({ unit: 'ML', name: 'kit' }) }), []);
	t.strictSame(hits('ndc-unit', { [DRUG]: drug({ unit: 'UN', name: 'kitten powder' }) }), []);
	t.strictSame(
		hits('ndc-unit', { [DRUG]: { ndc: '00000123405', quantity: '1', unit: 'UN' } }),
		[],
		'neither name nor strength',
	);
});
