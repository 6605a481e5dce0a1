import t from 'tap';
import { servicesFor } from '../../../../src/browser/front-desk/controls/services.ts';

const SERVICES = [
	{ id: 'ketamine-90', name: 'Ketamine infusion, 90 min', code: '96365', charge: '450.00' },
	{ id: 'follow-up', name: 'Évaluation de suivi', code: '99213' },
	{ id: 'supplies', name: 'Supplies' },
];

t.test('services are found by the beginnings of their words, or by code', async (t) => {
	const found = (text: string) => servicesFor(SERVICES, text).map(({ id }) => id);
	t.strictSame(found('inf ket'), ['ketamine-90']);
	t.strictSame(found('90'), ['ketamine-90']);
	t.strictSame(found('992'), ['follow-up']);
	t.strictSame(found('evalu'), ['follow-up']);
	t.strictSame(found('fusion'), []);
	t.strictSame(found(''), ['ketamine-90', 'follow-up', 'supplies']);
});
