import t from 'tap';
import { text } from '../../src/superbill/fields.ts';

const field = text(40, 'A text.', 'A text');
const read = (given: string): string | undefined => field.safeParse(given).data;

t.test('what copied text has between letters is left out', async (t) => {
	t.equal(read('keta\u00admine \u200binfu\u2060sion\ufeff'), 'ketamine infusion');
	t.equal(read('\u200b Visit \u200b'), 'Visit', 'spaces next to it are not kept');
	t.equal(read('\u200b'), undefined, 'nothing is left');
});

t.test('marks of direction are kept only where they order right-to-left letters', async (t) => {
	t.equal(read('Visit\u200e (7)\u200f'), 'Visit (7)');
	t.equal(read('\u05d0\u05d1 !\u200f'), '\u05d0\u05d1 !\u200f');
});

t.test('a text that begins with an accent is refused', async (t) => {
	t.equal(read('\u0301'), undefined);
	t.equal(read(' \u0301a'), undefined);
	t.equal(read('a\u0301'), '\u00e1');
	t.match(field.safeParse('\u0301').error?.issues[0]?.message, /begins with an accent/);
});
