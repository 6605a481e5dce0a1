import t from 'tap';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import { type Practice, type PracticeInput, PracticeProfile } from '../../src/practices/practice.ts';
import type { ServiceParts } from '../../src/service/parts.ts';
import { readRulesFile } from '../../src/start/rules-file.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';

const CLINIC: PracticeInput = PRACTICE_EXAMPLES['ketamine-clinic'].value;

/** Prepares a request of a practice. */
function prepared(body: object, profile: Partial<PracticeInput>, parts?: Partial<ServiceParts>) {
	const practice: Practice = { id: 'harbor', profile: PracticeProfile.parse({ ...CLINIC, ...profile }) };
	const preparation = serviceUnderTest(parts).prepare({ ...PLAIN, ...body }, practice);
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	return preparation.prepared;
}

const { template: _, ...WITHOUT_TEMPLATE } = CLINIC;

t.test('template and language come from the practice if the request names none', async (t) => {
	const { template, request } = prepared({}, { template: 'compact', language: 'es' });
	t.equal(template.template.id, 'compact');
	t.equal(request.language, 'es');
	const named = prepared({ template: 'standard', language: 'en' }, { template: 'compact', language: 'es' });
	t.equal(named.template.template.id, 'standard');
	t.equal(named.request.language, 'en');
	const practice: Practice = { id: 'harbor', profile: PracticeProfile.parse(WITHOUT_TEMPLATE) };
	t.equal(serviceUnderTest().validate(PLAIN, practice).status, 'ok');
});

t.test("a practice's template that is gone is an error about the whole request", async (t) => {
	const practice: Practice = {
		id: 'harbor',
		profile: PracticeProfile.parse({ ...CLINIC, template: 'gone' }),
	};
	const { findings } = serviceUnderTest().validate(PLAIN, practice);
	t.match(findings, [{ pointer: '', message: /no longer installed/, severity: 'error' }]);
	const { findings: own } = serviceUnderTest().validate({ ...PLAIN, template: 'away' }, practice);
	t.match(own, [{ pointer: '/template' }]);
});

t.test("the practice's severities override the operator's, up or down", async (t) => {
	const severities = readRulesFile('rules.yaml', 'rules: { not-paid: error }');
	const unpaid = { payments: [] };
	const severity = (rules: PracticeInput['rules']) =>
		serviceUnderTest({ severities })
			.validate(
				{ ...PLAIN, ...unpaid },
				{ id: 'harbor', profile: PracticeProfile.parse({ ...CLINIC, rules }) },
			)
			.findings.find(({ rule }) => rule === 'not-paid')?.severity;
	t.equal(severity({}), 'error');
	t.equal(severity({ 'not-paid': 'warning' }), 'warning');
	t.equal(severity({ 'not-paid': 'off' }), undefined);
	t.equal(severity({ 'timely-filing': 'off' }), 'error');
});

t.test("the practice's time zone decides today's date if the request has none", async (t) => {
	const parts = { now: () => new Date('2026-11-23T12:00:00Z'), timeZone: 'UTC' };
	const { issuedOn: _, ...undated } = PLAIN;
	const { timeZone: __, ...letterhead } = CLINIC.billingProvider;
	const day = (billingProvider: object, timeZone?: string) => {
		const profile = PracticeProfile.parse({
			...CLINIC,
			billingProvider: { ...letterhead, ...(timeZone !== undefined && { timeZone }) },
		});
		const preparation = serviceUnderTest(parts).prepare(
			{ ...undated, billingProvider },
			{ id: 'harbor', profile },
		);
		return preparation.refused ? preparation.findings : preparation.prepared.issuedOn;
	};
	const kiritimati = 'Pacific/Kiritimati';
	t.equal(day(letterhead), '2026-11-23');
	t.equal(day(letterhead, kiritimati), '2026-11-24');
	t.equal(day({ practice: 'harbor' }, kiritimati), '2026-11-24');
	t.equal(day({ ...letterhead, timeZone: 'UTC' }, kiritimati), '2026-11-23');
});
