import t from 'tap';
import { CATALOGUE } from '../../../src/rules/catalogue/catalogue.ts';
import { examine } from '../../fixtures/examine.ts';
import { patched, resolves } from '../../fixtures/json.ts';
import { PLAIN, TODAY } from '../../fixtures/plain.ts';
import { RULE_EXAMPLES } from './index.ts';

t.test('every rule has an example, and every example has a rule', async (t) => {
	t.strictSame(Object.keys(RULE_EXAMPLES).sort(), CATALOGUE.map(({ id }) => id).sort());
});

for (const { id, severity } of CATALOGUE) {
	t.test(`${id} finds something in its first example and nothing in its second`, async (t) => {
		const { fails = [], passes = [] } = RULE_EXAMPLES[id] ?? {};
		const failing = patched(PLAIN, fails);
		const found = examine(failing, TODAY).filter(({ rule }) => rule === id);
		t.match(found, [{ severity }]);
		for (const { pointer } of found) t.ok(resolves(failing, pointer), pointer);
		const passing = examine(patched(PLAIN, passes), TODAY);
		t.strictSame(
			passing.filter(({ rule }) => rule === id || rule === 'shape'),
			[],
		);
	});
}
