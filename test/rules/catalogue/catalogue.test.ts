import t from 'tap';
import { CATALOGUE } from '../../../src/rules/catalogue/catalogue.ts';
import { check } from '../../../src/rules/catalogue/check.ts';
import type { Rule, RuleInput } from '../../../src/rules/rule.ts';
import { examine } from '../../fixtures/examine.ts';
import { PLAIN, TODAY } from '../../fixtures/plain.ts';

t.test('the catalogue has these rules with these severities, in this order', async (t) => {
	t.strictSame(
		CATALOGUE.map(({ id, severity }) => `${severity} ${id}`),
		[
			'error npi-check-digit',
			'warning supervisor-is-renderer',
			'error tax-id-format',
			'warning tax-id-is-ssn',
			'warning taxonomy-format',
			'warning credentials-missing',
			'warning practice-phone',
			'warning referring-npi',
			'info provider-details',
			'error diagnosis-format',
			'error diagnosis-unknown',
			'error diagnosis-not-billable',
			'error diagnosis-not-valid-on-date',
			'error diagnosis-duplicate',
			'info diagnosis-unreferenced',
			'warning diagnosis-excludes1',
			'warning diagnosis-sequence',
			'info diagnosis-additional-code',
			'warning diagnosis-age',
			'error procedure-format',
			'error description-missing',
			'warning unlisted-description',
			'error procedure-unknown',
			'error procedure-not-valid-on-date',
			'error modifier-format',
			'error modifier-duplicate',
			'warning modifier-unknown',
			'warning modifier-mismatch',
			'warning therapy-modifier',
			'error pointer-out-of-range',
			'error pointer-duplicate',
			'error place-of-service-unknown',
			'info facility-missing',
			'warning telehealth-mismatch',
			'info audio-only',
			'error date-in-future',
			'error date-before-birth',
			'info timely-filing',
			'warning duplicate-line',
			'warning charge-zero',
			'warning unlisted-drug-details',
			'error ndc-format',
			'error ndc-ambiguous',
			'info ndc-unit',
			'error addon-without-primary',
			'warning time-units',
			'warning modifier-25',
			'warning bundled-service',
			'info category-iii',
			'warning code-pair',
			'warning units-limit',
			'warning procedure-age',
			'warning patient-age',
			'error subscriber-missing',
			'warning self-with-subscriber',
			'warning subscriber-birth-date',
			'warning minor-without-guarantor',
			'info coverage-missing',
			'info payer-asks',
			'warning payer-refuses',
			'warning not-paid',
			'warning credit-balance',
			'error refund-exceeds-payments',
			'warning refund-before-payment',
			'info payment-before-service',
			'error adjustment-exceeds-charges',
			'info discount-shown',
			'error lines-paid',
			'warning accident-date',
			'error replaces-itself',
			'info payer-claim-number',
			'info many-visits',
			'error unprintable-text',
			'warning ssn-in-text',
			'info code-set-missing',
		],
	);
});

t.test('every rule has its requirement, reason and fix in whole sentences', async (t) => {
	for (const { id, requirement, why, fix } of CATALOGUE) {
		t.match(requirement, /^[A-Z].+\.$/, id);
		t.match(why, /^[A-Z].+\.$/, id);
		t.match(fix, /^[A-Z].+[.)]$/, id);
	}
});

t.test('a plain superbill has no findings, not even an info', async (t) => {
	t.strictSame(examine(PLAIN, TODAY), []);
});

t.test('check lists the findings of rules in their order, with ids and pointers', async (t) => {
	const rule = (id: string, found: ReturnType<Rule['check']>): Rule => ({
		id,
		severity: 'warning',
		requirement: '',
		why: '',
		fix: '',
		check: () => found,
	});
	const found = check({} as RuleInput, new Map(), [
		rule('second', [{ at: ['a/b', 0, '~'], message: 'm', help: 'h' }]),
		rule('none', []),
		rule('first', new Set([{ at: [], message: 'n', help: 'i', severity: 'info' as const }])),
	]);
	t.strictSame(found, [
		{ rule: 'second', severity: 'warning', pointer: '/a~1b/0/~0', message: 'm', help: 'h' },
		{ rule: 'first', severity: 'info', pointer: '', message: 'n', help: 'i' },
	]);
});
