import t from 'tap';
import type { SuperbillInput } from '../../src/superbill/request.ts';
import { CASES } from '../fixtures/cases.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { pdfOf } from '../service/service-under-test.ts';
import { type ReadPage, readPdf } from './reader.ts';

const LANGUAGES = ['en', 'es'] as const;

/** The fullest visit that one sheet must hold: eight lines, two of them drugs, four diagnoses, supervisor and facility. */
function eightLines(): SuperbillInput {
	const { supervisingProvider, serviceFacility } = everything;
	const [line] = minimal.serviceLines;
	const drug = {
		ndc: '00000-1234-05',
		quantity: '0.8',
		unit: 'ML',
		name: 'ketamine HCl',
		dose: '40 mg',
	} as const;
	const visit = {
		...minimal,
		supervisingProvider,
		serviceFacility,
		diagnoses: ['F33.1', 'F43.12', 'G47.00', 'Z79.899'].map((code) => ({
			code,
			description: `Diagnosis ${code}`,
		})),
		serviceLines: Array.from({ length: 8 }, (_, i) => ({
			...line,
			charge: '50.00',
			description: `Service number ${i + 1} of the visit`,
			...(i < 2 && { code: 'J3490', drug }),
		})),
		payments: [{ date: line?.date, amount: '400.00', method: 'card' }],
	};
	return visit as unknown as SuperbillInput;
}

t.test('a visit of eight lines fits on one sheet', async (t) => {
	for (const template of ['standard', 'behavioral-health', 'infusion', 'compact']) {
		for (const language of LANGUAGES) {
			const { pages } = await readPdf(pdfOf({ ...eightLines(), template, language }));
			t.equal(pages.length, 1, `${template}, ${language}`);
		}
	}
});

/** Height of the foot's line above the lower edge, and of the first text below the upper edge, in points. */
const [FOOT, HEAD] = [60, 40];
const HEIGHT = 792;

/** Part of the page down to its last text above the foot. */
function fullness({ items }: ReadPage): number {
	const lowest = Math.min(...items.filter(({ y }) => y > FOOT).map(({ y }) => y));
	return (HEIGHT - HEAD - lowest) / (HEIGHT - HEAD - FOOT);
}

t.test('every page but the last is at least 80 % full', async (t) => {
	const { request } = CASES.find(({ file }) => file.includes('fifty-lines')) as (typeof CASES)[number];
	for (const template of ['standard', 'behavioral-health', 'infusion', 'compact', 'statement']) {
		for (const language of LANGUAGES) {
			const { pages } = await readPdf(pdfOf({ ...request, template, language }));
			t.ok(pages.length > 1);
			for (const [i, page] of pages.slice(0, -1).entries()) {
				t.ok(fullness(page) >= 0.8, `${template}, ${language}, page ${i + 1}: ${fullness(page).toFixed(2)}`);
			}
		}
	}
});

t.test('the address in the window has the same height, however long the letterhead is', async (t) => {
	const { billingProvider, patient } = minimal;
	const heightWith = async (name: string) => {
		const { pages } = await readPdf(
			pdfOf({ ...minimal, template: 'statement', billingProvider: { ...billingProvider, name } }),
		);
		return pages[0]?.items.find(({ text }) => text.trim() === `${patient.firstName} ${patient.lastName}`)?.y;
	};
	const height = await heightWith('Clinic');
	t.ok(height !== undefined);
	t.equal(await heightWith('A Clinic with a Name of Many Words '.repeat(4).trim()), height);
});
