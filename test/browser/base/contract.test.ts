import t from 'tap';
import { type Contract, resolved, routeOf, urlOf } from '../../../src/browser/base/contract.ts';
import { DOCUMENT } from '../../http/app.ts';

const contract = DOCUMENT as unknown as Contract;

t.test('an operation is found by its id', async (t) => {
	const { method, path } = routeOf(contract, 'voidSuperbill');
	t.strictSame([method, path], ['POST', '/v1/superbills/{id}/void']);
	t.throws(() => routeOf(contract, 'nothing'), RangeError);
});

t.test('a path and a query are filled in, and values are escaped', async (t) => {
	const route = routeOf(contract, 'getSuperbillPdf');
	t.equal(urlOf(route, { path: {} }), '/v1/superbills//pdf', 'which no route has');
	t.equal(urlOf(routeOf(contract, 'listRules'), {}), '/v1/rules');
	t.equal(urlOf(route, { path: { id: 'a/b' } }), '/v1/superbills/a%2Fb/pdf');
	t.equal(
		urlOf(route, {
			path: { id: 'x' },
			query: { as: 'issued', list: ['1', '2'], none: undefined, empty: '' },
		}),
		'/v1/superbills/x/pdf?as=issued&list=1&list=2',
	);
});

t.test('a reference is followed, and what stands next to it wins', async (t) => {
	const schema = resolved(contract, {
		$ref: '#/components/schemas/Patient',
		description: 'Who was treated.',
	});
	t.equal(schema.type, 'object');
	t.equal(schema.description, 'Who was treated.');
	t.strictSame(resolved(contract, { type: 'string' }), { type: 'string' });
});
