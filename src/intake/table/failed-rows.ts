import { comparableName, REASON_HEADER } from './names.ts';

/** A table as it was written: rows as a spreadsheet counts them, the header being row 1. */
export interface WrittenTable {
	readonly header: readonly string[];
	readonly rows: readonly WrittenRow[];
}

export interface WrittenRow {
	readonly row: number;
	readonly cells: readonly string[];
}

/** A superbill that could not be made, with the rows that it is made of and the reasons. */
export interface FailedItem {
	readonly rows: readonly [first: number, last: number];
	readonly reasons: readonly { readonly row: number | undefined; readonly text: string }[];
}

interface Found {
	readonly severity: string;
	readonly message: string;
	readonly help: string;
	readonly source?: { readonly row?: number };
}

/** The failure of an item, from its errors and what else kept it from being made. */
export function failedItem(
	rows: FailedItem['rows'],
	findings: readonly Found[],
	reason: string | null = null,
): FailedItem {
	const reasons = findings
		.filter(({ severity }) => severity === 'error')
		.map(({ source, message, help }) => ({ row: source?.row, text: `${message} ${help}`.trim() }));
	return { rows, reasons: reason === null ? reasons : [...reasons, { row: undefined, text: reason }] };
}

const IDENTITY = [
	'account_number',
	'patient_last_name',
	'patient_first_name',
	'patient_birth_date',
	'superbill_number',
];

/**
 * The rows of superbills that failed, as they were in the table, with the reason behind them: to correct and to send again. A
 * superbill has the rows of its patient between its first and its last, and later rows of a visit need not repeat whose they are.
 * @param names the column that each one of the table is read as
 */
export function failedTable(
	{ header, rows: all }: WrittenTable,
	names: readonly (string | undefined)[],
	failed: readonly FailedItem[],
): string {
	const at = new Map(names.map((name, i) => [name, i]));
	const text = ({ cells }: WrittenRow, name: string) =>
		(cells[at.get(name) ?? cells.length] ?? '').trim().toLowerCase();
	const agrees = (a: WrittenRow, b: WrittenRow) => {
		const both = IDENTITY.filter((name) => text(a, name) !== '' && text(b, name) !== '');
		return both.length > 0 && both.every((name) => text(a, name) === text(b, name));
	};
	const lines = new Map<number, { readonly cells: readonly string[]; readonly why: string[] }>();
	for (const {
		rows: [first, last],
		reasons,
	} of failed) {
		const within = all.filter(({ row }) => row >= first && row <= last);
		const own = within.filter((row) => row.row === first || agrees(row, within[0] as WrittenRow));
		const visits = new Set(own.map((row) => text(row, 'visit')).filter((visit) => visit !== ''));
		for (const row of within) {
			if (!own.includes(row) && !visits.has(text(row, 'visit'))) continue;
			const line = lines.get(row.row) ?? { cells: row.cells, why: [] };
			for (const reason of reasons) {
				if ((reason.row ?? first) === row.row) line.why.push(reason.text);
			}
			lines.set(row.row, line);
		}
	}
	const kept = [...header.keys()].filter(
		(i) => comparableName(header[i] as string) !== comparableName(REASON_HEADER),
	);
	const cellsOf = (cells: readonly string[]) => kept.map((i) => cells[i] ?? '');
	return writeTable([
		[...cellsOf(header), REASON_HEADER],
		...[...lines].sort(([a], [b]) => a - b).map(([, { cells, why }]) => [...cellsOf(cells), why.join(' ')]),
	]);
}

/** Writes a table with commas. Texts that a spreadsheet would take for a formula get no help: they are as they were. */
export function writeTable(rows: readonly (readonly string[])[]): string {
	const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
	return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}
