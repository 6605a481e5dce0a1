import t from 'tap';
import { editorCodes, validated } from './shipped.ts';
import { visit } from './visit.ts';

t.test(
	'every manifestation code of the Medicare Code Editor is reported if it is listed first',
	async (t) => {
		const codes = editorCodes('manifestation');
		t.equal(codes.length, 422);
		const missed = codes.filter(
			(code) => !validated(visit(['99213'], {}, [code])).some(({ rule }) => rule === 'diagnosis-sequence'),
		);
		t.strictSame(missed, []);
	},
);
