import { dottedDiagnosis, MAX_DIAGNOSIS_POINTERS } from '../../superbill/diagnosis-code.ts';
import type { CellMistake } from './cells.ts';
import type { TableCell } from './read-row.ts';

export interface TableDiagnosis {
	code?: string;
	description?: string;
}

/** Where in the list the diagnosis of a column went. */
export interface PlacedDiagnosis {
	readonly place: number;
	readonly cell: TableCell;
	readonly name: keyof TableDiagnosis;
}

/**
 * The diagnoses of a visit, each once, in the order in which its rows name them. A row's pointers count the row's own
 * columns (A is diagnosis_1); a row that names no diagnosis is for what the row before it was for.
 */
export class TableDiagnoses {
	readonly list: TableDiagnosis[] = [];
	/** Of the last row that names any: by the letter of the column, the place in the list. */
	#places: ReadonlyMap<string, number> = new Map();
	#pointers: string | undefined;

	/** Takes the cells of a row that name or describe diagnoses. */
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

	/** What the service of a row is for, as letters of the list. */
	pointers(given: string | undefined): {
		readonly letters: readonly string[];
		readonly mistake?: CellMistake;
	} {
		this.#pointers = given ?? this.#pointers;
		const asked = this.#pointers?.match(/[A-Z]/gi) ?? [...this.#places.keys()];
		const places = asked.map((letter) => this.#places.get(letter.toUpperCase()));
		// No diagnosis has the letter Z.
		const letters = places.map((place = 25) => String.fromCharCode(65 + place));
		if (this.#pointers !== undefined && !LETTERS.test(this.#pointers))
			return { letters, mistake: NO_LETTERS };
		if (places.includes(undefined)) return { letters, mistake: NO_SUCH };
		return letters.length > MAX_DIAGNOSIS_POINTERS ? { letters, mistake: TOO_MANY } : { letters };
	}

	/** One that is described in other words is another: the rules refuse it as a duplicate. */
	#place(diagnosis: TableDiagnosis): number {
		const { code, description } = diagnosis;
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

const LETTERS = /^[A-Z](?:[ ,;/]*[A-Z])*$/i;

const NO_LETTERS: CellMistake = {
	message: 'must be letters of diagnoses, like AB',
	help: "Write one to four letters, the main diagnosis first: A is the row's diagnosis_1.",
};
const NO_SUCH: CellMistake = {
	message: 'names a diagnosis that the row does not have',
	help: "Count the row's own columns: A is diagnosis_1, B is diagnosis_2.",
};
const TOO_MANY: CellMistake = {
	message: 'has more than four diagnoses: a service is for no more than that',
	help: 'Say in diagnosis_pointers which of them the service is for, like AB.',
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
