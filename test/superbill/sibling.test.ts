import t from 'tap';
import { readRequest } from '../../src/superbill/read.ts';
import type { SuperbillRequest } from '../../src/superbill/request.ts';
import { receiptData, receiptRequest } from '../../src/superbill/sibling.ts';
import { resolve } from '../../src/superbill/superbill.ts';
import { everything, minimal } from '../fixtures/payloads.ts';

const requestOf = (input: object) => readRequest(input).request as SuperbillRequest;

/** The names of all properties, at any depth. */
function namesIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => [
		...(Array.isArray(value) ? [] : [name]),
		...namesIn(inner),
	]);
}

const everywhere = requestOf({
	...everything,
	otherItems: [{ date: '2026-10-20', description: 'Course', charge: '45.00' }],
});

const NAMES = [
	...['number', 'issuedOn', 'language', 'billingProvider', 'renderingProvider', 'patient', 'guarantor'],
	...['relationship', 'serviceLines', 'otherItems', 'adjustments', 'payments', 'refunds'],
	...['name', 'npi', 'taxId', 'type', 'value', 'phone', 'fax', 'email', 'website', 'address', 'payToAddress'],
	...['line1', 'line2', 'city', 'state', 'postalCode', 'country'],
	...['firstName', 'middleName', 'lastName', 'suffix', 'credentials'],
	...['date', 'description', 'charge', 'amount', 'method', 'reason'],
];

t.test('a receipt for an HSA or FSA has what its administrator asks for, and nothing else', async (t) => {
	const data = receiptData(everywhere, 'hsa-receipt');
	t.strictSame([...new Set(namesIn(data))].sort(), [...NAMES].sort());
	t.strictSame(data.serviceLines[1], { date: '2026-10-06', description: 'Drug supply', charge: '25.00' });
	t.notMatch(JSON.stringify(data), /F33|F43|depression|90837|1984|MEMBER|overpayment/);
});

t.test('a proof of payment also has codes and the details of payments, and no diagnosis', async (t) => {
	const data = receiptData(everywhere, 'proof-of-payment');
	const more = ['code', 'modifiers', 'units', 'reference', 'note'];
	t.strictSame([...new Set(namesIn(data))].sort(), [...NAMES, ...more].sort());
	t.notMatch(JSON.stringify(data), /F33|F43|depression|1984|MEMBER/);
});

t.test('what a request does not have is left out, and the rest resolves', async (t) => {
	const data = receiptData(requestOf(minimal), 'hsa-receipt');
	t.notOk(['guarantor', 'otherItems', 'adjustments', 'refunds', 'number'].some((name) => name in data));
	t.match(resolve(receiptRequest(data), '2026-11-23'), { diagnoses: [], visits: { length: 1 } });
});
