import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';
import { PLAIN, TODAY } from '../../fixtures/plain.ts';

const CODE = '/serviceLines/0/code';

t.test('procedure-format accepts the forms of CPT and HCPCS Level II', async (t) => {
	for (const code of ['99213', '0001F', '0001T', '0001U', '0001M', '0001A', 'A0000', 'J3490', 'V0000']) {
		t.strictSame(hits('procedure-format', { [CODE]: code }), [], code);
	}
	for (const code of ['9921', '992133', '0001B', '001T', 'W0000', 'J349', 'J3490-25', 'JJ490', '9921３']) {
		t.strictSame(hits('procedure-format', { [CODE]: code }), [`error ${CODE}`], code);
	}
});

t.test('the help for a lowercase procedure is its capitals', async (t) => {
	t.match(findings('procedure-format', { [CODE]: 'j3490' }), [
		{ message: /"j3490"/, help: 'Write it in capitals: J3490.' },
	]);
	t.match(findings('procedure-format', { [CODE]: 'ketamine' }), [{ help: /^Write five characters/ }]);
});

t.test('category-iii reports temporary codes', async (t) => {
	t.strictSame(hits('category-iii', { [CODE]: '0000T' }), [`info ${CODE}`]);
	t.strictSame(hits('category-iii', { [CODE]: '0000F' }), []);
});

const line = (changes: object) => ({ ...PLAIN.serviceLines[0], ...changes });
const provider = { firstName: 'Ada', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000036' };

t.test('duplicate-line points to each repetition of date, code, modifiers and provider', async (t) => {
	const twice = (first: object, second: object) =>
		hits('duplicate-line', { '/serviceLines': [line(first), line(second)] });
	t.strictSame(twice({}, { charge: '1.00', description: 'Again', units: 2 }), ['warning /serviceLines/1']);
	t.strictSame(twice({ modifiers: ['25', '95'] }, { modifiers: ['95', '25'] }), ['warning /serviceLines/1']);
	t.strictSame(
		twice({}, { renderingProvider: { ...provider, npi: PLAIN.renderingProvider.npi } }),
		['warning /serviceLines/1'],
		'the same provider, named on the line',
	);
	t.strictSame(twice({}, { date: '2026-10-05' }), []);
	t.strictSame(twice({}, { code: '99214' }), []);
	t.strictSame(twice({}, { modifiers: ['76'] }), []);
	t.strictSame(twice({}, { renderingProvider: provider }), []);
	t.strictSame(
		hits('duplicate-line', { '/serviceLines': [line({}), line({}), line({ code: '99214' }), line({})] }),
		['warning /serviceLines/1', 'warning /serviceLines/3'],
	);
	t.match(findings('duplicate-line', { '/serviceLines': [line({}), line({})] }), [
		{ message: new RegExp(`99213 on ${TODAY}`) },
	]);
});

t.test('two drugs with one code are not duplicates', async (t) => {
	const drug = (ndc: string) => line({ code: 'J3490', drug: { ndc, quantity: '1', unit: 'ML' } });
	const twice = (one: string, two: string) =>
		hits('duplicate-line', { '/serviceLines': [drug(one), drug(two)] });
	t.strictSame(twice('00000-1234-05', '00000-1235-05'), []);
	t.strictSame(twice('00000-1234-05', '00000123405'), ['warning /serviceLines/1']);
});

t.test('unlisted-description asks what was done', async (t) => {
	const said = (code: string, description: string) =>
		hits('unlisted-description', { [CODE]: code, '/serviceLines/0/description': description });
	for (const description of [
		'Other',
		'Service',
		'Unlisted procedure.',
		'Misc. services',
		'90899',
		'See notes',
	])
		t.strictSame(said('90899', description), ['warning /serviceLines/0/description'], description);
	for (const description of ['Care coordination call, 40 minutes', 'Ketamine integration group'])
		t.strictSame(said('99199', description), [], description);
	t.strictSame(said('99213', 'Service'), []);
	t.strictSame(
		hits('unlisted-description', {
			'/serviceLines': [{ ...PLAIN.serviceLines[0], code: 'E1399', description: undefined }],
		}),
		['warning /serviceLines/0'],
	);
});

t.test('many-visits reports more than one date or rendering provider', async (t) => {
	const said = (second: object) =>
		findings('many-visits', { '/serviceLines': [line({}), line({ code: '99214', ...second })] });
	t.strictSame(said({}), []);
	t.match(said({ date: '2026-10-05' }), [
		{ severity: 'info', pointer: '/serviceLines', message: /on 2 dates by 1 rendering provider;/ },
	]);
	t.match(said({ renderingProvider: provider }), [{ message: /on 1 date by 2 rendering providers;/ }]);
});
