/** Aligns rows in columns. */
export function table(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => (row[column] as string).length)),
	);
	return rows
		.map(
			(row) =>
				`${row
					.map((cell, i) => cell.padEnd(widths[i] as number))
					.join('  ')
					.trimEnd()}\n`,
		)
		.join('');
}
