import t from 'tap';
import { visit } from '../../records/issuing.suite.ts';
import { storedApp } from './stored-app.ts';

t.test('siblings can be rendered, and made from a superbill that was issued', async (t) => {
	const { send, post } = await storedApp(t);

	const rendered = await post('/v1/superbills/render?document=hsa-receipt', visit());
	t.equal(rendered.headers['content-type'], 'application/pdf');
	t.equal(rendered.headers['content-disposition'], 'attachment; filename="hsa-receipt-draft.pdf"');
	const wrong = await post('/v1/superbills/render?document=receipt', visit());
	t.equal(wrong.statusCode, 400);
	t.match(wrong.json().detail, /query parameter document/);

	const issued = await post('/v1/superbills', visit({ payments: [] }));
	const url = String(issued.headers['location']);
	const number = issued.headers['superbill-number'];
	const proof = await send({ url: `${url}/documents/proof-of-payment` });
	t.equal(proof.headers['content-disposition'], `attachment; filename="proof-of-payment-${number}.pdf"`);
	t.match(proof.headers['server-timing'], /draw;dur=/);
	t.equal((await send({ url: `${url}/documents/superbill` })).statusCode, 400);

	const payment = { date: '2026-11-23', amount: '150.00', method: 'cash' };
	const paid = await post(`${url}/payments`, payment);
	t.equal(paid.statusCode, 201);
	t.match(paid.json(), { balance: '0.00', laterPayments: [payment] });
	const again = await post(`${url}/payments`, payment);
	t.equal(again.statusCode, 422);
	t.match(again.json().findings, [{ pointer: '/amount', message: /balance of the superbill, 0\.00/ }]);

	t.equal((await post(`${url}/void`, { reason: 'Typed twice' })).statusCode, 200);
	const refused = await send({ url: `${url}/documents/proof-of-payment` });
	t.equal(refused.statusCode, 409);
	t.match(refused.json().detail, /is void/);
});
