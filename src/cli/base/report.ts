import { describeError } from '../../calls/describe-error.ts';
import type { Origin, SourcedFinding } from '../../intake/visits/origins.ts';
import type { Validation } from '../../service/service.ts';
import { countFindings, type Finding, type Severity } from '../../superbill/finding.ts';
import type { TotalsText } from '../../superbill/totals.ts';
import { VERSION } from '../../version.ts';
import { type Paint, uncolored } from './colors.ts';
import { inputName } from './input.ts';

export function toJson(answer: unknown): string {
	return `${JSON.stringify(answer, null, 2)}\n`;
}

/** Says where a bug is, without the message of its error, which may quote patient data. */
export function bugMessage(error: unknown): string {
	const { name: kind, code, stack = [] } = describeError(error);
	return [
		`stopped by a bug in superbill ${VERSION} (${[kind, code].filter(Boolean).join(' ')}). Please report it with the command and these lines:\n`,
		...stack.map((frame) => `  at ${frame}\n`),
	].join('');
}

const SEVERITIES: readonly {
	readonly severity: Severity;
	readonly singular: string;
	readonly plural: string;
	readonly means: string;
}[] = [
	{ severity: 'error', singular: 'error', plural: 'errors', means: 'fix these to get a superbill' },
	{ severity: 'warning', singular: 'warning', plural: 'warnings', means: 'a payer may return the superbill' },
	{ severity: 'info', singular: 'note', plural: 'notes', means: 'good to know' },
];

/** Sums up the result in one line, like `visit.json: refused, 2 errors, 1 note`. */
export function verdict(file: string, findings: readonly Finding[], paint: Paint = uncolored): string {
	const counts = countFindings(findings);
	const parts = SEVERITIES.flatMap(({ severity, singular, plural }) => {
		const count = counts[severity];
		return count === 0 ? [] : [`${count} ${count === 1 ? singular : plural}`];
	});
	const said = counts.error > 0 ? paint('error', 'refused') : paint('ok', 'accepted');
	return [`${inputName(file)}: ${said}`, ...parts].join(', ');
}

/** Lists findings by severity: the rule on the left; place, message and help next to it. */
export function findingsText(findings: readonly SourcedFinding[], paint: Paint = uncolored): string {
	const width = Math.max(0, ...findings.map(({ rule }) => rule.length));
	return SEVERITIES.map(({ severity, plural, means }) => {
		const rows = findings.filter((finding) => finding.severity === severity);
		if (rows.length === 0) return '';
		const heading = paint(severity, `${plural[0]?.toUpperCase()}${plural.slice(1)}: ${means}`);
		return `\n${heading}\n${rows.map((finding) => findingText(finding, width, paint)).join('')}`;
	}).join('');
}

function findingText(
	{ rule, severity, pointer, source, message, help }: SourcedFinding,
	width: number,
	paint: Paint,
): string {
	const margin = ' '.repeat(width + 4);
	return [
		`  ${paint(severity, rule)}${' '.repeat(width - rule.length)}  ${visible(placeText(source ?? { pointer }))}`,
		`${margin}${visible(message)}`,
		`${margin}${visible(help)}`,
		'',
	].join('\n');
}

function placeText({ visit, row, column, pointer }: Origin): string {
	const parts = [
		...(row === undefined ? [] : [`row ${row}`]),
		...(visit === undefined ? [] : [`visit ${visit}`]),
		...(column === undefined ? [] : [`column ${column}`]),
		...(pointer ? [pointer] : []),
	];
	return parts.join(', ') || 'the whole request';
}

/** Replaces control characters, which a property name may contain, so that the terminal does not obey them. */
function visible(text: string): string {
	return text.replace(
		/[\p{Cc}\p{Cf}]/gu,
		(char) => `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`,
	);
}

const AMOUNTS: readonly (readonly [keyof TotalsText, string])[] = [
	['totalCharges', 'Charges'],
	['totalOtherItems', 'Not for insurance'],
	['totalAdjustments', 'Adjustments'],
	['amountDue', 'Amount due'],
	['paymentsReceived', 'Payments received'],
	['totalRefunds', 'Refunds'],
	['netPaid', 'Net paid'],
	['balance', 'Balance'],
];

/** Lists diagnosis letters and totals, which are absent if the request has the wrong shape. */
export function totalsTable({ totals, diagnosisLetters }: Validation): string {
	if (!totals || !diagnosisLetters) return '';
	const letters = Object.entries(diagnosisLetters).map(([letter, code]) => `  ${letter}  ${visible(code)}\n`);
	const amounts = AMOUNTS.flatMap(([key, label]) =>
		totals[key] === undefined ? [] : [`  ${label.padEnd(20)}${totals[key].padStart(12)}\n`],
	);
	return [
		'\nDiagnoses\n',
		...letters,
		'\nTotals in US dollars\n',
		...amounts,
		`  ${'Payment'.padEnd(20)}${totals.paymentStatus.replaceAll('-', ' ').padStart(12)}\n`,
	].join('');
}
