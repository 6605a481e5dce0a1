import t from 'tap';
import { COLUMNS } from '../../../src/intake/table/columns.ts';
import { comparableName, REASON_HEADER } from '../../../src/intake/table/names.ts';
import { columnNamed, nearestColumn, synonymsOf } from '../../../src/intake/table/synonyms.ts';

t.test('a column is found by its name and by the names of other programs', async (t) => {
	for (const [name, column] of [
		['Date of  Birth', 'patient_birth_date'],
		['DOB', 'patient_birth_date'],
		['cpt', 'procedure_code'],
		['POS', 'place_of_service'],
		['Fee', 'charge'],
		['ZIP', 'patient_postal_code'],
		['Patient ID', 'account_number'],
		['Chart #', 'account_number'],
		['Dx', 'diagnosis_1'],
		['ICD10 3', 'diagnosis_3'],
		['Mod2', 'modifier_2'],
		['DATE_OF_SERVICE', 'date_of_service'],
	] as const) {
		t.equal(columnNamed(name)?.name, column, name);
	}
});

t.test('words that could mean several columns are not guessed', async (t) => {
	for (const name of ['Name', 'Date', 'Amount', 'ID', 'NPI', 'Number', 'Notes', '', REASON_HEADER]) {
		t.equal(columnNamed(name), undefined, name);
	}
});

t.test('no name belongs to two columns', async (t) => {
	const owners = new Map<string, string>();
	for (const column of COLUMNS) {
		for (const name of new Set([column.name, ...synonymsOf(column)].map(comparableName))) {
			t.equal(owners.get(name), undefined, `${name} belongs to ${column.name} alone`);
			owners.set(name, column.name);
		}
	}
});

t.test('a mistyped name is close to a column, by its own name or by one of other programs', async (t) => {
	for (const [name, column] of [
		['chrage', 'charge'],
		['Amnt Billed', 'charge'],
		['DOBB', 'patient_birth_date'],
		['Date of Brith', 'patient_birth_date'],
		['favourite_colour', undefined],
		['', undefined],
	] as const) {
		t.equal(nearestColumn(name)?.name, column, name);
	}
});
