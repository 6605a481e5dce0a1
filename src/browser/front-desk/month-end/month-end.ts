import type { WrittenTable } from '../../../intake/table/failed-rows.ts';
import type { DryRunAnswer } from './batch.ts';
import { asSent, type Matching } from './table.ts';

export const STEPS = ['file', 'columns', 'check', 'make'] as const;
type StepName = (typeof STEPS)[number];

/** A file on its way through the steps. */
export interface MonthEnd {
	readonly step: StepName;
	readonly file: string;
	readonly table: WrittenTable;
	readonly matching: Matching;
	/** Values that every row gets, by the names of their columns. */
	readonly constants: Readonly<Record<string, string>>;
	readonly dryRun: DryRunAnswer | undefined;
	/** The batch that was made of it. */
	readonly batch: string | undefined;
}

/** The state before a file was dropped. */
export const NOTHING: MonthEnd = {
	step: 'file',
	file: '',
	table: { header: [], rows: [] },
	matching: [],
	constants: {},
	dryRun: undefined,
	batch: undefined,
};

/** The table as a file of the kind that `checkTable` and `createBatchFromTable` take. */
export function uploadOf({ table, matching, constants }: MonthEnd): Blob {
	return new Blob([asSent(table, matching, constants)], { type: 'text/csv' });
}
