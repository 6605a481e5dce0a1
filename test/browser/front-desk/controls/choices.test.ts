import t from 'tap';
import {
	type ListedNotice,
	noticeName,
	noticesToChoose,
	noticeText,
} from '../../../../src/browser/front-desk/controls/choices.ts';

const both = (text: string) => ({ en: text, es: text });
const notice = (id: string, more: Partial<ListedNotice> = {}): ListedNotice => ({
	id,
	when: 'on-request',
	title: null,
	text: both('{% if x %}{{ clinic.name }} is {{ y }}.'),
	...more,
});

t.test('a notice has its title, known words or its id for a name', async (t) => {
	t.equal(noticeName(notice('part-2', { title: both('A page') }), 'en'), 'A page');
	t.equal(noticeName(notice('out-of-network'), 'es'), 'Fuera de la red');
	t.equal(noticeName(notice('our-parking'), 'en'), 'Our parking');
	t.equal(noticeText(notice('x'), 'en'), '… is ….');
	t.equal(noticeText(notice('x', { title: both('A page') }), 'en'), undefined);
});

t.test('only notices that a request can ask for are offered', async (t) => {
	const templates = [{ id: 'standard', title: 'S', notices: [notice('a'), notice('b', { when: 'always' })] }];
	t.strictSame(
		noticesToChoose(templates).map(({ id }) => id),
		['a'],
	);
	t.strictSame(noticesToChoose(templates, 'gone'), []);
});
