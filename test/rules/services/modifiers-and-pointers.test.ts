import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const MODIFIERS = '/serviceLines/0/modifiers';
const POINTERS = '/serviceLines/0/diagnosisPointers';

t.test('modifier-format accepts two capital letters or digits', async (t) => {
	t.strictSame(hits('modifier-format', { [MODIFIERS]: ['25', 'GT', 'X1', '1X'] }), []);
	t.strictSame(hits('modifier-format', { [MODIFIERS]: ['25', 'gt', '5', '25,'] }), [
		`error ${MODIFIERS}/1`,
		`error ${MODIFIERS}/2`,
		`error ${MODIFIERS}/3`,
	]);
	t.strictSame(hits('modifier-format', {}), [], 'no modifiers were sent');
});

t.test('the help for a lowercase modifier is its capitals', async (t) => {
	t.match(findings('modifier-format', { [MODIFIERS]: ['gt'] }), [
		{ message: /"gt"/, help: 'Write it in capitals: GT.' },
	]);
	t.match(findings('modifier-format', { [MODIFIERS]: ['25 GT'] }), [{ help: /in each entry/ }]);
});

t.test('modifier-duplicate points to each repetition', async (t) => {
	t.strictSame(hits('modifier-duplicate', { [MODIFIERS]: ['25', '95', '25', '25'] }), [
		`error ${MODIFIERS}/2`,
		`error ${MODIFIERS}/3`,
	]);
	t.strictSame(hits('modifier-duplicate', { [MODIFIERS]: ['25', '95'] }), []);
	t.match(findings('modifier-duplicate', { [MODIFIERS]: ['25', '25'] }), [
		{ message: 'Modifier 25 is listed twice for 99213 on 2026-10-06.' },
	]);
});

t.test('pointer-out-of-range compares pointers with the diagnoses', async (t) => {
	t.strictSame(hits('pointer-out-of-range', { [POINTERS]: ['A', 'B', 'Z'] }), [
		`error ${POINTERS}/1`,
		`error ${POINTERS}/2`,
	]);
	t.match(findings('pointer-out-of-range', { [POINTERS]: ['B'] }), [
		{ message: /points to diagnosis B/, help: 'Use A, or add the diagnosis.' },
	]);
	const three = { '/diagnoses': [{ code: 'F33.2' }, { code: 'I10' }, { code: 'F41.1' }] };
	t.strictSame(hits('pointer-out-of-range', { ...three, [POINTERS]: ['C', 'B', 'A'] }), []);
	t.match(findings('pointer-out-of-range', { ...three, [POINTERS]: ['D'] }), [{ help: /from A to C/ }]);
});

t.test('pointer-duplicate points to each repetition', async (t) => {
	t.strictSame(hits('pointer-duplicate', { [POINTERS]: ['A', 'B', 'A', 'B'] }), [
		`error ${POINTERS}/2`,
		`error ${POINTERS}/3`,
	]);
	t.strictSame(hits('pointer-duplicate', { [POINTERS]: ['A', 'B'] }), []);
	t.match(findings('pointer-duplicate', { [POINTERS]: ['A', 'A'] }), [{ message: /to diagnosis A twice/ }]);
});
