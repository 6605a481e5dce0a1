import t from 'tap';
import { readRequest } from '../../src/superbill/read.ts';
import type { SuperbillRequest } from '../../src/superbill/request.ts';
import { diagnosisLetters, officialNames, resolve } from '../../src/superbill/superbill.ts';
import { type Changes, PLAIN, plainWith, TODAY } from '../fixtures/plain.ts';

function request(changes: Changes = {}): SuperbillRequest {
	const { request, findings } = readRequest(plainWith(changes));
	if (!request) throw new Error(findings.map(({ message }) => message).join(' '));
	return request;
}

const line = (changes: object) => ({ ...PLAIN.serviceLines[0], ...changes });

t.test('letters follow the order of the diagnoses', async (t) => {
	t.strictSame(
		diagnosisLetters(request({ '/diagnoses': [{ code: 'F332' }, { code: 'I10' }, { code: 'f3' }] })),
		{
			A: 'F33.2',
			B: 'I10',
			C: 'f3',
		},
	);
});

t.test('lines are grouped by ascending date, and keep their order within a date', async (t) => {
	const { visits } = resolve(
		request({
			'/serviceLines': [
				line({ code: '99214', date: '2026-10-06', charge: '10.10' }),
				line({ code: '99213', date: '2026-10-01', charge: '1.00' }),
				line({ code: '96365', date: '2026-10-06', charge: '0.20' }),
				line({ code: '90837', date: '2026-10-03', charge: '5.00' }),
			],
		}),
		TODAY,
	);
	t.strictSame(
		visits.map(({ date, lines, subtotal }) => [date, lines.map(({ code }) => code).join(), subtotal]),
		[
			['2026-10-01', '99213', 100],
			['2026-10-03', '90837', 500],
			['2026-10-06', '99214,96365', 1030],
		],
	);
});

t.test('codes and the tax ID are in printed form, and money is in cents', async (t) => {
	const superbill = resolve(
		request({
			'/template': 'standard',
			'/language': 'es',
			'/issuedOn': undefined,
			'/billingProvider/taxId/value': '000000001',
			'/diagnoses': [{ code: 'F332', description: 'Depression' }],
			'/serviceLines/0/drug': { ndc: '0000-1234-05', quantity: '1', unit: 'ML' },
		}),
		TODAY,
	);
	t.equal(superbill.taxId, '00-0000001');
	t.equal(superbill.issuedOn, TODAY);
	t.strictSame(superbill.diagnoses, [{ letter: 'A', code: 'F33.2', description: 'Depression' }]);
	t.match(superbill.visits[0]?.lines[0], {
		charge: 15_000,
		units: 1,
		modifiers: [],
		drug: { ndc: { labeler: '00000', product: '1234', package: '05' }, quantity: '1' },
	});
	t.equal(superbill.totals.paymentStatus, 'paid-in-full');
	t.notOk('template' in superbill || 'language' in superbill, 'fields that control printing are left out');
});

t.test('a request that a rule refuses cannot be resolved', async (t) => {
	for (const changes of [
		{ '/billingProvider/taxId/value': '1' },
		{ '/diagnoses/0/code': 'f3' },
		{ '/serviceLines/0/drug': { ndc: '0000123405', quantity: '1', unit: 'ML' } },
	]) {
		t.throws(() => resolve(request(changes), TODAY), TypeError, JSON.stringify(changes));
	}
});

t.test(
	'a diagnosis without a description gets its official title on the first day that points to it',
	async (t) => {
		const asked: string[] = [];
		const given = request({
			'/diagnoses': [
				{ code: 'F332' },
				{ code: 'I10', description: 'Own words' },
				{ code: 'G894' },
				{ code: 'M797' },
			],
			'/serviceLines': [
				line({ date: '2026-10-06', diagnosisPointers: ['A'] }),
				line({ date: '2026-10-01', diagnosisPointers: ['C'] }),
				line({ date: '2026-10-03', diagnosisPointers: ['A', 'B'] }),
			],
		});
		const none = () => undefined;
		const names = officialNames(given, {
			diagnosis(code, date) {
				asked.push(`${code} ${date}`);
				return code === 'M79.7' ? undefined : `Title of ${code}`;
			},
			procedure: none,
			place: none,
			taxonomy: none,
		});
		const { diagnoses } = resolve(given, TODAY, names);
		t.strictSame(
			diagnoses.map(({ description }) => description),
			['Title of F33.2', 'Own words', 'Title of G89.4', undefined],
		);
		t.strictSame(
			asked,
			['F33.2 2026-10-03', 'G89.4 2026-10-01', 'M79.7 2026-10-01'],
			'no line points to the last one',
		);
	},
);

t.test('a line without a description gets its official title, or nothing', async (t) => {
	const given = request({
		'/serviceLines': [
			line({ code: 'J3490', description: undefined }),
			line({ code: 'J7999', description: undefined }),
			line({ description: 'Own words' }),
		],
	});
	const names = officialNames(given, {
		diagnosis: () => undefined,
		procedure: (code) => (code === 'J3490' ? 'Unclassified drugs' : undefined),
		place: (code) => `Place ${code}`,
		taxonomy: () => undefined,
	});
	t.strictSame(names.places, { '11': 'Place 11' });
	const descriptions = resolve(given, TODAY, names).visits.flatMap(({ lines }) =>
		lines.map(({ description }) => description),
	);
	t.strictSame(descriptions, ['Unclassified drugs', '', 'Own words']);
});
