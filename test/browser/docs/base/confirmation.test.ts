import t from 'tap';
import {
	batchQuestion,
	dollars,
	issueQuestion,
	replaceQuestion,
	voidQuestion,
} from '../../../../src/browser/docs/base/confirmation.ts';

const PATIENT = { firstName: 'Marlow', lastName: 'Fakenham' };

t.test('amounts are written with a dollar sign and commas', async (t) => {
	t.strictSame(['0.00', '150.00', '1550.00', '1234567.89'].map(dollars), [
		'$0.00',
		'$150.00',
		'$1,550.00',
		'$1,234,567.89',
	]);
});

t.test('a question names patient, total and number as far as they are known', async (t) => {
	t.strictSame(issueQuestion({ patient: PATIENT, number: 'SB-1' }, '1550.00'), {
		title: 'Issue a superbill for Marlow Fakenham, $1,550.00?',
		text: 'It gets the number SB-1, and it is stored.',
		confirm: 'Issue',
	});
	t.match(issueQuestion({ patient: { firstName: 7, lastName: 'Fakenham' } }, undefined), {
		title: 'Issue a superbill for Fakenham?',
		text: 'It gets the next number, and it is stored.',
	});
	t.match(issueQuestion({}, undefined), { title: 'Issue a superbill?' });
	t.match(replaceQuestion({ patient: PATIENT }, '20.00', 'SB-1'), {
		title: 'Replace SB-1 with a corrected superbill for Marlow Fakenham, $20.00?',
		confirm: 'Replace',
	});
	t.match(
		replaceQuestion({}, undefined, undefined).title,
		'Replace the superbill with a corrected superbill?',
	);
	t.match(
		voidQuestion({ number: 'SB-1', payload: { patient: PATIENT }, totals: { totalCharges: '20.00' } }),
		{
			title: 'Void SB-1 for Marlow Fakenham, $20.00?',
			confirm: 'Void',
		},
	);
	t.match(voidQuestion({ number: 'SB-1' }).title, 'Void SB-1?');
	t.match(voidQuestion(undefined).title, 'Void this superbill?');
});

t.test('a question about a batch counts its superbills', async (t) => {
	t.strictSame(batchQuestion(1, 0), {
		title: 'Issue 1 superbill?',
		text: 'It gets the next number, and it is stored.',
		confirm: 'Issue',
	});
	t.match(batchQuestion(2, 1), {
		title: 'Issue 2 superbills?',
		text: 'Each gets the next number of its practice, and is stored. 1 with errors is left out.',
	});
	t.match(batchQuestion(2, 3).text, / 3 with errors are left out\.$/);
	t.match(batchQuestion(undefined), {
		title: 'Issue the superbills of this batch?',
		text: / Those with errors are left out\.$/,
	});
});
