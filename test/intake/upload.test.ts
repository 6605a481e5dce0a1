import t from 'tap';
import { atSource } from '../../src/intake/at-source.ts';
import { readBatchRequest } from '../../src/intake/batch-request.ts';
import { dryRun } from '../../src/intake/dry-run.ts';
import type { Item } from '../../src/intake/item.ts';
import { sampleTable } from '../../src/intake/table/sample.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { rowsOf, tableText } from '../fixtures/table.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { csv, itemsOf, json, packed, read, said, superbillLines, visitLines } from './uploads.ts';

const { number: _, ...visit } = PLAIN;

t.test('a JSON batch has either superbills or visits', async (t) => {
	t.strictSame(readBatchRequest({ superbills: [0] }).value, { mode: 'render', superbills: [0] });
	t.strictSame(readBatchRequest({ mode: 'draft', splitBy: 'payer', visits: [0] }).value, {
		mode: 'draft',
		splitBy: 'payer',
		visits: [0],
	});
	for (const [value, ...findings] of [
		[{}, [' ', 'List of superbills is missing, and so is "visits".']],
		[{ superbills: [1], visits: [1] }, ['/visits', 'List of visits cannot be sent with superbills.']],
		[{ superbills: [1], splitBy: 'none' }, ['/splitBy', 'Split by is only for visits.']],
		[{ superbills: [] }, ['/superbills', 'List of superbills is empty.']],
		[{ visits: [1], mode: 'print' }, ['/mode', 'Mode is not one of the choices.']],
		[{ visits: [1], dryrun: true }, ['/dryrun', '"dryrun" is not a known field.']],
	] as const) {
		t.strictSame(
			readBatchRequest(value).findings?.map(({ pointer, message }) => [pointer || ' ', message]),
			findings,
		);
	}
});

t.test('superbills of a JSON batch are passed on unchecked', async (t) => {
	const superbills = [PLAIN, 5, null];
	const { items, understood } = await read(json({ superbills }));
	t.strictSame(items, [
		{ position: 1, label: PLAIN.number, refused: false, body: PLAIN, findings: [] },
		{ position: 2, refused: false, body: 5, findings: [] },
		{ position: 3, refused: false, body: null, findings: [] },
	]);
	t.strictSame(understood, { superbills: 3, refused: 0 });
});

t.test('visits are read the same from JSON, lines and rows', async (t) => {
	const visits = [
		visit,
		{ ...visit, serviceLines: visit.serviceLines.map((line) => ({ ...line, date: '2026-10-05' })) },
	];
	const ofJson = await read(json({ visits }));
	const ofLines = await read(visitLines(visits.map((each) => JSON.stringify(each)).join('\n')));
	const ofRows = await read(csv(tableText(visits.flatMap((each) => rowsOf(each)))));
	const bodies = (items: readonly Item[]) =>
		JSON.parse(JSON.stringify(items.map((item) => !item.refused && item.body)));
	t.strictSame(bodies(ofJson.items), bodies(ofLines.items));
	t.strictSame(bodies(ofJson.items), bodies(ofRows.items));
	const counts = { superbills: 1, refused: 0, visits: 2, patients: 1 };
	t.strictSame(ofJson.understood, counts);
	t.strictSame(ofLines.understood, { ...counts, rows: 2 });
	t.match(ofRows.understood, { ...counts, rows: 2 });
	t.strictSame(
		[ofJson, ofLines, ofRows].map(({ items }) => items[0]?.rows),
		[undefined, [1, 2], [2, 3]],
	);
	t.equal((await read(json({ visits, splitBy: 'visit' }))).items.length, 2);
	t.equal(
		(await itemsOf(visitLines(visits.map((each) => JSON.stringify(each)).join('\n'), 'visit'))).length,
		2,
	);
	t.equal((await itemsOf(csv(tableText(visits.flatMap((each) => rowsOf(each))), 'visit'))).length, 2);
});

t.test('findings about a superbill are traced to a visit and a pointer in it', async (t) => {
	const [line] = visit.serviceLines;
	const visits = ['2026-10-05', '2026-10-06'].map((date) => ({
		...visit,
		serviceLines: [{ ...line, date }],
	}));
	const text = visits.map((each) => JSON.stringify(each)).join('\n');
	const finding = { rule: 'x', severity: 'error', message: '', help: '' } as const;
	for (const [upload, place] of [
		[json({ visits }), { visit: 2 }],
		[visitLines(text), { visit: 2, row: 2 }],
	] as const) {
		const [item] = await itemsOf(upload);
		const sourceOf = (pointer: string) =>
			atSource([{ ...finding, pointer }], item?.refused === false ? item.origins : {})[0]?.source;
		t.strictSame(sourceOf('/serviceLines/1/charge'), { ...place, pointer: '/serviceLines/0/charge' });
		t.strictSame(sourceOf('/patient/address/line1'), { ...place, pointer: '/patient/address/line1' });
		t.strictSame(sourceOf(''), undefined);
	}
});

t.test('a line that is not JSON is a refused visit', async (t) => {
	const { items, understood } = await read(
		visitLines(`${JSON.stringify(visit)}\n{]\n{"patient":{"firstName":5}}\n`),
	);
	t.strictSame(
		items.map(({ refused }) => refused),
		[false, true, true],
	);
	t.strictSame(said(items[1] as Item), [
		'2 Line 2 is not JSON: at column 2, expected a property name in double quotes.',
	]);
	t.match(items[2]?.findings[0], { source: { visit: 3, row: 3 } });
	t.match(understood, { superbills: 1, refused: 2, visits: 3, patients: 3, rows: 3 });
});

t.test('a dry run reports counts and the places of findings, but no patient data', async (t) => {
	const service = serviceUnderTest();
	const check = (body: unknown) => service.validate(body).findings;
	const broken = sampleTable('spelled out')
		.replace('2026-10-08,10,', '2026-10-08,1,')
		.replace('First evaluation', '');
	const { items, table, ...counts } = await dryRun(packed(csv(broken)), check);
	t.strictSame(counts, { superbills: 1, refused: 2, visits: 4, patients: 3, rows: 8, unlisted: 0 });
	t.ok(table);
	t.strictSame(
		items
			.filter(({ findings }) => findings.some(({ severity }) => severity === 'error'))
			.map(({ position, rows }) => [position, rows]),
		[
			[2, [6, 8]],
			[3, [9, 9]],
		],
	);
	t.notMatch(JSON.stringify(items), /Marlow|Fakenham|Zoë|Ångström|Juniper|Delphine|1984-02-29|Imaginary/);

	const found = await dryRun(packed(csv(sampleTable('spelled out'))), (body) =>
		check({ ...(body as object), issuedOn: '2026-10-01' }),
	);
	t.equal(found.superbills, 0);
	t.match(
		found.items[0]?.findings.find(({ rule }) => rule === 'date-in-future'),
		{ source: { row: 2, column: 'date_of_service' } },
	);
});

t.test('a dry run lists a limited number of superbills and counts the rest', async (t) => {
	const wrong = await dryRun(packed(superbillLines(`${'{\n'.repeat(502)}{"number":"SB-1"}\n`)), () => []);
	t.match(wrong, { superbills: 1, refused: 502, unlisted: 2 });
	t.equal(wrong.items.length, 500);
	const labelled = await dryRun(
		packed(superbillLines('{"number":"SB-1"}\n')),
		(body) => serviceUnderTest().validate(body).findings,
	);
	t.match(labelled.items, [{ position: 1, label: 'SB-1', rows: [1, 1] }]);
	t.match(labelled, { superbills: 0, refused: 1 });
});

t.test('other work gets its turn while many visits are read', async (t) => {
	const visits = Array.from({ length: 200 }, () => visit);
	let turns = 0;
	let next = setImmediate(function others() {
		turns++;
		next = setImmediate(others);
	});
	await read(json({ visits, splitBy: 'visit' }));
	clearImmediate(next);
	t.ok(turns > 0);
});
