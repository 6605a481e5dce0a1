import { type Machine, machineLine } from '../machine.ts';
import type { Outcome } from './load.ts';

export interface HttpRun {
	readonly machine: Machine;
	/** How long each load lasted. */
	readonly seconds: number;
	/** Two threads, 16 connections, in turns with the product in process: by scenario. */
	readonly beside: Readonly<Record<string, Beside>>;
	readonly outcomes: readonly (Outcome & {
		readonly server: string;
		readonly name: string;
		readonly scenario: string;
	})[];
	/** Two threads, fifty lines, twice as many requests as it can answer. */
	readonly overloaded: Outcome | undefined;
	/** Issued, not only rendered; what the SQLite file grew by for each, in bytes. */
	readonly issued: (Outcome & { readonly bytes: number }) | undefined;
	readonly missing: readonly { readonly id: string; readonly reason: string }[];
}

/** Medians of rounds. */
export interface Beside {
	/** Milliseconds of processor time a document. */
	readonly inProcess: number;
	readonly overHttp: number;
	/** Of the one to the other, taken within a round. */
	readonly ratio: number;
	readonly rounds: number;
}

interface Target {
	readonly target: string;
	readonly bound: string;
	/** None where what it is held against was not measured. */
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
	'CPU ms a document',
	'MB',
];

export function markdown(run: HttpRun): string {
	const scenarios = [...new Set(run.outcomes.map(({ scenario }) => scenario))];
	return `${[
		'# Over HTTP, measured last',
		`${machineLine(run.machine)} Each load lasted ${run.seconds} s; who sends it runs on the same cores. Written by \`npm run bench:http -- --write\`.`,
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
			besideLine(run.beside[scenario]),
		]),
		...(run.overloaded
			? [
					'## Overload: two threads, fifty lines, twice as many requests as were answered above',
					table(
						[...HEAD, 'p99 of the 503s, ms'],
						[[...row('superbill', run.overloaded), number(run.overloaded.turnedAwayP99 ?? Number.NaN)]],
					),
				]
			: []),
		...(run.issued
			? [
					'## Issued: one page, two threads, kept in SQLite',
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

function besideLine(beside: Beside | undefined): string {
	if (!beside) return 'Not measured beside drawing in process.';
	const { rounds, inProcess, overHttp, ratio } = beside;
	return `In ${rounds} rounds, each in process and then over HTTP with two threads and 16 connections, a document took ${number(inProcess)} and ${number(overHttp)} ms of processor time; the median of the ratios is ${ratio.toFixed(2)}.`;
}

function targets({ outcomes, beside, overloaded }: HttpRun): Target[] {
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
			target: "documents a second at 16 connections with two threads, over Chromium's",
			bound: '≥ 14',
			measured: over(two?.perSecond, chromium?.perSecond),
			met: (value) => value >= 14,
		},
		atMost("p99 there, over Chromium's", 0.2, over(two?.p99, chromium?.p99)),
		atMost('event-loop delay p99 at 64 connections, ms', 10, full?.loopDelayP99),
		atMost('/health/live p99 at 64 connections, ms', 20, full?.liveP99),
		atMost('CPU a document at 16 connections, over in process', 1.3, beside['one-page']?.ratio),
		atMost('resident at 64 connections, MB', 250, full?.megabytes),
		atMost('p99 of the 503s under overload, ms', 100, overloaded?.turnedAwayP99),
		atMost('neither document nor 503 under overload', 0, overloaded?.failed),
	];
}

function row(name: string, one: Outcome): string[] {
	return [
		name,
		`${one.connections ?? '–'}`,
		number(one.perSecond),
		number(one.p50),
		number(one.p99),
		`${(100 * one.turnedAway).toFixed(0)} %`,
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
