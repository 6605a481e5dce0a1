import { Refusal } from '../../calls/refusal.ts';
import { asksForAuthorization } from '../../superbill/read.ts';
import { nearestName, quoted } from '../../text/nearest.ts';
import { joinNames } from '../visits/finding.ts';
import { COLUMN_BY_NAME, COLUMNS, type Column } from './columns.ts';
import { type CsvRow, columnLetters } from './csv.ts';
import { comparableName, REASON_HEADER } from './names.ts';
import { columnNamed } from './synonyms.ts';

/** The columns of a table from left to right; `undefined` where the header is blank. */
export type TableHeader = readonly (Column | undefined)[];

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
export function delimiterOf(header: string): Delimiter {
	const known = (delimiter: string) => header.split(delimiter).filter((name) => columnNamed(name)).length;
	const best = [...DELIMITERS, ...Object.keys(REFUSED_DELIMITERS)].reduce((a, b) =>
		known(b) > known(a) ? b : a,
	);
	const refused = REFUSED_DELIMITERS[best];
	if (refused === undefined) return best as Delimiter;
	// Without a header, a word in the first row may happen to be the name of a column.
	if (!header.split(best).some((name) => columnNamed(name)?.name === 'date_of_service')) return ',';
	throw new Refusal(
		'bad-table',
		`The columns of the table are separated by ${refused}. Save it with commas, semicolons or tabs instead.`,
	);
}

/** The most columns of a table: every one that is known, and as many blank ones. */
export const MOST_COLUMNS = 2 * COLUMNS.length;

/** Reads the first row. @throws Refusal that lists every mistake in it */
export function readHeader({ cells, extra }: CsvRow): TableHeader {
	const columns = cells.map(columnNamed);
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
		...cells.flatMap((cell, i) => (columns[i] || isLeftOut(cell) ? [] : [unknown(cell, i)])),
		...[...names].flatMap((name) => {
			const places = columns.flatMap((column, i) => (column?.name === name ? [columnLetters(i)] : []));
			return places.length > 1 ? [`Columns ${joinNames(places)} are both ${name}: keep one.`] : [];
		}),
		...missing(names),
	];
	if (mistakes.length > 0)
		throw new Refusal('bad-table', ['The header cannot be used.', ...mistakes].join('\n'));
	return columns;
}

/** True for a blank name, and for the column with which failed rows are handed back. */
function isLeftOut(cell: string): boolean {
	return cell.trim() === '' || comparableName(cell) === comparableName(REASON_HEADER);
}

const NO_HEADER =
	'The first row has no column date_of_service. It must name the columns, as in the sample table: add that row above the data, or correct it.';

function unknown(cell: string, index: number): string {
	const name = cell.trim();
	const column = `Column ${columnLetters(index)}, ${quoted(name)},`;
	if (asksForAuthorization(name.replace(/\s+/g, '_'), undefined)) {
		return `${column} must be removed: this service does not do prior authorization, pre-certification or referral authorization.`;
	}
	const meant = nearestName(name.slice(0, LONGEST_NAME), COLUMN_BY_NAME.keys());
	return `${column} is not a known column: ${meant === undefined ? 'rename or remove it.' : `did you mean ${meant}?`}`;
}

const LONGEST_NAME = 60;

function missing(names: ReadonlySet<string>): string[] {
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
	return [`Add the missing columns: ${lacking.map(({ name }) => name).join(', ')}.${other}`];
}

const AND = new Intl.ListFormat('en');

function isReplaceable(need: Column['need']): need is { readonly unless: string } {
	return typeof need === 'object' && 'unless' in need;
}
