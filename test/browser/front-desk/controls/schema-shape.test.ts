import t from 'tap';
import { type Contract, type ContractSchema, resolved } from '../../../../src/browser/base/contract.ts';
import type { Json } from '../../../../src/browser/base/pointers.ts';
import {
	helpOf,
	namesOf,
	partAt,
	shapeOf,
	stillMissing,
	textOf,
	valueTyped,
	wayOf,
} from '../../../../src/browser/front-desk/controls/schema-shape.ts';
import { DOCUMENT } from '../../../http/app.ts';

const contract = DOCUMENT as unknown as Contract;
const REQUEST = { $ref: '#/components/schemas/SuperbillRequest' };

function at(pointer: string) {
	const schema = resolved(contract, partAt(contract, REQUEST, pointer) as ContractSchema);
	return { schema, shape: shapeOf(contract, schema, namesOf(pointer).at(-1)) };
}

t.test('the contract decides what a field looks like', async (t) => {
	const kinds = {
		'/serviceLines/0/charge': 'money',
		'/serviceLines/0/startTime': 'time',
		'/serviceLines/0/units': 'number',
		'/serviceLines/0/minutes': 'number',
		'/patient/birthDate': 'date',
		'/patient/email': 'email',
		'/patient/phone': 'tel',
		'/patient/lastName': 'text',
		'/payments/0/reference': 'text',
		'/number': 'text',
	};
	for (const [pointer, kind] of Object.entries(kinds)) {
		t.strictSame(at(pointer).shape, { is: 'text', kind }, pointer);
	}
	const shapes = {
		'/patient/sex': 'enum',
		'/acceptAssignment': 'yes-no',
		'/serviceLines/0/modifiers': 'words',
		'/patient/address': 'object',
		'/coverages': 'list',
		'/metadata': 'map',
		'/billingProvider': 'ways',
		'/serviceLines/3/renderingProvider': 'ways',
	};
	for (const [pointer, is] of Object.entries(shapes)) t.equal(at(pointer).shape.is, is, pointer);
});

t.test('a part is found below lists, pairs and ways', async (t) => {
	t.ok(at('/renderingProvider/license/state').schema.pattern);
	t.ok(at('/billingProvider/practice').schema.pattern);
	t.equal(at('/metadata/encounterId').schema.type, 'string');
	t.equal(at('/serviceLines/0/modifiers/1').schema.type, 'string');
	t.equal(partAt(contract, REQUEST, '/patient/nickname'), undefined);
	t.equal(partAt(contract, REQUEST, '/note/0'), undefined);
	t.equal(partAt(contract, REQUEST, '/billingProvider/nickname/0'), undefined);
});

t.test('one way that can also be absent is no choice', async (t) => {
	const schema = { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] };
	t.strictSame(shapeOf(contract, schema), { is: 'text', kind: 'date' });
});

t.test('a value says in which way it was given', async (t) => {
	const { shape } = at('/billingProvider');
	const ways = shape.is === 'ways' ? shape.ways : [];
	t.strictSame(
		[undefined, {}, { practice: 'harbor' }, { name: 'Pretend Harbor', npi: '1' }].map(
			(value) => wayOf(ways, value)?.name,
		),
		['full', 'full', 'practice', 'full'],
	);
});

t.test('what is typed becomes what the API takes, and is shown again', async (t) => {
	const cases: [string, string, unknown][] = [
		['/serviceLines/0/charge', '$1,550', '1550.00'],
		['/serviceLines/0/startTime', '9:05 am', '09:05'],
		['/serviceLines/0/units', ' 2.5 ', 2.5],
		['/serviceLines/0/units', 'two', 'two'],
		['/serviceLines/0/modifiers', '25, 59', ['25', '59']],
		['/serviceLines/0/diagnosisPointers', 'a b', ['A', 'B']],
		['/conditionRelatedTo/autoAccident/state', 'ca', 'CA'],
		['/conditionRelatedTo/autoAccident/state', 'cal', 'cal'],
		['/acceptAssignment', 'no', false],
		['/patient/sex', 'F', 'F'],
		['/note', ' Thank you. ', 'Thank you.'],
		['/note', '  ', undefined],
	];
	for (const [pointer, text, value] of cases) {
		const { schema, shape } = at(pointer);
		t.strictSame(valueTyped(shape, schema, text), value, `${pointer} ${text}`);
	}
	t.equal(textOf(at('/serviceLines/0/modifiers').shape, ['25', '59']), '25 59');
	t.equal(textOf(at('/acceptAssignment').shape, false), 'no');
	t.equal(textOf(at('/acceptAssignment').shape, true), 'yes');
	t.equal(textOf(at('/serviceLines/0/units').shape, 2), '2');
	t.equal(textOf(at('/note').shape, undefined), '');
	t.equal(textOf(at('/note').shape, { a: 1 }), '{"a":1}', 'a value of another kind is not hidden');
});

t.test('help is the first sentence, without what only programs need', async (t) => {
	t.equal(helpOf(at('/coverages/0/memberId').schema), 'Member ID from the insurance card.');
	t.equal(
		helpOf(at('/acceptAssignment').schema),
		"Yes if the practice accepts the insurer's rate as payment in full.",
	);
	t.match(helpOf(at('/qrCode').schema), /^No leaves out the QR code/);
	t.equal(helpOf(at('/patient/address/city').schema), undefined, 'says no more than the label');
	t.equal(helpOf({ description: 'Id of a template, such as `standard`.' }), undefined);
	t.equal(helpOf({}), undefined);
});

t.test('what is still to fill in is named field by field', async (t) => {
	const missing = (request: Json, pointer: string) => stillMissing(contract, REQUEST, request, pointer);
	const line = { date: '2026-10-06', diagnosisPointers: ['A'] };
	t.strictSame(missing({ serviceLines: [line, { date: '2026-10-06' }] }, '/serviceLines/1'), [
		'/serviceLines/1/diagnosisPointers',
	]);
	const all = missing({ renderingProvider: { provider: 'samplewell' }, serviceLines: [line] }, '');
	for (const pointer of [
		'/patient/lastName',
		'/patient/address/city',
		'/billingProvider/npi',
		'/diagnoses/0/code',
	]) {
		t.ok(all.includes(pointer), pointer);
	}
	t.notOk(
		all.some((pointer) => pointer.startsWith('/serviceLines')),
		'another finding points there',
	);
	t.notOk(all.some((pointer) => pointer.startsWith('/renderingProvider')));
	t.strictSame(missing({ patient: { firstName: 'Marlow' } }, '/patient/nickname'), []);
	t.strictSame(missing({ renderingProvider: { lastName: 'Samplewell' } }, '/renderingProvider'), [
		'/renderingProvider/npi',
	]);
	t.strictSame(missing({ note: 'Thank you.' }, '/note'), []);
	t.strictSame(stillMissing(contract, { anyOf: [] }, undefined, ''), []);
});
