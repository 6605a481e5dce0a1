import { type Machine, machineLine } from '../machine.ts';
import type { LoadResult } from './load.ts';

export interface HttpRun {
	readonly machine: Machine;
	/** Length of each load. */
	readonly seconds: number;
	/** By scenario: two threads and 16 connections, in turns with the product in process. */
	readonly compared: Readonly<Record<string, InProcessComparison>>;
	readonly outcomes: readonly (LoadResult & {
		readonly server: string;
		readonly name: string;
		readonly scenario: string;
	})[];
	/** Two threads, fifty lines, and twice as many requests as the server can answer. */
	readonly overloaded: LoadResult | undefined;
	/** Issuing. `bytes`: growth of the SQLite file per superbill. */
	readonly issued: (LoadResult & { readonly bytes: number }) | undefined;
	readonly missing: readonly { readonly id: string; readonly reason: string }[];
}

/** Medians of rounds. */
export interface InProcessComparison {
	/** Milliseconds of processor time per document. */
	readonly inProcess: number;
	readonly overHttp: number;
	/** Median of the ratios within rounds. */
	readonly ratio: number;
	readonly rounds: number;
}

interface Target {
	readonly target: string;
	readonly bound: string;
	/** Undefined if the other server was not measured. */
	readonly measured: number | undefined;
	readonly met: (measured: number) => boolean;
}

const HEAD = [
	'server',
	'connections',
	'documents/s',
	'p50, ms',
	'p99, ms',
	'503',
	'failed',
	'loop delay p99, ms',
	'/health/live p99, ms',
	'CPU ms per document',
	'MB',
];

export function markdown(run: HttpRun): string {
	const scenarios = [...new Set(run.outcomes.map(({ scenario }) => scenario))];
	return `${[
		'# Results over HTTP',
		`${machineLine(run.machine)} Each load lasted ${run.seconds} s. The load generator ran on the same cores. Written by \`npm run bench:http -- --write\`.`,
		'## Targets',
		table(
			['', 'bound', 'measured', ''],
			targets(run).map(({ target, bound, measured, met }) => [
				target,
				bound,
				measured === undefined ? '–' : measured.toPrecision(3),
				measured === undefined ? 'not measured' : met(measured) ? 'met' : '**not met**',
			]),
		),
		...scenarios.flatMap((scenario) => [
			`## ${scenario}`,
			table(
				HEAD,
				run.outcomes.filter((one) => one.scenario === scenario).map((one) => row(one.name, one)),
			),
			comparisonLine(run.compared[scenario]),
		]),
		...(run.overloaded
			? [
					'## Overload: two threads, fifty lines, twice as many requests as were answered above',
					table(
						[...HEAD, 'p99 of the 503s, ms'],
						[[...row('superbill', run.overloaded), number(run.overloaded.refusedP99 ?? Number.NaN)]],
					),
				]
			: []),
		...(run.issued
			? [
					'## Issuing: one page, two threads, SQLite',
					table(
						[...HEAD, 'KB in the store'],
						[[...row('superbill', run.issued), number(run.issued.bytes / 1000)]],
					),
				]
			: []),
		...(run.missing.length > 0
			? ['## Not measured', run.missing.map(({ id, reason }) => `- ${id}: ${reason}`).join('\n')]
			: []),
	].join('\n\n')}\n`;
}

function comparisonLine(compared: InProcessComparison | undefined): string {
	if (!compared) return 'Not compared with drawing in process.';
	const { rounds, inProcess, overHttp, ratio } = compared;
	return `In ${rounds} rounds, a document took ${number(inProcess)} ms of processor time in process, and ${number(overHttp)} ms over HTTP with two threads and 16 connections. The median of the ratios is ${ratio.toFixed(2)}.`;
}

function targets({ outcomes, compared, overloaded }: HttpRun): Target[] {
	const of = (server: string, connections: number, scenario = 'one-page') =>
		outcomes.find(
			(one) => one.server === server && one.connections === connections && one.scenario === scenario,
		);
	const two = of('superbill-2', 16);
	const full = of('superbill-2', 64);
	const chromium = of('chromium', 16);
	const atMost = (target: string, most: number, measured: number | undefined): Target => ({
		target,
		bound: `≤ ${most}`,
		measured,
		met: (value) => value <= most,
	});
	const over = (one: number | undefined, other: number | undefined) =>
		one === undefined || other === undefined ? undefined : one / other;
	return [
		{
			target: 'documents/s at 16 connections with two threads, relative to Chromium',
			bound: '≥ 14',
			measured: over(two?.perSecond, chromium?.perSecond),
			met: (value) => value >= 14,
		},
		atMost('p99 there, relative to Chromium', 0.2, over(two?.p99, chromium?.p99)),
		atMost('event-loop delay p99 at 64 connections, ms', 10, full?.loopDelayP99),
		atMost('/health/live p99 at 64 connections, ms', 20, full?.liveP99),
		atMost('CPU per document at 16 connections, relative to in process', 1.3, compared['one-page']?.ratio),
		atMost('resident memory at 64 connections, MB', 250, full?.megabytes),
		atMost('p99 of the 503s under overload, ms', 100, overloaded?.refusedP99),
		atMost('neither document nor 503 under overload', 0, overloaded?.failed),
	];
}

function row(name: string, one: LoadResult): string[] {
	return [
		name,
		`${one.connections ?? '–'}`,
		number(one.perSecond),
		number(one.p50),
		number(one.p99),
		`${(100 * one.refused).toFixed(0)} %`,
		`${one.failed}`,
		number(one.loopDelayP99),
		number(one.liveP99),
		number(one.cpuPerDocument),
		one.megabytes.toFixed(0),
	];
}

const number = (value: number): string =>
	Number.isNaN(value) ? '–' : value >= 100 ? value.toFixed(0) : value.toPrecision(2);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
