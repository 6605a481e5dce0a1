import t from 'tap';
import {
	canSearch,
	isTooShort,
	NOTHING_ASKED,
	searchesFor,
} from '../../../../src/browser/front-desk/find/asked.ts';

const ask = (text: string, more = {}) => searchesFor({ ...NOTHING_ASKED, text, ...more }, 'harbor');

t.test('letters are a name, and digits are a number or else an account', async (t) => {
	t.strictSame(ask(' fak '), [{ practice: 'harbor', name: 'fak' }]);
	t.strictSame(ask('sb-2026-000101'), [
		{ practice: 'harbor', number: 'SB-2026-000101' },
		{ practice: 'harbor', accountNumber: 'sb-2026-000101' },
	]);
	t.strictSame(searchesFor(NOTHING_ASKED, undefined), [{}]);
});

t.test('the other criteria go with every search', async (t) => {
	t.strictSame(ask('', { birthDate: '1984-02-29', from: '2026-10-01', to: '2026-10-31', status: 'void' }), [
		{
			birthDate: '1984-02-29',
			serviceFrom: '2026-10-01',
			serviceTo: '2026-10-31',
			status: 'void',
			practice: 'harbor',
		},
	]);
});

t.test('a name needs three letters in one word', async (t) => {
	for (const text of ['fa', 'a b', 'Fa ke']) t.ok(isTooShort({ ...NOTHING_ASKED, text }), text);
	for (const text of ['fak', 'de la Cruz', '7', '']) t.notOk(isTooShort({ ...NOTHING_ASKED, text }), text);
});

t.test('a search waits until a name has three letters and a date is whole', async (t) => {
	for (const typed of [{}, { text: 'fak' }, { from: '2026-10-01' }]) {
		t.ok(canSearch({ ...NOTHING_ASKED, ...typed }), JSON.stringify(typed));
	}
	for (const typed of [{ text: 'fa' }, { birthDate: '2/2' }, { from: '10/' }, { to: 'x' }]) {
		t.notOk(canSearch({ ...NOTHING_ASKED, ...typed }), JSON.stringify(typed));
	}
});
