import type { DataKey } from './data-key.ts';
import type { Keyring } from './keyring.ts';
import { open, type SealPlace, seal } from './seal.ts';

/** A column that holds sealed bytes. Opening throws an OperatorError that `isSealBroken` recognizes. */
export interface SealedColumn<Row> {
	seal(key: DataKey, row: Row, plain: Buffer | string): Buffer;
	open(keyring: Keyring, row: Row, sealed: Buffer): Buffer;
	sealJson(key: DataKey, row: Row, value: unknown): Buffer;
	openJson<T>(keyring: Keyring, row: Row, sealed: Buffer): T;
	/** Seals the same bytes with another key. */
	reseal(keyring: Keyring, key: DataKey, row: Row, sealed: Buffer): Buffer;
}

type SealedColumns<Row, Column extends string> = Readonly<Record<Column, SealedColumn<Row>>>;

interface SuperbillKey {
	readonly id: string;
	readonly practice_id: string;
}

interface ItemKey {
	readonly batch_id: string;
	readonly position: number;
	readonly practice_id: string;
}

// A row's practice decides who may read it, so a seal is bound to it as well: changing the practice of a row reveals
// nothing.
const superbillRow = ({ practice_id, id }: SuperbillKey): string => `${practice_id}/${id}`;
const itemRow = ({ practice_id, batch_id, position }: ItemKey): string =>
	`${practice_id}/${batch_id}/${position}`;

/** Every sealed column of the store, by table. The column `pdf` of `superbill_documents` holds two sealed parts, or one. */
export const SEALED = {
	superbills: columns(
		'superbills',
		['record', 'summary', 'void_reason', 'hold_reason', 'later_payments'],
		superbillRow,
	),
	superbill_documents: columns('superbill_documents', ['head', 'tail'], superbillRow),
	practices: columns('practices', ['profile', 'logo'], ({ id }: { readonly id: string }) => id),
	batch_items: columns('batch_items', ['request', 'outcome'], itemRow),
	batch_documents: columns('batch_documents', ['pdf'], itemRow),
	secrets: columns('secrets', ['value'], ({ name }: { readonly name: string }) => name),
} as const;

/** Seals every column of a row with another key. */
export function resealRow<Row, Column extends string>(
	columns: SealedColumns<Row, Column>,
	keyring: Keyring,
	key: DataKey,
	row: Row & { readonly [C in Column]: Buffer | null },
): Record<Column, Buffer | null> {
	const entries = Object.entries(columns) as [Column, SealedColumn<Row>][];
	return Object.fromEntries(
		entries.map(([name, column]) => [name, row[name] && column.reseal(keyring, key, row, row[name])]),
	) as Record<Column, Buffer | null>;
}

function columns<Row, Column extends string>(
	table: string,
	names: readonly Column[],
	rowName: (row: Row) => string,
): SealedColumns<Row, Column> {
	const entries = names.map((name) => [
		name,
		column((row: Row) => ({ table, column: name, row: rowName(row) })),
	]);
	return Object.fromEntries(entries);
}

function column<Row>(placeOf: (row: Row) => SealPlace): SealedColumn<Row> {
	const sealIn = (key: DataKey, row: Row, plain: Buffer | string) => seal(key, placeOf(row), plain);
	const openIn = (keyring: Keyring, row: Row, sealed: Buffer) => open(keyring, placeOf(row), sealed);
	return {
		seal: sealIn,
		open: openIn,
		sealJson: (key, row, value) => sealIn(key, row, JSON.stringify(value)),
		openJson: (keyring, row, sealed) => JSON.parse(openIn(keyring, row, sealed).toString()),
		reseal: (keyring, key, row, sealed) => sealIn(key, row, openIn(keyring, row, sealed)),
	};
}
