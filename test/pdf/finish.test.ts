import t from 'tap';
import { finishedPdf } from '../../src/pdf/finish.ts';
import { type Drawing, drawDocument } from '../../src/service/drawing/document.ts';
import { CASES } from '../fixtures/cases.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { readPdf } from './reader.ts';
import { flaws } from './validity/checks/all.ts';
import { readTaggedPdf } from './validity/document.ts';

const service = serviceUnderTest();

/** Draws a document for any number as long as a stand-in. */
function drawFor(standIn: string | undefined, request: object = everything): Drawing {
	const preparation = service.prepare({ ...request, number: standIn });
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	return drawDocument(preparation.prepared, preparation.prepared.template);
}

const NOTICES = { ...everything, notices: ['how-to-submit'] };

t.test('a document that is finished with a number is the one that was drawn for it', async (t) => {
	const number = 'SB-2026-000101';
	const later = finishedPdf(drawFor('SB-2026-999999', NOTICES).unfinished, number);
	t.ok(later.equals(finishedPdf(drawFor(number, NOTICES).unfinished, number)));
});

t.test('the number is everywhere: pages, title, metadata and data; the stand-in is nowhere', async (t) => {
	const { unfinished } = drawFor('SB-2026-9999999', NOTICES);
	for (const number of ['SB-2026-000101', 'SB-2026-10000000']) {
		const pdf = finishedPdf(unfinished, number);
		const { pages, title, xmp, attachments } = await readPdf(pdf);
		t.ok(pages.every(({ text }) => text.includes(number)));
		t.ok(
			pages.some(({ outline }) => outline.some((line) => line.includes(`superbill ${number}, all pages`))),
		);
		t.equal(title, `Superbill ${number}`);
		t.ok(xmp.includes(`Superbill ${number}<`));
		const data = Buffer.from(attachments['superbill.json'] as Uint8Array).toString();
		t.equal(JSON.parse(data).superbill.number, number);
		const all = [...pages.map(({ text }) => text), title, xmp, data].join('');
		t.notMatch(all, /9999999|[\ufdd0-\ufdef]/);
		t.strictSame(flaws(await readTaggedPdf(pdf)), []);
	}
});

t.test('text around a number that is shorter than its stand-in moves next to it', async (t) => {
	const number = 'B-1';
	const exact = await readPdf(finishedPdf(drawFor(number, NOTICES).unfinished, number));
	const moved = await readPdf(finishedPdf(drawFor('B-9999999', NOTICES).unfinished, number));
	const items = ({ pages }: typeof exact) => pages.flatMap((page) => page.items);
	const pairs = items(moved).map((item, i) => [item, items(exact)[i]] as const);
	t.equal(pairs.length, items(exact).length);
	t.strictSame(
		pairs.filter(([a, b]) => a.text !== b?.text || Math.abs(a.x - b.x) > 0.1 || a.y !== b.y),
		[],
	);
});

t.test('a number that is wider than its line is broken, and stays whole for readers', async (t) => {
	const number = 'W'.repeat(30);
	const { pages } = await readPdf(finishedPdf(drawFor('M'.repeat(30)).unfinished, number));
	t.ok(pages[0]?.outline.join('').replaceAll(' ', '').includes(number));
});

t.test('every template and language can be finished with numbers of any length', async (t) => {
	const [{ request }] = CASES as [(typeof CASES)[number]];
	for (const template of TEMPLATES.keys()) {
		for (const language of ['en', 'es']) {
			const { unfinished } = drawFor('2026/9999999', { ...request, template, language });
			const pdf = finishedPdf(unfinished, '2026/1');
			t.strictSame(flaws(await readTaggedPdf(pdf)), [], `${template}, ${language}`);
		}
	}
});

t.test('a document without a number is finished without one, and only without one', async (t) => {
	const { unfinished } = drawFor(undefined, minimal);
	t.strictSame(flaws(await readTaggedPdf(finishedPdf(unfinished, undefined))), []);
	t.throws(() => finishedPdf(unfinished, 'SB-1'), RangeError);
	t.throws(() => finishedPdf(drawFor('SB-1').unfinished, undefined), RangeError);
});

t.test('finishing takes a fraction of the time of drawing', async (t) => {
	const spent = (work: () => unknown): number => {
		const before = process.cpuUsage();
		for (let i = 0; i < 5; i++) work();
		const { user, system } = process.cpuUsage(before);
		return user + system;
	};
	let best = Number.POSITIVE_INFINITY;
	for (let round = 0; round < 4; round++) {
		const { unfinished } = drawFor('SB-2026-000001', NOTICES);
		const drawing = spent(() => drawFor('SB-2026-000001', NOTICES));
		best = Math.min(best, spent(() => finishedPdf(unfinished, 'SB-2026-000001')) / drawing);
	}
	t.ok(best < 1 / 3, `${best}`);
});
