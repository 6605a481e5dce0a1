import type { Checking } from './checking.ts';
import type { ColdRun } from './cold.ts';
import { type Drawn, ratiosOf } from './rounds.ts';
import { median } from './statistics.ts';
import { BASELINE, PRODUCT } from './subjects.ts';

/** A target for the product relative to another subject. */
export interface Verdict {
	readonly target: string;
	readonly atMost: number;
	/** Undefined if the other subject was not measured. */
	readonly measured: number | undefined;
}

export interface Measured {
	readonly drawn: readonly Drawn[];
	readonly cold: readonly ColdRun[];
	readonly checking: readonly Checking[];
}

/** Relative to README pdfkit. `guard.ts` checks them. */
export const DRAWING_TARGETS = [
	{ scenario: 'one-page', title: 'one page', atMost: 0.06 },
	{ scenario: 'fifty-lines', title: 'fifty lines', atMost: 0.13 },
] as const;

export function verdicts({ drawn, cold, checking }: Measured): Verdict[] {
	const drawnBy = (scenario: string, subject: string) =>
		drawn.find((one) => one.scenario === scenario && one.subject === subject);
	const time = (scenario: string, other: string) =>
		ratio(drawnBy(scenario, PRODUCT)?.rounds, drawnBy(scenario, other)?.rounds);
	const need = (key: 'coldStartMs' | 'peakMegabytes') => {
		const [own, other] = [PRODUCT, BASELINE].map((id) => cold.find(({ subject }) => subject === id)?.[key]);
		return own === undefined || other === undefined ? undefined : own / other;
	};
	const ofPage = (other: string, atMost: number, name: string): Verdict => ({
		target: `one page, relative to ${name}`,
		atMost,
		measured: time('one-page', other),
	});
	return [
		...DRAWING_TARGETS.map(({ scenario, title, atMost }) => ({
			target: `${title}, relative to README pdfkit`,
			atMost,
			measured: time(scenario, BASELINE),
		})),
		ofPage('pdfkit-shared', 0.2, 'pdfkit with shared fonts'),
		ofPage('typst', 0.25, "Typst's PDF/UA-1"),
		ofPage('cairo', 1, 'cairo and Pango'),
		ofPage('minimal', 2, 'the minimal tagged writer'),
		...DRAWING_TARGETS.map(({ scenario, title }) => ({
			target: `processor time of ${title}, relative to README pdfkit`,
			atMost: scenario === 'one-page' ? 0.06 : 0.13,
			measured: drawnBy(scenario, PRODUCT)?.cpuRatio,
		})),
		{ target: 'peak memory, relative to README pdfkit', atMost: 0.75, measured: need('peakMegabytes') },
		{ target: 'cold start, relative to README pdfkit', atMost: 1, measured: need('coldStartMs') },
		...checking.map(({ scenario, share }) => ({
			target: `rules with code sets, share of the whole (${scenario})`,
			atMost: 0.1,
			measured: share,
		})),
	];
}

function ratio(own: readonly number[] | undefined, other: readonly number[] | undefined): number | undefined {
	return own && other ? median(ratiosOf(own, other)) : undefined;
}
