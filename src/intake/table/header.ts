import { Refusal } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import { asksForAuthorization, shapeFinding } from '../../superbill/read.ts';
import { quoted } from '../../text/nearest.ts';
import { joinNames } from '../visits/finding.ts';
import { COLUMN_BY_NAME, COLUMNS, type Column } from './columns.ts';
import { type CsvRow, columnLetters } from './csv.ts';
import { comparableName, REASON_HEADER } from './names.ts';
import { columnNamed, nearestColumn } from './synonyms.ts';

/** The columns of a table from left to right: `undefined` where the header is blank, and null for one that is left out. */
export type TableHeader = readonly (Column | null | undefined)[];

/** Columns that were matched by hand: the header of each, and the name of what it holds, or an empty text to leave it out. */
export type ChosenColumns = Readonly<Record<string, string>>;

/** The meaning of a header's cells, by hand where it was chosen and otherwise by name. */
export class ColumnNames {
	readonly #headers: readonly string[];
	readonly #chosen: ReadonlyMap<string, string>;

	constructor(chosen: ChosenColumns = {}) {
		this.#headers = Object.keys(chosen);
		this.#chosen = new Map(Object.entries(chosen).map(([header, name]) => [comparableName(header), name]));
	}

	/** Null for one that is left out: by hand, or because it is the one with which failed rows are handed back. */
	column(header: string): Column | null | undefined {
		const name = comparableName(header);
		const chosen = this.#chosen.get(name);
		if (chosen === '' || (chosen === undefined && name === comparableName(REASON_HEADER))) return null;
		return chosen === undefined ? columnNamed(header) : COLUMN_BY_NAME.get(chosen);
	}

	/** The choices that no cell of a header is about. */
	unused(headers: readonly string[]): readonly string[] {
		const names = new Set(headers.map(comparableName));
		return this.#headers.filter((header) => !names.has(comparableName(header)));
	}
}

const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Delimiters that are refused. They are recognised so that the message can name them. */
const REFUSED_DELIMITERS: Readonly<Record<string, string>> = {
	'|': 'vertical bars',
	':': 'colons',
	' ': 'spaces',
	'^': 'carets',
};

/** Finds the delimiter that turns most of a header's names into known ones. @throws Refusal */
export function delimiterOf(header: string, names: ColumnNames): Delimiter {
	const known = (delimiter: string) => header.split(delimiter).filter((name) => names.column(name)).length;
	const best = [...DELIMITERS, ...Object.keys(REFUSED_DELIMITERS)].reduce((a, b) =>
		known(b) > known(a) ? b : a,
	);
	const refused = REFUSED_DELIMITERS[best];
	if (refused === undefined) return best as Delimiter;
	// Without a header, a word in the first row may happen to be the name of a column.
	if (!header.split(best).some((name) => names.column(name)?.name === 'date_of_service')) return ',';
	throw new Refusal(
		'bad-table',
		`The columns of the table are separated by ${refused}. Save it with commas, semicolons or tabs instead.`,
	);
}

/** The most columns of a table: every one that is known, and as many blank ones. */
export const MOST_COLUMNS = 2 * COLUMNS.length;

/** Reads the first row. @throws Refusal that lists every mistake in it */
export function readHeader({ cells, extra }: CsvRow, columnNames: ColumnNames): TableHeader {
	const columns = cells.map((cell) => columnNames.column(cell));
	const names = new Set(columns.flatMap((column) => column?.name ?? []));
	// Without a header, the first row is about a patient and must not be quoted.
	if (!names.has('date_of_service')) throw new Refusal('bad-table', NO_HEADER);
	if (extra !== undefined) {
		throw new Refusal(
			'bad-table',
			`The table has more than ${MOST_COLUMNS} columns. Remove those that are not needed.`,
		);
	}
	const mistakes = [
		...cells.flatMap((cell, i) => (columns[i] === undefined && cell.trim() !== '' ? [unknown(cell, i)] : [])),
		...columnNames.unused(cells).map(notThere),
		...[...names].flatMap((name) => {
			const places = columns.flatMap((column, i) =>
				column?.name === name ? [`${columnLetters(i)} (${quoted((cells[i] as string).trim())})`] : [],
			);
			return places.length > 1 ? [twice(name, places)] : [];
		}),
		...missing(names),
	];
	if (mistakes.length === 0) return columns;
	const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
	throw new Refusal(
		'bad-table',
		`The header of the table has ${count}. Fix the items below, then send it again.`,
		mistakes,
	);
}

const NO_HEADER =
	'The first row has no column date_of_service. It must name the columns, as in the sample table: add that row above the data, or correct it.';

function unknown(cell: string, index: number): Finding {
	const name = cell.trim();
	const column = `Column ${columnLetters(index)} (${quoted(name)})`;
	if (asksForAuthorization(name.replace(/\s+/g, '_'), undefined)) {
		return mistake(
			`${column} cannot be used: this service does not do prior authorization, pre-certification or referral authorization.`,
			'Remove the column.',
		);
	}
	const meant = nearestColumn(name.slice(0, LONGEST_NAME));
	return mistake(
		`${column} is not a known column.`,
		meant === undefined ? 'Rename or remove it.' : `Did you mean ${meant.name}? If not, remove it.`,
	);
}

const LONGEST_NAME = 60;

function notThere(name: string): Finding {
	return mistake(
		`The table has no column ${quoted(name)}, which was matched by hand.`,
		'Correct its name, or leave out the match.',
	);
}

function twice(name: string, places: readonly string[]): Finding {
	return mistake(`Columns ${joinNames(places)} are all read as ${name}.`, 'Keep one.');
}

function missing(names: ReadonlySet<string>): Finding[] {
	const lacking = COLUMNS.filter(({ name, need }) => {
		if (names.has(name) || need === 'never') return false;
		if (need === 'always') return true;
		return 'unless' in need ? !names.has(need.unless) : names.has(need.with);
	});
	if (lacking.length === 0) return [];
	const replaceable = [...new Set(lacking.flatMap(({ need }) => (isReplaceable(need) ? [need.unless] : [])))];
	const other =
		replaceable.length === 0
			? ''
			: ` For a practice, clinician or service on file, add ${AND.format(replaceable)} instead.`;
	return [
		mistake(`These columns are missing: ${lacking.map(({ name }) => name).join(', ')}.`, `Add them.${other}`),
	];
}

function mistake(message: string, help: string): Finding {
	return shapeFinding([], message, help);
}

const AND = new Intl.ListFormat('en');

function isReplaceable(need: Column['need']): need is { readonly unless: string } {
	return typeof need === 'object' && 'unless' in need;
}
