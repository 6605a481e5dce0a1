import t from 'tap';
import type { Contract, ContractSchema } from '../../../../src/browser/base/contract.ts';
import { PAGE_LANGUAGES } from '../../../../src/browser/base/words.ts';
import {
	entryLabel,
	pointerLabel,
	propertyLabel,
	valueLabel,
	wayLabel,
} from '../../../../src/browser/front-desk/controls/field-words.ts';
import { shapeOf } from '../../../../src/browser/front-desk/controls/schema-shape.ts';
import { DOCUMENT } from '../../../http/app.ts';

const contract = DOCUMENT as unknown as Contract;

/** Lists everything below a schema that has no words in one of the languages. */
function wordless(schema: ContractSchema, names: readonly string[] = []): string[] {
	const shape = shapeOf(contract, schema, names.at(-1));
	const lacking = (what: string, words: readonly (string | undefined)[]) =>
		words.some((word) => word === undefined || word === '') ? [`${names.join('.')}: ${what}`] : [];
	const each = (say: (language: (typeof PAGE_LANGUAGES)[number]) => string | undefined) =>
		PAGE_LANGUAGES.map(say);
	const own =
		names.length === 0
			? []
			: lacking(
					'label',
					each((language) => propertyLabel(names, language)),
				);
	switch (shape.is) {
		case 'enum':
			return [
				...own,
				...shape.values.flatMap((value) =>
					lacking(
						value,
						each((language) => valueLabel(names, value, language)),
					),
				),
			];
		case 'object':
			return [...own, ...shape.properties.flatMap(({ name, schema }) => wordless(schema, [...names, name]))];
		case 'list':
		case 'map':
			return [
				...own,
				...lacking(
					'entry',
					each((language) => entryLabel(names, language)),
				),
				...wordless(shape.entry, names),
			];
		case 'ways':
			return [
				...own,
				...shape.ways.flatMap(({ name, schema }) => [
					...lacking(
						name,
						each((language) => wayLabel(name, language)),
					),
					...wordless(schema, names),
				]),
			];
		default:
			return own;
	}
}

for (const name of ['SuperbillRequest', 'PracticeProfile']) {
	t.test(`every field and value of ${name} has words in both languages`, async (t) => {
		t.strictSame([...new Set(wordless({ $ref: `#/components/schemas/${name}` }))], []);
	});
}

t.test('a missing label, value or noun is found', async (t) => {
	const entry = { type: 'object', properties: { sex: { enum: ['F', 'Q'] }, unheardOf: { type: 'string' } } };
	t.strictSame(wordless({ type: 'object', properties: { strangeList: { type: 'array', items: entry } } }), [
		'strangeList: label',
		'strangeList: entry',
		'strangeList: label',
		'strangeList.sex: Q',
		'strangeList.unheardOf: label',
	]);
});

t.test('the words around a property decide what it means', async (t) => {
	t.equal(propertyLabel(['taxId', 'value'], 'en'), 'Tax ID');
	t.equal(propertyLabel(['patient', 'address', 'city'], 'es'), 'Ciudad');
	t.equal(propertyLabel(['guarantor', 'relationship'], 'en'), 'Relationship to the patient');
	t.equal(propertyLabel(['constructor'], 'en'), undefined);
});

t.test('a pointer has a name', async (t) => {
	t.equal(pointerLabel('/serviceLines/1', 'en'), 'Service 2');
	t.equal(pointerLabel('/refunds/0', 'es'), 'Reembolso 1');
	t.equal(pointerLabel('/serviceLines/1/charge', 'es'), 'Cargo');
	t.equal(pointerLabel('/serviceLines/1/modifiers/0', 'en'), undefined);
	t.equal(pointerLabel('', 'en'), undefined);
});
