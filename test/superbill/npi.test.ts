import fc from 'fast-check';
import t from 'tap';
import { expectedCheckDigit, isNpi } from '../../src/superbill/npi.ts';
import { assertProperty } from '../fixtures/property.ts';

const firstNine = fc
	.tuple(fc.constantFrom('1', '2'), fc.integer({ min: 0, max: 99_999_999 }))
	.map(([first, rest]) => first + String(rest).padStart(8, '0'));

/** Luhn sum of all digits as in the standard: from the right, every second digit doubled. */
function luhn(digits: string): number {
	let total = 0;
	for (const [i, digit] of [...digits].reverse().entries()) {
		const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
		total += value > 9 ? value - 9 : value;
	}
	return total % 10;
}

t.test("CMS's own example has its check digit", async (t) => {
	// "Requirements for National Provider Identifier (NPI) and NPI check digit": 123456789 gets 3.
	t.equal(expectedCheckDigit('123456789'), 3);
	t.ok(isNpi('1234567893'));
	t.notOk(isNpi('1234567890'));
});

t.test('exactly one last digit is right: the Luhn sum of 80840 and the NPI is zero', async (t) => {
	assertProperty(
		t,
		fc.property(firstNine, (nine) => {
			const right = [...'0123456789'].filter((digit) => isNpi(nine + digit));
			return right.length === 1 && luhn(`80840${nine}${right[0]}`) === 0;
		}),
	);
});

t.test('one mistyped digit is always detected', async (t) => {
	assertProperty(
		t,
		fc.property(
			firstNine,
			fc.integer({ min: 1, max: 9 }),
			fc.integer({ min: 1, max: 9 }),
			(nine, place, step) => {
				const npi = nine + expectedCheckDigit(nine);
				const wrong = (Number(npi[place]) + step) % 10;
				return !isNpi(npi.slice(0, place) + wrong + npi.slice(place + 1));
			},
		),
	);
});

t.test('other text is not an NPI', async (t) => {
	for (const text of ['', '123456789', '12345678933', '3234567893', '123456789x', ' 1234567893']) {
		t.notOk(isNpi(text), JSON.stringify(text));
	}
});
