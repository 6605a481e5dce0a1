import { pointer } from '../../superbill/finding.ts';
import { MONEY_PATTERN, sum } from '../../superbill/money.ts';
import { moreMistakes } from '../visits/finding.ts';
import type { Origin, SourcedFinding } from '../visits/origins.ts';
import type { SentVisit } from '../visits/sent.ts';
import type { CellMistake } from './cells.ts';
import type { Column } from './columns.ts';
import { TableDiagnoses } from './diagnoses.ts';
import { put, type Step, type Tree } from './put.ts';
import { rowFinding, type TableCell, type TableRow } from './read-row.ts';

/** The columns that identify the provider of a service. */
export const PROVIDER = ['rendering_provider', 'rendering_provider_npi'] as const;

/** Builds a visit from its rows, which are added in their order. */
export class TableVisit {
	readonly #body: Tree = {};
	readonly #diagnoses = new TableDiagnoses();
	readonly #origins: Record<string, Origin> = {};
	readonly #findings: SourcedFinding[] = [];
	/** The values that a visit has once, each from the first row that gives it. */
	readonly #once = new Map<string, TableCell & { readonly row: number }>();
	readonly #first: number;
	/** The mistakes that all visits of the table may still have, besides the first of each. */
	readonly #room: { left: number };
	#unlisted = 0;
	#rows = 0;
	#last: number;

	constructor(first: number, room: { left: number }) {
		this.#room = room;
		this.#first = first;
		this.#last = first;
		this.#origins[''] = { row: first };
	}

	/** The value of a column that a visit has once. */
	valueIn(name: string): string | number | boolean | undefined {
		return this.#once.get(name)?.value;
	}

	add(tableRow: TableRow): void {
		const { row, mistake } = tableRow;
		const cells = [...tableRow.cells.values()];
		this.#last = row;
		if (++this.#rows > MOST_ROWS) {
			if (this.#rows === MOST_ROWS + 1) this.#refuse([], row, undefined, TOO_MANY_ROWS);
			return;
		}
		if (mistake) this.#refuse([], row, undefined, mistake);

		const entries = new Map<Step, number>();
		const entryOf = (list: Step) => {
			const known = entries.get(list) ?? lengthOf(this.#body[list]);
			entries.set(list, known);
			this.#origins[pointer([list, known])] = { row };
			return known;
		};
		// A row without a service may add a payment, adjustment or refund to its visit.
		const hasService = cells.some(({ column }) => isOfService(column));
		const isOtherProvider =
			hasService && PROVIDER.some((name) => this.#contradicts(tableRow.cells.get(name)));

		for (const cell of cells) {
			const { to } = cell.column;
			const [list, next, ...rest] = to;
			if (list === undefined || list === 'diagnoses' || cell.column.form === 'letters') continue;
			if (list === 'notices') this.#addNotices(cell);
			else if (list === 'renderingProvider' && isOtherProvider) {
				this.#put(['serviceLines', entryOf('serviceLines'), ...to], cell, row);
			} else if (next !== '-') this.#putOnce(cell, row);
			else if (list !== 'serviceLines' || hasService) this.#put([list, entryOf(list), ...rest], cell, row);
			else if (cell.mistake) this.#refuse([], row, cell.column, cell.mistake);
		}

		for (const { cell, place, name } of this.#diagnoses.add(
			cells.filter(({ column }) => column.to[0] === 'diagnoses'),
		)) {
			this.#origins[pointer(['diagnoses', place])] ??= { row, column: cell.column.name };
			if (cell.mistake) this.#refuse(['diagnoses', place, name], row, cell.column, cell.mistake);
		}
		if (this.#diagnoses.list.length > 0) this.#body['diagnoses'] = this.#diagnoses.list;
		if (hasService) this.#point(tableRow, entryOf('serviceLines'));
	}

	/** The visit, complete after its last row. */
	sent(position: number): SentVisit {
		const [first, last] = [this.#first, this.#last];
		return {
			position,
			name: first === last ? `row ${first}` : `rows ${first} to ${last}`,
			rows: [first, last],
			body: this.#body,
			findings: [
				...this.#findings,
				...this.#repeatedPayment(),
				...(this.#unlisted > 0 ? [moreMistakes(this.#unlisted)] : []),
			],
			origins: this.#origins,
		};
	}

	#contradicts(cell: TableCell | undefined): boolean {
		const known = cell && this.valueIn(cell.column.name);
		return known !== undefined && known !== cell?.value;
	}

	#put(path: readonly Step[], cell: TableCell, row: number): void {
		const place = put(this.#body, path, cell.value);
		if (cell.mistake) this.#refuse(place, row, cell.column, cell.mistake);
	}

	#putOnce(cell: TableCell, row: number): void {
		const { column } = cell;
		const known = this.#once.get(column.name);
		if (!known) {
			this.#once.set(column.name, { ...cell, row });
			if (row !== this.#first) this.#origins[pointer(column.to)] = { row };
			this.#put(column.to, cell, row);
		} else if (known.value !== cell.value) {
			this.#refuse(column.to, row, column, {
				message: `row ${known.row} of the same visit has a different value.`,
				help: 'Make the rows agree. If they are two visits on one day, give each a different text in the column visit.',
			});
		}
	}

	#addNotices({ value }: TableCell): void {
		const named = String(value).split(/[\s,;]+/);
		this.#body['notices'] = [...new Set([...rowsOf(this.#body['notices']), ...named])];
	}

	#point({ row, cells }: TableRow, line: number): void {
		const given = cells.get('diagnosis_pointers');
		const { letters, mistake } = this.#diagnoses.pointers(given && String(given.value));
		const path = ['serviceLines', line, 'diagnosisPointers'];
		if (letters.length > 0) put(this.#body, path, letters);
		if (mistake) this.#refuse(path, row, given?.column, mistake);
	}

	/**
	 * An export that repeats a visit's payment in every row would count it several times. Identical payments are accepted
	 * while the payments do not exceed the visit's charges.
	 */
	#repeatedPayment(): SourcedFinding[] {
		const payments = rowsOf(this.#body['payments']);
		const known = new Set<string>();
		const again = payments.findIndex((payment) => known.size === known.add(JSON.stringify(payment)).size);
		const lines = rowsOf(this.#body['serviceLines']);
		const charges = lines.some(isPricedOnFile) ? Number.POSITIVE_INFINITY : total(lines, 'charge');
		if (again < 0 || total(payments, 'amount') <= charges) return [];
		const path = ['payments', again];
		const { row } = this.#origins[pointer(path)] as { readonly row: number };
		return [rowFinding(path, row, 'paid_amount', REPEATED)];
	}

	#refuse(path: readonly Step[], row: number, column: Column | undefined, mistake: CellMistake): void {
		if (this.#findings.length > 0 && this.#room.left-- <= 0) this.#unlisted++;
		else this.#findings.push(rowFinding(path, row, column?.name, mistake));
	}
}

/** More rows than the lists of a superbill hold together. */
const MOST_ROWS = 1_000;

const TOO_MANY_ROWS: CellMistake = {
	message: `the visit has more than ${MOST_ROWS.toLocaleString('en-US')} rows.`,
	help: 'If these are several visits, give each a different text in the column visit.',
};

const REPEATED: CellMistake = {
	message: "this repeats a payment of the same visit, and the payments exceed the visit's charges.",
	help: 'Enter each payment in one row only. If there were several, give each its own paid_reference.',
};

/** True if a cell of the column shows that its row has a service and not only a payment. */
function isOfService({ to, form }: Column): boolean {
	return to[0] === 'serviceLines' && to[2] !== 'date' && form !== 'letters';
}

/** The price of such a line is not known yet. */
function isPricedOnFile(line: unknown): boolean {
	const { service, charge } = line as Tree;
	return service !== undefined && charge === undefined;
}

function rowsOf(list: unknown): readonly unknown[] {
	return Array.isArray(list) ? list : [];
}

function lengthOf(list: unknown): number {
	return rowsOf(list).length;
}

/** Adds up the valid amounts; invalid ones are refused elsewhere. */
function total(rows: readonly unknown[], name: string): number {
	const texts = rows.map((row) => String((row as Tree)[name]));
	return sum(texts.filter((text) => MONEY_PATTERN.test(text)));
}
