import { pointer } from '../../superbill/finding.ts';
import { MONEY_PATTERN, sum } from '../../superbill/money.ts';
import type { Origin, SourcedFinding } from '../visits/origins.ts';
import type { SentVisit } from '../visits/sent.ts';
import type { CellMistake } from './cells.ts';
import type { Column } from './columns.ts';
import { TableDiagnoses } from './diagnoses.ts';
import { put, type Step, type Tree } from './put.ts';
import { rowFinding, type TableCell, type TableRow } from './read-row.ts';

/** What says who provided the service of a row. */
export const PROVIDER = ['rendering_provider', 'rendering_provider_npi'] as const;

/** A visit in the making, to which its rows are added in their order. */
export class TableVisit {
	readonly #body: Tree = {};
	readonly #diagnoses = new TableDiagnoses();
	readonly #origins: Record<string, Origin> = {};
	readonly #findings: SourcedFinding[] = [];
	/** What the visit has once, as the first row says it that says anything. */
	readonly #once = new Map<string, TableCell & { readonly row: number }>();
	readonly #first: number;
	#last: number;

	constructor(first: number) {
		this.#first = first;
		this.#last = first;
		this.#origins[''] = { row: first };
	}

	/** What the visit says once in a column. */
	said(name: string): string | number | undefined {
		return this.#once.get(name)?.value;
	}

	add(tableRow: TableRow): void {
		const { row, mistake } = tableRow;
		const cells = [...tableRow.cells.values()];
		this.#last = row;
		if (mistake) this.#refuse([], row, undefined, mistake);

		const entries = new Map<Step, number>();
		const entryOf = (list: Step) => {
			const known = entries.get(list) ?? lengthOf(this.#body[list]);
			entries.set(list, known);
			this.#origins[pointer([list, known])] = { row };
			return known;
		};
		// A row without a service may bring another payment, adjustment or refund of its visit.
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

	/** The visit that the rows make. */
	sent(position: number): SentVisit {
		const [first, last] = [this.#first, this.#last];
		return {
			position,
			name: first === last ? `row ${first}` : `rows ${first} to ${last}`,
			rows: [first, last],
			body: this.#body,
			findings: [...this.#findings, ...this.#repeatedPayment()],
			origins: this.#origins,
		};
	}

	#contradicts(cell: TableCell | undefined): boolean {
		const said = cell && this.said(cell.column.name);
		return said !== undefined && said !== cell?.value;
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
				message: `is not what row ${known.row} says of the same visit`,
				help: 'Make them the same, or tell visits of one day apart in the column visit.',
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
	 * An export that repeats a visit's payment in each of its rows would make it several. Payments that are alike are
	 * believed as long as all together are no more than the visit's charges.
	 */
	#repeatedPayment(): SourcedFinding[] {
		const payments = rowsOf(this.#body['payments']);
		const texts = payments.map((payment) => JSON.stringify(payment));
		const again = texts.findIndex((text, i) => texts.indexOf(text) < i);
		const charges = total(rowsOf(this.#body['serviceLines']), 'charge');
		if (again < 0 || total(payments, 'amount') <= charges) return [];
		const path = ['payments', again];
		const { row } = this.#origins[pointer(path)] as { readonly row: number };
		return [rowFinding(path, row, 'paid_amount', REPEATED)];
	}

	#refuse(path: readonly Step[], row: number, column: Column | undefined, mistake: CellMistake): void {
		this.#findings.push(rowFinding(path, row, column?.name, mistake));
	}
}

const REPEATED: CellMistake = {
	message: "repeats a payment of the same visit, and together they are more than the visit's charges",
	help: 'Give a payment in one row alone. If there were several, tell them apart in paid_reference.',
};

/** Whether a cell of the column makes a row one of a service, and not only of money. */
function isOfService({ to, form }: Column): boolean {
	return to[0] === 'serviceLines' && to[2] !== 'date' && form !== 'letters';
}

function rowsOf(list: unknown): readonly unknown[] {
	return Array.isArray(list) ? list : [];
}

function lengthOf(list: unknown): number {
	return rowsOf(list).length;
}

/** Of what is money; the rest is refused elsewhere. */
function total(rows: readonly unknown[], name: string): number {
	const texts = rows.map((row) => String((row as Tree)[name]));
	return sum(texts.filter((text) => MONEY_PATTERN.test(text)));
}
