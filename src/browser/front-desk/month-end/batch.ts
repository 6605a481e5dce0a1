import { type FailedItem, failedItem } from '../../../intake/table/failed-rows.ts';
import type { ApiFinding } from '../../base/call.ts';

/** A finding of a table, with where it is. */
export interface RowFinding extends ApiFinding {
	readonly source?: { readonly row?: number; readonly column?: string };
}

/** The answer to a dry run. */
export interface DryRunAnswer {
	readonly superbills: number;
	readonly refused: number;
	readonly rows?: number;
	readonly patients?: number;
	readonly items: readonly {
		readonly position: number;
		readonly rows?: readonly [number, number];
		readonly findings: readonly RowFinding[];
	}[];
	readonly unlisted: number;
}

export interface BatchAnswer {
	readonly id: string;
	readonly state: 'waiting' | 'running' | 'drafted' | 'done' | 'cancelled';
	readonly counts: {
		readonly total: number;
		readonly waiting: number;
		readonly done: number;
		readonly failed: number;
		readonly cancelled: number;
	};
	readonly secondsLeft: number | null;
}

export interface BatchItemAnswer {
	readonly position: number;
	readonly rows: readonly [number, number] | null;
	readonly state: string;
	readonly number: string | null;
	readonly findings: readonly RowFinding[];
	readonly reason: string | null;
}

/** The superbills of a dry run that would not be made. */
export function refusedOf({ items }: DryRunAnswer): FailedItem[] {
	return items.flatMap(({ rows, findings }) =>
		rows !== undefined && findings.some(({ severity }) => severity === 'error')
			? [failedItem(rows, findings)]
			: [],
	);
}

/** The superbills of a batch that were not made. */
export function failedOf(items: readonly BatchItemAnswer[]): FailedItem[] {
	return items.flatMap(({ state, rows, findings, reason }) =>
		state === 'failed' && rows !== null ? [failedItem(rows, findings, reason)] : [],
	);
}
