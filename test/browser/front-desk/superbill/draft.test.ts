import t from 'tap';
import type { Contract } from '../../../../src/browser/base/contract.ts';
import type { Json } from '../../../../src/browser/base/pointers.ts';
import {
	asLastVisit,
	asRequest,
	emptyRequest,
	fieldOf,
	findingsByField,
	inPractice,
	isMissing,
	lettersTyped,
	missingFields,
	nextLine,
	nextPayment,
	requestInFile,
	runningTotals,
	withoutDiagnosis,
	withPatient,
} from '../../../../src/browser/front-desk/superbill/draft.ts';
import { CASES } from '../../../fixtures/cases.ts';
import { DOCUMENT } from '../../../http/app.ts';

const TODAY = '2026-11-30';
const { request } = CASES.find(({ file }) => file === 'iv-ketamine-visit.json') as unknown as {
	request: Json;
};

t.test('a new service and a new payment begin like the last ones', async (t) => {
	const draft = emptyRequest('harbor', undefined, TODAY);
	t.strictSame(nextLine(draft, TODAY), { date: TODAY, placeOfService: '11', diagnosisPointers: ['A'] });
	t.strictSame(nextLine({ serviceLines: [{ date: '2026-11-01', placeOfService: '10' }] }, TODAY), {
		date: '2026-11-01',
		placeOfService: '10',
		diagnosisPointers: ['A'],
	});
	t.strictSame(
		nextPayment({ serviceLines: [{ date: '2026-11-01', charge: '150.00' }] }, TODAY),
		{ date: '2026-11-01', amount: '150.00', method: 'card' },
		'what is still owed, on the day of the service',
	);
	t.strictSame(nextPayment({ payments: [{ date: TODAY, amount: '1.00', method: 'hsa' }] }, TODAY), {
		date: TODAY,
		amount: '',
		method: 'hsa',
	});
});

t.test('another practice takes over a request, unless its practice was entered in full', async (t) => {
	const draft = emptyRequest('harbor', 'samplewell', TODAY) as { readonly [name: string]: Json };
	t.equal(inPractice(draft, 'harbor', 'other'), draft, 'the clinician stays in the same practice');
	t.strictSame(inPractice(draft, 'meadow', 'mueller'), {
		...draft,
		billingProvider: { practice: 'meadow' },
		renderingProvider: { provider: 'mueller' },
	});
	t.strictSame(inPractice({ patient: { lastName: 'Fakenham' } }, 'meadow', undefined), {
		patient: { lastName: 'Fakenham' },
		billingProvider: { practice: 'meadow' },
		renderingProvider: {},
	});
	t.equal(inPractice(request, 'meadow', undefined), request);
});

t.test('totals count what can be read', async (t) => {
	t.strictSame(runningTotals(request), { charges: 55_000, adjustments: 0, paid: 55_000, balance: 0 });
	t.strictSame(
		runningTotals({
			serviceLines: [{ charge: '100.00' }, { charge: '1,0' }, {}],
			otherItems: [{ charge: '0.29' }],
			adjustments: [{ amount: '10.00' }],
			payments: [{ amount: '50.00' }],
			refunds: [{ amount: '5.00' }],
		}),
		{ charges: 10_029, adjustments: 1000, paid: 4500, balance: 4529 },
	);
});

t.test('what nobody filled in is not sent, and rows keep their places', async (t) => {
	t.strictSame(asRequest({ a: '', b: { c: {} }, d: [{}, { e: 1 }, {}], f: false, g: 0 }), {
		d: [{}, { e: 1 }],
		f: false,
		g: 0,
	});
	t.strictSame(asRequest(emptyRequest(undefined, undefined, TODAY)), {
		serviceLines: [{ date: TODAY, placeOfService: '11', diagnosisPointers: ['A'] }],
	});
});

t.test('a finding belongs to its field, to one inside, to the nearest around it, or to none', async (t) => {
	const fields = ['/patient/birthDate', '/patient/address/line1', '/patient/address/city', '/serviceLines/0'];
	t.equal(fieldOf('/patient/birthDate', fields), '/patient/birthDate');
	t.equal(fieldOf('/patient/address', fields), '/patient/address/line1');
	t.equal(fieldOf('/serviceLines/0/drug/ndc', fields), '/serviceLines/0');
	t.equal(fieldOf('/guarantor/phone', fields), '');
	t.equal(fieldOf('', fields), '');
	const finding = (pointer: string, message = pointer) => ({
		rule: 'shape',
		severity: 'error' as const,
		pointer,
		message,
		help: '',
	});
	const found = findingsByField(
		['/serviceLines/0/a', '/serviceLines/0/b', '/z'].map((pointer) => finding(pointer)),
		fields,
	);
	t.strictSame(
		[...found].map(([field, { length }]) => [field, length]),
		[
			['/serviceLines/0', 2],
			['', 1],
		],
	);
	t.ok(isMissing(finding('/patient/sex', 'Patient: sex is missing.')));
	t.notOk(isMissing(finding('/patient/sex', 'Patient: sex is not one of these.')));
	t.notOk(isMissing({ ...finding('', 'The supervisor is missing.'), rule: 'supervisor' }));
});

t.test('what is still to fill in is listed once, field by field', async (t) => {
	const missing = (pointer: string) => ({
		...{ rule: 'shape', severity: 'error' as const, pointer, help: '' },
		message: 'Something is missing.',
	});
	const draft = { patient: { lastName: 'Fakenham' }, serviceLines: [{ date: TODAY, code: '99213' }] };
	const fields = missingFields(DOCUMENT as unknown as Contract, draft, [
		...[missing('/patient'), missing('/patient'), missing('/serviceLines/0')],
		{ ...missing('/diagnoses/0'), message: 'Something is wrong.' },
	]);
	t.equal(new Set(fields).size, fields.length);
	for (const field of ['/patient/firstName', '/patient/address/city', '/serviceLines/0/charge']) {
		t.ok(fields.includes(field), field);
	}
	for (const field of ['/patient/lastName', '/serviceLines/0/code', '/diagnoses/0/code']) {
		t.notOk(fields.includes(field), field);
	}
});

t.test('services follow their diagnoses when one is removed', async (t) => {
	const before = {
		diagnoses: [{ code: 'F33.2' }, { code: 'F41.1' }, { code: 'F43.10' }],
		serviceLines: [{ diagnosisPointers: ['A', 'C'] }, { diagnosisPointers: ['B'] }],
	};
	t.strictSame(withoutDiagnosis(before, 1), {
		diagnoses: [{ code: 'F33.2' }, { code: 'F43.10' }],
		serviceLines: [{ diagnosisPointers: ['A', 'B'] }, { diagnosisPointers: [] }],
	});
	t.strictSame(lettersTyped('a, b'), ['A', 'B']);
	t.strictSame(lettersTyped('ba a'), ['B', 'A']);
});

t.test('the last visit is repeated today, for the same patient and not yet paid', async (t) => {
	const draft = withPatient(emptyRequest('harbor', 'samplewell', TODAY), request) as Record<string, Json>;
	t.strictSame(draft['patient'], (request as Record<string, Json>)['patient']);
	t.strictSame(draft['billingProvider'], { practice: 'harbor' });
	t.strictSame((withPatient(draft, { patient: {} }) as Record<string, Json>)['coverages'], undefined);
	const again = asLastVisit(draft, request, TODAY) as Record<string, readonly Record<string, Json>[]>;
	t.strictSame([...new Set(again['serviceLines']?.map(({ date }) => date))], [TODAY]);
	t.equal(again['serviceLines']?.length, 4);
	t.notOk('payments' in again);
	const month = {
		diagnoses: [],
		serviceLines: [
			{ date: '2026-10-01', code: '1' },
			{ date: '2026-10-08', code: '2', id: 'L-2' },
		],
	};
	t.strictSame((asLastVisit(draft, month, TODAY) as Record<string, Json>)['serviceLines'], [
		{ date: TODAY, code: '2' },
	]);
});

t.test('a file is taken only if it is the JSON of one superbill', async (t) => {
	t.strictSame(requestInFile(`\uFEFF${JSON.stringify(request)}`), request);
	for (const wrong of ['{', 'null', '[]', '3', '{"items": []}', '{"patient": "x"}', '{"serviceLines": {}}']) {
		t.equal(requestInFile(wrong), undefined, wrong);
	}
});

t.test('no notices are sent if the practice has some and none is wanted', async (t) => {
	t.strictSame(asRequest({ notices: [], diagnoses: [] }), { notices: [] });
});
