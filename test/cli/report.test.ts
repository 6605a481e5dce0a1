import t from 'tap';
import { findingsText, totalsTable, verdict } from '../../src/cli/base/report.ts';
import type { Finding } from '../../src/superbill/finding.ts';

const finding = (severity: Finding['severity'], rule: string, pointer = '/diagnoses/0'): Finding => ({
	severity,
	rule,
	pointer,
	message: `What ${rule} says.`,
	help: 'What to do.',
});

t.test('the verdict counts findings by severity', async (t) => {
	t.equal(verdict('visit.json', []), 'visit.json: accepted');
	t.equal(
		verdict('visit.json', [finding('info', 'a'), finding('warning', 'b'), finding('info', 'c')]),
		'visit.json: accepted, 1 warning, 2 notes',
	);
	t.equal(
		verdict('-', [finding('error', 'a'), finding('error', 'b'), finding('info', 'c')]),
		'standard input: refused, 2 errors, 1 note',
	);
});

t.test('findings are listed by severity, the most severe first, in one column', async (t) => {
	t.equal(
		findingsText([
			finding('info', 'many-visits', ''),
			finding('error', 'ndc-format'),
			finding('error', 'shape'),
		]),
		`
Errors: fix these to get a superbill
  ndc-format   /diagnoses/0
               What ndc-format says.
               What to do.
  shape        /diagnoses/0
               What shape says.
               What to do.

Notes: good to know
  many-visits  the whole request
               What many-visits says.
               What to do.
`,
	);
	t.match(findingsText([finding('warning', 'not-paid')]), /^\nWarnings: a payer may return the superbill\n/);
	t.equal(findingsText([]), '');
});

t.test('a property name cannot control the terminal', async (t) => {
	t.match(
		findingsText([finding('error', 'shape', '/\u001B[2J\u202Ename')]),
		'  shape  /U+001B[2JU+202Ename\n',
	);
});

t.test('amounts are aligned on their cents, a credit with its sign', async (t) => {
	const totals = {
		totalCharges: '1250.00',
		totalAdjustments: '50.00',
		amountDue: '1200.00',
		paymentsReceived: '1300.00',
		totalRefunds: '0.00',
		netPaid: '1300.00',
		balance: '-100.00',
		paymentStatus: 'credit',
	} as const;
	t.equal(
		totalsTable({ status: 'warnings', findings: [], totals, diagnosisLetters: { A: 'F33.2', B: 'F41.1' } }),
		`
Diagnoses
  A  F33.2
  B  F41.1

Totals in US dollars
  Charges                  1250.00
  Adjustments                50.00
  Amount due               1200.00
  Payments received        1300.00
  Refunds                     0.00
  Net paid                 1300.00
  Balance                  -100.00
  Payment                   credit
`,
	);
	t.equal(totalsTable({ status: 'errors', findings: [] }), '');
});
