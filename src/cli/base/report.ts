import type { Origin, SourcedFinding } from '../../intake/visits/origins.ts';
import type { Validation } from '../../service/service.ts';
import { countFindings, type Finding, type Severity } from '../../superbill/finding.ts';
import type { TotalsText } from '../../superbill/totals.ts';
import { inputName } from './input.ts';

/** What a command answers with, as JSON for programs or as text for people. */

export function json(answer: unknown): string {
	return `${JSON.stringify(answer, null, 2)}\n`;
}

const SEVERITIES: readonly {
	readonly severity: Severity;
	readonly singular: string;
	readonly plural: string;
	readonly means: string;
}[] = [
	{ severity: 'error', singular: 'error', plural: 'errors', means: 'mend these, or there is no superbill' },
	{ severity: 'warning', singular: 'warning', plural: 'warnings', means: 'a payer may send it back' },
	{ severity: 'info', singular: 'note', plural: 'notes', means: 'good to know' },
];

/** One line: `visit.json: refused, 2 errors, 1 note`. */
export function verdict(file: string, findings: readonly Finding[]): string {
	const counts = countFindings(findings);
	const parts = SEVERITIES.flatMap(({ severity, singular, plural }) => {
		const count = counts[severity];
		return count === 0 ? [] : [`${count} ${count === 1 ? singular : plural}`];
	});
	return [`${inputName(file)}: ${counts.error > 0 ? 'refused' : 'accepted'}`, ...parts].join(', ');
}

/** Findings under a heading for each severity; a rule's id stands left of where, what and what to do. */
export function findingsText(findings: readonly SourcedFinding[]): string {
	const width = Math.max(0, ...findings.map(({ rule }) => rule.length));
	return SEVERITIES.map(({ severity, plural, means }) => {
		const rows = findings.filter((finding) => finding.severity === severity);
		if (rows.length === 0) return '';
		const heading = `\n${plural[0]?.toUpperCase()}${plural.slice(1)}: ${means}\n`;
		return heading + rows.map((finding) => findingText(finding, width)).join('');
	}).join('');
}

function findingText({ rule, pointer, source, message, help }: SourcedFinding, width: number): string {
	const margin = ' '.repeat(width + 4);
	return [
		`  ${rule.padEnd(width)}  ${visible(placeText(source ?? { pointer }))}`,
		`${margin}${visible(message)}`,
		`${margin}${visible(help)}`,
		'',
	].join('\n');
}

/** Where to look in what was sent. */
function placeText({ visit, row, column, pointer }: Origin): string {
	const parts = [
		...(row === undefined ? [] : [`row ${row}`]),
		...(visit === undefined ? [] : [`visit ${visit}`]),
		...(column === undefined ? [] : [`column ${column}`]),
		...(pointer ? [pointer] : []),
	];
	return parts.join(', ') || 'the whole request';
}

/** Property names are the sender's own and may hold terminal controls: shown by their code points, never obeyed. */
function visible(text: string): string {
	return text.replace(
		/[\p{Cc}\p{Cf}]/gu,
		(char) => `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`,
	);
}

const AMOUNTS: readonly (readonly [keyof TotalsText, string])[] = [
	['totalCharges', 'Charges'],
	['totalAdjustments', 'Adjustments'],
	['amountDue', 'Amount due'],
	['paymentsReceived', 'Payments received'],
	['totalRefunds', 'Refunds'],
	['netPaid', 'Net paid'],
	['balance', 'Balance'],
];

/** Diagnosis letters and the money, where the shape of the request allows them. */
export function totalsText({ totals, diagnosisLetters }: Validation): string {
	if (!totals || !diagnosisLetters) return '';
	const letters = Object.entries(diagnosisLetters).map(([letter, code]) => `  ${letter}  ${visible(code)}\n`);
	const amounts = AMOUNTS.map(([key, label]) => `  ${label.padEnd(20)}${totals[key].padStart(12)}\n`);
	return [
		'\nDiagnoses\n',
		...letters,
		'\nTotals in US dollars\n',
		...amounts,
		`  ${'Payment'.padEnd(20)}${totals.paymentStatus.replaceAll('-', ' ').padStart(12)}\n`,
	].join('');
}
