import type { ApiFinding } from '../../base/call.ts';
import type { FailedItem } from './table.ts';

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
	return items.flatMap(({ rows, findings }) => {
		const errors = findings.filter(({ severity }) => severity === 'error');
		return rows === undefined || errors.length === 0 ? [] : [{ rows, reasons: errors.map(reasonFor) }];
	});
}

/** The superbills of a batch that were not made. */
export function failedOf(items: readonly BatchItemAnswer[]): FailedItem[] {
	return items.flatMap(({ state, rows, findings, reason }) => {
		if (state !== 'failed' || rows === null) return [];
		const errors = findings.filter(({ severity }) => severity === 'error');
		const reasons = errors.map(reasonFor);
		return [{ rows, reasons: reason === null ? reasons : [...reasons, { row: undefined, text: reason }] }];
	});
}

const reasonFor = ({ source, message, help }: RowFinding) => ({
	row: source?.row,
	text: `${message} ${help}`.trim(),
});
