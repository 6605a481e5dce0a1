import t from 'tap';
import { check } from '../../../src/rules/catalogue/check.ts';
import type { PayerProfile } from '../../../src/rules/packs/payer-profile.ts';
import { ASKED } from '../../../src/rules/packs/payer-profile.ts';
import { payerAsks, payerRefuses } from '../../../src/rules/parties/payers.ts';
import { readRequest } from '../../../src/superbill/read.ts';
import { computeTotals } from '../../../src/superbill/totals.ts';
import { findings, KNOWLEDGE } from '../../fixtures/examine.ts';
import { type Changes, plainWith, TODAY } from '../../fixtures/plain.ts';

const EVERYTHING: PayerProfile = {
	id: 'our-plan',
	version: 1,
	payer: 'Our Plan',
	payerIds: [],
	names: [],
	source: 'Our form',
	checked: '2026-11-30',
	asks: ASKED.map((detail) => ({ for: detail, severity: detail === 'title' ? 'warning' : 'info' })),
	notPaid: [
		{ codes: ['99213'], instead: 'Bill 99212.', source: 'Our policy', from: '2026-01-01', to: TODAY },
	],
};

function asked(changes: Changes, payers: readonly PayerProfile[] = [EVERYTHING]) {
	const { request, findings: wrong } = readRequest(plainWith(changes));
	if (!request) throw new Error(JSON.stringify(wrong));
	const input = {
		request,
		totals: computeTotals(request),
		issuedOn: TODAY,
		today: TODAY,
		payers,
		knowledge: KNOWLEDGE,
	};
	return check(input, new Map(), [payerAsks, payerRefuses]);
}

const asksFor = (changes: Changes) =>
	asked(changes).flatMap(({ message, pointer }) => {
		const what = /^Our Plan asks for (.+)\.$/.exec(message)?.[1];
		return what === undefined ? [] : [`${pointer} ${what}`];
	});

t.test('payer-asks finds what a payer asks for and a superbill lacks', async (t) => {
	t.strictSame(
		asksFor({ '/renderingProvider/license': undefined, '/renderingProvider/taxonomy': undefined }),
		[
			' a statement that the condition is or is not related to work or an accident',
			'/coverages/0 the employer through which the insurance is held',
			'/coverages/0 the group number',
			"/renderingProvider the clinician's license number",
			"/patient the patient's phone number",
			"/renderingProvider the clinician's taxonomy code",
			"/renderingProvider the clinician's professional title in words",
		],
	);
	t.strictSame(
		asksFor({
			'/conditionRelatedTo': { employment: false },
			'/coverages/0/employer': 'Imaginary Widgets Inc',
			'/coverages/0/groupNumber': 'G',
			'/patient/phone': '555-0111',
			'/renderingProvider/title': 'Nurse practitioner',
		}),
		[],
	);
	const organization = { name: 'Invented Laboratory Inc', npi: '2000000028', taxonomy: '291U00000X' };
	t.strictSame(asksFor({ '/renderingProvider': organization, '/coverages': undefined }).slice(1), [
		"/patient the patient's phone number",
		'/renderingProvider/name the name of the person who gave the care',
	]);
});

t.test('payer-asks names its source, and is a warning only if the payer returns the superbill', async (t) => {
	const found = asked({});
	t.match(
		found.find(({ message }) => /title/.test(message)),
		{
			severity: 'warning',
			help: 'Add "title", such as "Psychiatric nurse practitioner". Source: Our form (read on 2026-11-30).',
		},
	);
	t.match(
		found.find(({ message }) => /group/.test(message)),
		{ severity: 'info' },
	);
	t.strictSame(asked({}, []), []);
});

t.test('payer-refuses finds codes on the dates on which a payer does not take them', async (t) => {
	const refused = (changes: Changes) => asked(changes).filter(({ rule }) => rule === 'payer-refuses');
	t.match(refused({}), [
		{
			pointer: '/serviceLines/0/code',
			message: 'Our Plan does not pay 99213.',
			help: 'Bill 99212. Source: Our policy.',
		},
	]);
	t.strictSame(refused({ '/serviceLines/0/date': '2025-12-31' }), []);
	t.strictSame(refused({ '/serviceLines/0/code': '99214' }), []);
});

t.test('Medicare is said to take no claims from patients', async (t) => {
	t.match(findings('payer-refuses', { '/coverages/0/payerName': 'Medicare' }), [
		{ severity: 'info', pointer: '', message: /opted out, and any other clinician must file/ },
	]);
});
