import t from 'tap';
import { CATALOGUE } from '../../../src/rules/catalogue/catalogue.ts';
import { readRulesFile } from '../../../src/start/rules-file.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { testApp } from '../app.ts';

t.test('GET /v1/rules lists every rule with the severity that the operator has set', async (t) => {
	const severities = readRulesFile('rules.yaml', 'rules: { ndc-format: off }');
	const { send } = await testApp(t, {}, { service: serviceUnderTest({ severities }) });
	const answer = await send({ url: '/v1/rules' });
	t.equal(answer.statusCode, 200);
	const { items, nextCursor } = answer.json();
	t.equal(nextCursor, null);
	t.strictSame(
		items.map(({ id }: { id: string }) => id),
		CATALOGUE.map(({ id }) => id),
	);
	t.match(
		items.find(({ id }: { id: string }) => id === 'ndc-format'),
		{ severity: 'off', defaultSeverity: 'error', fix: /hyphens/ },
	);
});

t.test('GET /v1/payers lists the payer profiles by name', async (t) => {
	const { send } = await testApp(t);
	const { items, nextCursor } = (await send({ url: '/v1/payers' })).json();
	t.equal(nextCursor, null);
	const names = items.map(({ payer }: { payer: string }) => payer);
	t.ok(names.length > 3);
	t.strictSame(names, [...names].sort());
	t.match(
		items.find(({ id }: { id: string }) => id === 'bcbs-fep'),
		{ payer: 'BCBS FEP', checked: /^20/, notice: { en: 'How to claim from the Federal Employee Program' } },
	);
});

t.test('severities decide what render refuses, for each practice', async (t) => {
	const severities = readRulesFile('r', 'practices: { "2000000036": { rules: { not-paid: error } } }');
	const service = serviceUnderTest({ severities });
	const { VISIT } = await import('../../cli/superbill.ts');
	const { payments: _payments, ...unpaid } = VISIT as Record<string, unknown>;
	const billedBy = (npi: string) => ({
		...unpaid,
		billingProvider: { ...(unpaid['billingProvider'] as object), npi },
	});
	t.equal((await service.render(billedBy('2000000036'))).refused, true);
	t.equal((await service.render(billedBy('2000000028'))).refused, false);
});
