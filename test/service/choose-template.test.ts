import t from 'tap';
import {
	chooseTemplate,
	unknownNotices,
	unknownTemplateOfPractice,
	unknownTemplateOfRequest,
} from '../../src/service/choose-template.ts';
import { TEMPLATES } from './service-under-test.ts';

t.test('an unknown template is replaced by the default one, so that the other checks can run', async (t) => {
	t.match(chooseTemplate(TEMPLATES, undefined), { isInstalled: true, template: TEMPLATES.get('standard') });
	t.match(chooseTemplate(TEMPLATES, 'compact'), { isInstalled: true, template: TEMPLATES.get('compact') });
	t.match(chooseTemplate(TEMPLATES, 'fancy'), { isInstalled: false, template: TEMPLATES.get('standard') });
});

t.test('an unknown template is reported where it was named', async (t) => {
	t.match(unknownTemplateOfRequest(TEMPLATES), { pointer: '/template', message: /one of "/ });
	t.match(unknownTemplateOfPractice(TEMPLATES), { pointer: '', message: /no longer installed/ });
});

t.test('only unknown notices are reported', async (t) => {
	const { template } = chooseTemplate(TEMPLATES, undefined);
	t.strictSame(unknownNotices(undefined, template), []);
	t.match(unknownNotices(['nonsense', 'not-a-bill'], template), [{ pointer: '/notices/0' }]);
});
