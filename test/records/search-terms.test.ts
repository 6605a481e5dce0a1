import fc from 'fast-check';
import t from 'tap';
import { anyNameClauses, serviceTerms, termsOf } from '../../src/records/search-terms.ts';
import type { SuperbillRequest } from '../../src/superbill/request.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { runs } from '../fixtures/property.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

const DAY_MS = 86_400_000;
const days = fc
	.integer({ min: Date.UTC(1900, 0, 1) / DAY_MS, max: Date.UTC(2027, 11, 31) / DAY_MS })
	.map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));

function hasOne(terms: readonly string[], date: string): boolean {
	const served = { ...PLAIN, serviceLines: [{ ...PLAIN.serviceLines[0], date }] };
	return termsOf(served as SuperbillRequest, true).some((term) => terms.includes(term));
}

t.test('a day has one of the terms of a range if and only if it is in the range', async (t) => {
	const property = fc.property(days, days, days, (from, to, day) => {
		const terms = serviceTerms(from, to, NOW);
		for (const one of [day, from, to]) {
			if (hasOne(terms, one) !== (from <= one && one <= to)) return false;
		}
		return (
			hasOne(serviceTerms(from, undefined, NOW), day) === from <= day &&
			hasOne(serviceTerms(undefined, to, NOW), day) === day <= to
		);
	});
	t.doesNotThrow(() => fc.assert(property, { numRuns: runs(2_000), seed: 1 }));
});

t.test('a range has as few terms as possible', async (t) => {
	t.strictSame(serviceTerms('2025-11-30', '2027-02-01', NOW), [
		'day:2025-11-30',
		'month:2025-12',
		'year:2026',
		'month:2027-01',
		'day:2027-02-01',
	]);
	t.strictSame(serviceTerms('2024-02-01', '2024-02-29', NOW), ['month:2024-02']);
	t.strictSame(serviceTerms('2024-02-28', '2024-02-29', NOW), ['day:2024-02-28', 'day:2024-02-29']);
	t.strictSame(serviceTerms('0001-01-01', '2001-12-31', NOW), ['century:19', 'year:2000', 'year:2001']);
	t.strictSame(serviceTerms('2026-01-01', '9999-12-31', NOW), ['year:2026', 'year:2027']);
	t.strictSame(serviceTerms('2028-01-01', undefined, NOW), [], 'there are no services in future years');
});

t.test('the beginnings of names have three to eight letters, and can be left out', async (t) => {
	const patient = { ...PLAIN.patient, lastName: 'Quillworthington', firstName: 'Åse', middleName: 'Li' };
	const request = { ...PLAIN, patient } as SuperbillRequest;
	const begins = (terms: readonly string[]) => terms.filter((term) => term.startsWith('begins:'));
	t.strictSame(begins(termsOf(request, true)), [
		'begins:qui',
		'begins:quil',
		'begins:quill',
		'begins:quillw',
		'begins:quillwo',
		'begins:quillwor',
		'begins:ase',
	]);
	const without = termsOf(request, false);
	t.strictSame(
		without,
		termsOf(request, true).filter((term) => !term.startsWith('begins:')),
	);
});

t.test('a superbill is found by the beginnings of its names, whatever they are', async (t) => {
	const word = fc.stringMatching(/^[a-z]{3,12}$/);
	const property = fc.property(word, word, fc.nat(12), fc.nat(12), (lastName, firstName, a, b) => {
		const request = { ...PLAIN, patient: { ...PLAIN.patient, lastName, firstName } } as SuperbillRequest;
		const terms = new Set(termsOf(request, true));
		const typed = `${firstName.slice(0, 3 + a)} ${lastName.slice(0, 3 + b)}`;
		return anyNameClauses(typed, true).every((clause) => clause.some((term) => terms.has(term)));
	});
	t.doesNotThrow(() => fc.assert(property, { numRuns: runs(2_000), seed: 1 }));
});
