import t from 'tap';
import { sayIn, textsIn } from '../../../src/browser/base/words.ts';

t.test('a text is said in the language of the page, with values in place of their names', async (t) => {
	const texts = textsIn({ found: 'Found: {n} of {all}' }, { found: 'Encontrados: {n} de {all}' });
	t.equal(sayIn('en', texts)('found', { n: 2, all: 3 }), 'Found: 2 of 3');
	t.equal(sayIn('es', texts)('found', { n: 2 }), 'Encontrados: 2 de {all}', 'a missing value is seen');
	t.equal(sayIn('en', texts)('found'), 'Found: {n} of {all}');
});
