import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { placeOfService } from '../../src/codes/place-of-service.ts';
import { PLACES_OF_SERVICE } from '../../src/codes/place-of-service-list.ts';
import { ROOT } from '../fixtures/cases.ts';

t.test('a place of service has a name from its first day on', async (t) => {
	for (const [code, first, before] of [
		['10', '2022-01-01', '2021-12-31'],
		['27', '2023-10-01', '2023-09-30'],
		['66', '2024-08-01', '2024-07-31'],
		['02', '2017-01-01', '2016-12-31'],
		['19', '2016-01-01', '2015-12-31'],
		['58', '2020-01-01', '2019-12-31'],
	] as const) {
		t.match(placeOfService(code, first), { known: true, name: String }, `${code} on ${first}`);
		t.strictSame(placeOfService(code, before), { known: false, from: first }, `${code} on ${before}`);
	}
});

t.test('a place without a first day is known on every day', async (t) => {
	for (const code of ['11', '12', '17', '22', '53', '99']) {
		t.equal(placeOfService(code, '1999-01-01').known, true, code);
	}
	t.strictSame(placeOfService('11', '2026-10-06'), { known: true, name: 'Office' });
});

t.test('an uncertain or revised date refuses nothing', async (t) => {
	// 49 and 57 have been on claims since 2003; 22, 14 and 01 were reworded later.
	for (const code of ['49', '57', '22', '14', '01']) {
		t.equal(placeOfService(code, '2004-01-01').known, true, code);
	}
});

t.test('a code that CMS has not assigned is unknown', async (t) => {
	for (const code of ['00', '28', '59', '98', '']) {
		t.strictSame(placeOfService(code, '2026-10-06'), { known: false }, code);
	}
});

t.test('the list has 52 distinct codes in order, each with a plain name and a valid day', async (t) => {
	const codes = PLACES_OF_SERVICE.map(([code]) => code);
	t.equal(codes.length, 52);
	t.strictSame(codes, [...new Set(codes)].sort());
	for (const [code, name, from] of PLACES_OF_SERVICE) {
		t.match(code, /^\d{2}$/);
		t.match(name, /^[A-Z0-9][^*()]+(?:\(PACE\) Center)?$/, code);
		if (from !== undefined) t.equal(new Date(`${from}T00:00:00Z`).toISOString().slice(0, 10), from, code);
	}
	t.match(placeOfService('06', '2026-10-06'), { name: 'Indian Health Service Provider-based Facility' });
});

const published = new URL('../shared/codes/pos/cms-place-of-service.tsv', ROOT);

if (existsSync(published)) {
	t.test('the list agrees with the published one', async (t) => {
		const rows = readFileSync(published, 'utf8')
			.trim()
			.split('\n')
			.slice(1)
			.map((row) => row.split('\t').slice(0, 2));
		t.strictSame(
			PLACES_OF_SERVICE.map(([code, name]) => [code, name]),
			// The publication has a stray footnote mark and a missing space.
			rows.map(([code, name]) => [
				code,
				name?.replace('*', '').replace('ServiceProvider', 'Service Provider'),
			]),
		);
	});
}
