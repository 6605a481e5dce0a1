import t from 'tap';
import type { EditorList } from '../../../src/codes/code-sets.ts';
import { FAKE_CODE_SETS } from '../../fixtures/code-sets.ts';
import { findings } from '../../fixtures/examine.ts';
import { TODAY } from '../../fixtures/plain.ts';

function said(birthDate: string, ...lists: EditorList[]): string[] {
	const codes = { ...FAKE_CODE_SETS, editorLists: () => lists };
	return findings('diagnosis-age', { '/patient/birthDate': birthDate }, TODAY, { codes }).map(
		({ message }) => message,
	);
}

t.test('diagnosis-age compares the age with the lists of the Medicare Code Editor', async (t) => {
	t.strictSame(said('2025-10-06', 'newborn'), [
		'F33.2 is for patients under 1 year; the patient was 1 on 2026-10-06.',
	]);
	t.strictSame(said('2025-10-07', 'newborn'), []);
	t.strictSame(said('2008-10-06', 'pediatric'), [
		'F33.2 is for patients up to 17 years; the patient was 18 on 2026-10-06.',
	]);
	t.strictSame(said('2008-10-07', 'pediatric'), []);
	t.strictSame(said('2017-10-07', 'maternity'), [
		'F33.2 is for patients of 9 to 64 years; the patient was 8 on 2026-10-06.',
	]);
	t.strictSame(said('2017-10-06', 'maternity'), []);
	t.strictSame(said('1961-10-06', 'maternity').length, 1);
	t.strictSame(said('2011-10-07', 'adult'), [
		'F33.2 is for patients of 15 years and older; the patient was 14 on 2026-10-06.',
	]);
	t.strictSame(said('2011-10-06', 'adult'), []);
	t.strictSame(said('1984-02-29', 'manifestation'), []);
	t.strictSame(said('2026-10-07', 'adult'), [], 'the birth date is wrong');
});
