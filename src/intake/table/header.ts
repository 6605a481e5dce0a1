import { Refusal } from '../../calls/refusal.ts';
import { asksForAuthorization } from '../../superbill/read.ts';
import { nearestName, quoted } from '../../text/nearest.ts';
import { COLUMN_BY_NAME, COLUMNS, type Column } from './columns.ts';
import { columnLetters } from './csv.ts';

/** The columns of a table from left to right; nothing stands where the header has no name. */
export type TableHeader = readonly (Column | undefined)[];

const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What tables are separated by that are not read, and how people call it. */
const OTHERS: Readonly<Record<string, string>> = {
	'|': 'vertical bars',
	':': 'colons',
	' ': 'spaces',
	'^': 'carets',
};

/** What separates the columns: what makes most of a header's names known ones. @throws Refusal */
export function delimiterOf(header: string): Delimiter {
	const known = (delimiter: string) => header.split(delimiter).filter((name) => columnOf(name)).length;
	const best = [...DELIMITERS, ...Object.keys(OTHERS)].reduce((a, b) => (known(b) > known(a) ? b : a));
	const other = OTHERS[best];
	if (other === undefined) return best as Delimiter;
	// Where there is no header, a word of the first row may be called as a column is.
	if (!header.split(best).some((name) => columnOf(name)?.name === 'date_of_service')) return ',';
	throw new Refusal(
		'bad-table',
		`The columns of the table are separated by ${other}. Save it with commas, semicolons or tabs between them.`,
	);
}

/** Names as people write them: capitals do not matter, and what is between words does not. */
function columnOf(name: string): Column | undefined {
	return COLUMN_BY_NAME.get(
		name
			.trim()
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '_')
			.replace(/^_|_$/g, ''),
	);
}

/** Reads the first row. @throws Refusal that says all that is wrong with it. */
export function readHeader(cells: readonly string[]): TableHeader {
	const columns = cells.map(columnOf);
	const names = new Set(columns.flatMap((column) => column?.name ?? []));
	// Without a header, the first row holds a patient: it is not quoted.
	if (!names.has('date_of_service')) throw new Refusal('bad-table', NO_HEADER);
	const mistakes = [
		...cells.flatMap((cell, i) => (columns[i] || cell.trim() === '' ? [] : [unknown(cell, i)])),
		...[...names].flatMap((name) => {
			const places = columns.flatMap((column, i) => (column?.name === name ? [columnLetters(i)] : []));
			return places.length > 1 ? [`${name} stands in columns ${places.join(' and ')}: keep one.`] : [];
		}),
		...missing(names),
	];
	if (mistakes.length > 0) throw new Refusal('bad-table', `The header cannot be used. ${mistakes.join(' ')}`);
	return columns;
}

const NO_HEADER =
	'The first row does not name a column date_of_service: it must name the columns, as the documented sample does. Add that row above the data, or correct it.';

function unknown(cell: string, index: number): string {
	const name = cell.trim();
	const called = `Column ${columnLetters(index)} is called ${quoted(name)}`;
	if (asksForAuthorization(name.replace(/\s+/g, '_'), undefined)) {
		return `${called}: this service does not do prior authorization, pre-certification or referral authorization. Remove it.`;
	}
	const meant = nearestName(name.slice(0, LONGEST_NAME), COLUMN_BY_NAME.keys());
	return `${called}, which is none that is read: ${meant === undefined ? 'rename or remove it.' : `did you mean ${meant}?`}`;
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
		replaceable.length === 0 ? '' : ` Instead, ${replaceable.join(' and ')} can name what is on file.`;
	return [`Missing: ${lacking.map(({ name }) => name).join(', ')}.${other}`];
}

function isReplaceable(need: Column['need']): need is { readonly unless: string } {
	return typeof need === 'object' && 'unless' in need;
}
