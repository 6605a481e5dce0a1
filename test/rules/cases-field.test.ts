import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createCodeSets, createPlaceOfService } from '../../src/codes/create-code-sets.ts';
import { loadLibrary } from '../../src/codes/library/load.ts';
import { ROOT } from '../../src/version.ts';
import { CASES, loadCases } from '../fixtures/cases.ts';
import { examine } from '../fixtures/examine.ts';

/** Requests of which a biller has said what should be found, checked with the code sets that come with the program. */

interface FieldCase {
	readonly file: string;
	readonly why?: string;
	readonly request: { readonly issuedOn?: string | undefined };
	readonly expected: { readonly errors: readonly string[]; readonly warnings: readonly string[] };
}

const library = await loadLibrary('nowhere', fileURLToPath(new URL('codes/', ROOT)));
const known = { codes: createCodeSets(() => library), placeOfService: createPlaceOfService(() => library) };

function fieldCases(folder: URL): FieldCase[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => ({ file, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }));
}

function check(
	t: { strictSame: (a: unknown, b: unknown, message: string) => unknown },
	fieldCase: FieldCase,
): void {
	const { request, expected, why = '' } = fieldCase;
	const found = examine(request, request.issuedOn as string, known);
	for (const severity of ['error', 'warning'] as const) {
		t.strictSame(
			found.filter((finding) => finding.severity === severity).map(({ rule }) => rule),
			expected[`${severity}s`],
			`${severity}s: ${why}`,
		);
	}
}

const own = fieldCases(new URL('test/fixtures/cases-field/', ROOT));

t.test('there are thirteen cases from the field', async (t) => {
	t.equal(own.length, 13);
});

for (const fieldCase of own)
	t.test(`${fieldCase.file} finds what a biller expects`, async (t) => check(t, fieldCase));

for (const fieldCase of CASES)
	t.test(`${fieldCase.file} finds the same with the shipped code sets`, async (t) => check(t, fieldCase));

for (const fieldCase of [
	...loadCases(new URL('../shared/cases/', ROOT)),
	...fieldCases(new URL('../shared/cases-field/', ROOT)),
])
	t.test(`shared, ${fieldCase.file}`, async (t) => check(t, fieldCase));
