import t from 'tap';
import { keyRefusal, ownerWords } from '../../../../src/browser/docs/base/caller-words.ts';
import { bodyProblem } from '../../../../src/browser/docs/base/json-body.ts';
import { shownHeader } from '../../../../src/browser/docs/base/shown-header.ts';

t.test('a key is called by its name and its practice', async (t) => {
	t.equal(
		ownerWords({ name: 'Front desk', practice: { id: 'harbor', name: 'Pretend Harbor' } }),
		'Front desk, practice Pretend Harbor',
	);
	t.equal(
		ownerWords({ name: 'Front desk', practice: { id: 'harbor', name: null } }),
		'Front desk, practice harbor',
	);
	t.equal(ownerWords({ name: 'Front desk', practice: null }), 'Front desk, all practices');
	t.match(ownerWords({ name: null, practice: null }), 'has no API keys');
});

t.test('each reason why a key cannot be used has its words', async (t) => {
	t.match(keyRefusal(401), /^This key is wrong/);
	t.match(keyRefusal(0), /^The service did not answer/);
	t.match(keyRefusal(429), /^Too many keys/);
	t.match(keyRefusal(503), /\(status 503\)/);
});

t.test('a key is not shown in a header', async (t) => {
	t.equal(shownHeader('Authorization', 'Bearer secret'), 'Bearer <your key>');
	t.equal(shownHeader('accept', 'application/pdf'), 'application/pdf');
});

t.test('a body that is not JSON is explained', async (t) => {
	t.equal(bodyProblem('{"a": 1}'), undefined);
	t.match(bodyProblem(' \n'), /^The body is empty/);
	t.match(bodyProblem('{"a" 1}'), /^The body is not JSON: at line 1, column 6, expected/);
	t.match(bodyProblem('{"a": 1e999}'), /^The body cannot be used: at line 1, column/);
});
