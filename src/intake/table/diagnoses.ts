import {
	DIAGNOSIS_LETTERS,
	dottedDiagnosis,
	MAX_DIAGNOSIS_POINTERS,
} from '../../superbill/diagnosis-code.ts';
import type { CellMistake } from './cells.ts';
import type { TableCell } from './read-row.ts';

export interface TableDiagnosis {
	code?: string;
	description?: string;
}

/** A cell about a diagnosis, and the index of that diagnosis in the visit's list. */
export interface PlacedDiagnosis {
	readonly place: number;
	readonly cell: TableCell;
	readonly name: keyof TableDiagnosis;
}

/**
 * Collects the diagnoses of a visit, each once, in the order in which its rows name them. The pointers of a row refer to
 * the row's own columns (A is diagnosis_1). A row without diagnoses uses those of the row before it.
 */
export class TableDiagnoses {
	readonly list: TableDiagnosis[] = [];
	/** Indexes in the list by column letter, for the last row that names a diagnosis. */
	#places: ReadonlyMap<string, number> = new Map();
	#pointers: string | undefined;

	/** Adds the cells of a row that name or describe diagnoses. */
	add(cells: readonly TableCell[]): readonly PlacedDiagnosis[] {
		if (cells.length === 0) return [];
		this.#pointers = undefined;
		const named = new Map<string, TableDiagnosis>();
		for (const cell of cells) {
			const letter = letterOf(cell);
			named.set(letter, { ...named.get(letter), [nameOf(cell)]: String(cell.value) });
		}
		const places = new Map([...named].map(([letter, diagnosis]) => [letter, this.#place(diagnosis)]));
		this.#places = places;
		return cells.map((cell) => ({ cell, name: nameOf(cell), place: places.get(letterOf(cell)) as number }));
	}

	/** The diagnoses of a row's service, as letters of the visit's list. */
	pointers(given: string | undefined): {
		readonly letters: readonly string[];
		readonly mistake?: CellMistake;
	} {
		this.#pointers = given ?? this.#pointers;
		const asked = this.#pointers?.match(/[A-Z]/gi) ?? [...this.#places.keys()];
		const places = asked.map((letter) => this.#places.get(letter.toUpperCase()));
		const letters = places.map((place = -1) => DIAGNOSIS_LETTERS[place] ?? NO_DIAGNOSIS);
		if (this.#pointers !== undefined && !LETTERS.test(this.#pointers))
			return { letters, mistake: NO_LETTERS };
		if (places.includes(undefined)) return { letters, mistake: NO_SUCH };
		return letters.length > MAX_DIAGNOSIS_POINTERS ? { letters, mistake: TOO_MANY } : { letters };
	}

	/** Keeps a known code with another description as a second diagnosis; the rules refuse it as a duplicate. */
	#place(diagnosis: TableDiagnosis): number {
		const { code, description } = diagnosis;
		// More than any superbill has: it will be refused.
		if (this.list.length > MOST_COMPARED) return this.list.push(diagnosis) - 1;
		const place = this.list.findIndex(
			(known) =>
				code !== undefined &&
				codeKey(known.code) === codeKey(code) &&
				[undefined, known.description ?? description].includes(description),
		);
		if (place < 0) return this.list.push(diagnosis) - 1;
		this.list[place] = { ...diagnosis, ...this.list[place] };
		return place;
	}
}

const MOST_COMPARED = 2 * DIAGNOSIS_LETTERS.length;

/** A letter that no diagnosis has. */
const NO_DIAGNOSIS = 'Z';
const LETTERS = /^[A-Z](?:[ ,;/]*[A-Z])*$/i;

const NO_LETTERS: CellMistake = {
	message: 'these are not diagnosis letters.',
	help: `Write one to ${MAX_DIAGNOSIS_POINTERS} letters like AB, the main diagnosis first: A is diagnosis_1 of the row.`,
};
const NO_SUCH: CellMistake = {
	message: 'one of the letters has no diagnosis in this row.',
	help: 'Use the letters of the row: A is diagnosis_1, B is diagnosis_2.',
};
const TOO_MANY: CellMistake = {
	message: `a service can point to at most ${MAX_DIAGNOSIS_POINTERS} diagnoses.`,
	help: 'Write in diagnosis_pointers which of them the service is for, like AB.',
};

function letterOf({ column }: TableCell): string {
	return String.fromCharCode(64 + Number.parseInt(column.name.slice('diagnosis_'.length), 10));
}

function nameOf({ column }: TableCell): keyof TableDiagnosis {
	return column.to.at(-1) as keyof TableDiagnosis;
}

function codeKey(code = ''): string {
	return dottedDiagnosis(code) ?? code;
}
