import t from 'tap';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { visit } from '../../records/issuing.suite.ts';
import { newKeyring } from '../../store/stores.ts';
import { schemaErrors, testApp } from '../app.ts';

t.test(
	'a superbill that repeats one of the last day gets a 409 that names it, unless again is true',
	async (t) => {
		const store = await openMemoryStore(newKeyring());
		t.teardown(() => store.close());
		const { send } = await testApp(t, {}, { store: () => store });
		const body = visit();
		const issue = (query = '') =>
			send({
				method: 'POST',
				url: `/v1/superbills${query}`,
				headers: { 'content-type': 'application/json' },
				payload: JSON.stringify(body),
			});
		const check = async () =>
			(
				await send({
					method: 'POST',
					url: '/v1/superbills/validate',
					headers: { 'content-type': 'application/json' },
					payload: JSON.stringify(body),
				})
			).json().issuing;
		t.strictSame(await check(), { expectedNumber: 'SB-2026-000001', repeats: null });
		const { headers } = await issue();
		const repeats = { id: headers['superbill-id'], number: headers['superbill-number'] };
		t.strictSame(await check(), { expectedNumber: 'SB-2026-000002', repeats });
		for (const query of ['', '?again=false']) {
			const refused = await issue(query);
			t.equal(refused.statusCode, 409);
			t.strictSame(schemaErrors('/components/schemas/Problem', refused.json()), []);
			t.strictSame(refused.json().earlier, repeats);
			t.match(refused.json().detail, /^Superbill SB-2026-000001 .*again=true/);
		}
		t.equal((await issue('?again=true')).headers['superbill-number'], 'SB-2026-000002');
		t.equal((await issue('?again=yes')).statusCode, 400);
	},
);
