import { type Machine, machineLine } from './machine.ts';
import type { Scenario } from './requests.ts';
import type { Drawn } from './rounds.ts';
import { type Measured, verdicts } from './targets.ts';

/** All results of a run, with its machine and subjects. */
export interface Run extends Measured {
	readonly rounds: number;
	readonly machine: Machine;
	readonly subjects: readonly { readonly id: string; readonly name: string; readonly version: string }[];
	/** Subjects that could not be measured here, and why. */
	readonly missing: readonly { readonly id: string; readonly reason: string }[];
}

export function markdown(run: Run, scenarios: readonly Scenario[]): string {
	return `${[
		'# Latest results',
		`${roundsLine(run)} Written by \`npm run bench -- --write\`.`,
		'## Targets',
		targets(run),
		...scenarios.flatMap(({ id, title }) => {
			const drawn = run.drawn.filter(({ scenario }) => scenario === id);
			return drawn.length > 0 ? [`## ${title}`, times(run, drawn)] : [];
		}),
		...(run.cold.length > 0 ? ['## Cold start and memory', cold(run)] : []),
		...(run.checking.length > 0 ? ['## Checks', checking(run)] : []),
		...(run.missing.length > 0
			? ['## Not measured', run.missing.map(({ id, reason }) => `- ${id}: ${reason}`).join('\n')]
			: []),
	].join('\n\n')}\n`;
}

/** The part for docs/performance.md: all subjects, fastest first, and the targets. */
export function summary(run: Run): string {
	const drawnBy = (scenario: string, id: string) =>
		run.drawn.find((one) => one.scenario === scenario && one.subject === id);
	const rows = run.subjects
		.flatMap(({ id }) => {
			const page = drawnBy('one-page', id);
			const long = drawnBy('fifty-lines', id);
			const own = run.cold.find(({ subject }) => subject === id);
			return page && long && own ? [{ id, page, long, own }] : [];
		})
		.sort((a, b) => a.page.ratio - b.page.ratio)
		.map(({ id, page, long, own }) => [
			nameOf(run, id),
			page.medianMs.toFixed(1),
			page.ratio.toFixed(3),
			page.cpuMs.toFixed(1),
			(page.bytes / 1000).toFixed(0),
			long.medianMs.toFixed(1),
			long.ratio.toFixed(3),
			(long.bytes / 1000).toFixed(0),
			own.coldStartMs.toFixed(0),
			own.peakMegabytes.toFixed(0),
		]);
	return [
		roundsLine(run),
		table(
			[
				'',
				'one page, ms',
				'relative to README pdfkit',
				'CPU ms',
				'KB',
				'fifty lines, ms',
				'relative to README pdfkit',
				'KB',
				'cold start, ms',
				'peak MB',
			],
			'lrrrrrrrrr',
			rows,
		),
		targets(run),
	].join('\n\n');
}

const roundsLine = ({ machine, rounds }: Run): string => `${machineLine(machine)} ${rounds} rounds.`;

function targets(run: Run): string {
	return table(
		['product relative to another', 'at most', 'measured', ''],
		'lrrl',
		verdicts(run).map(({ target, atMost, measured }) => [
			target,
			String(atMost),
			measured === undefined ? '–' : measured.toFixed(3),
			measured === undefined ? 'not measured' : measured <= atMost ? 'met' : '**not met**',
		]),
	);
}

function times(run: Run, drawn: readonly Drawn[]): string {
	return table(
		['', 'ms', 'relative to README pdfkit', 'middle half', 'CPU ms', 'CPU, relative', 'KB', 'pages'],
		'lrrrrrrr',
		drawn.map((one) => [
			nameOf(run, one.subject),
			one.medianMs.toFixed(2),
			`**${one.ratio.toFixed(3)}**`,
			one.quartiles.map((ratio) => ratio.toFixed(3)).join('–'),
			one.cpuMs.toFixed(2),
			one.cpuRatio.toFixed(3),
			(one.bytes / 1000).toFixed(1),
			String(one.pages),
		]),
	);
}

function cold(run: Run): string {
	return table(
		['', 'start to first document, ms', 'peak memory, MB'],
		'lrr',
		run.cold.map(({ subject, coldStartMs, peakMegabytes }) => [
			nameOf(run, subject),
			coldStartMs.toFixed(0),
			peakMegabytes.toFixed(0),
		]),
	);
}

function checking({ checking }: Run): string {
	return table(
		['', 'code sets', 'rules, ms', 'share of the whole', 'middle half', 'reading, share of the whole'],
		'llrrrr',
		checking.map(({ scenario, codes, medianMs, share, quartiles, readingShare }) => [
			scenario,
			codes,
			medianMs.toFixed(2),
			`**${share.toFixed(3)}**`,
			quartiles.map((part) => part.toFixed(3)).join('–'),
			readingShare.toFixed(3),
		]),
	);
}

function nameOf({ subjects }: Run, id: string): string {
	const subject = subjects.find((one) => one.id === id);
	return subject ? `${subject.name} ${subject.version}` : id;
}

function table(head: readonly string[], aligns: string, rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	const rule = [...aligns].map((align) => (align === 'r' ? '--:' : '---'));
	return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}
