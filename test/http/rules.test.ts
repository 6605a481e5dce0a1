import t from 'tap';
import { CATALOGUE } from '../../src/rules/catalogue.ts';
import { readSettings } from '../../src/rules/settings.ts';
import { serviceUnderTest } from '../service-under-test.ts';
import { testApp } from './app.ts';

t.test('GET /v1/rules lists every check with what the operator made of it', async (t) => {
	const settings = readSettings('rules.yaml', 'rules: { ndc-format: off }');
	const { send } = await testApp(t, {}, { service: serviceUnderTest({ settings }) });
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
		{ severity: 'off', defaultSeverity: 'error', mend: /hyphens/ },
	);
});

t.test('the operator’s severities decide what render refuses, practice by practice', async (t) => {
	const settings = readSettings('r', 'practices: { "2000000036": { rules: { not-paid: error } } }');
	const service = serviceUnderTest({ settings });
	const { VISIT } = await import('../cli/superbill.ts');
	const { payments: _payments, ...unpaid } = VISIT as Record<string, unknown>;
	const billedBy = (npi: string) => ({
		...unpaid,
		billingProvider: { ...(unpaid['billingProvider'] as object), npi },
	});
	t.equal((await service.render(billedBy('2000000036'))).refused, true);
	t.equal((await service.render(billedBy('2000000028'))).refused, false);
});
