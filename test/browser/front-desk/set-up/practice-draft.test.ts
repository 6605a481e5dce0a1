import t from 'tap';
import { idFor, withIds } from '../../../../src/browser/front-desk/set-up/practice-draft.ts';

t.test('an id reads like the name, and is not used twice', async (t) => {
	t.equal(idFor('Pretend Harbor Ketamine & Wellness, PLLC'), 'pretend-harbor-ketamine-wellness-pllc');
	t.equal(idFor('Nguyễn'), 'nguyen');
	t.equal(idFor('?!'), 'entry');
	t.equal(idFor('x'.repeat(60)).length, 40);
	t.equal(idFor('Harbor', new Set(['harbor', 'harbor-2'])), 'harbor-3');
});

t.test('clinicians and services without an id get one, the others keep theirs', async (t) => {
	t.strictSame(
		withIds({
			numbering: 'N{seq:4}',
			providers: [
				{ id: 'samplewell', clinician: { lastName: 'Samplewell' } },
				{ clinician: { firstName: 'Otto', lastName: 'Samplewell' } },
				{ clinician: { name: 'Tidewater Lab' } },
			],
			services: [{ name: 'Ketamine infusion, 90 min' }, { id: '', name: 'Ketamine infusion, 90 min' }],
		}),
		{
			numbering: 'N{seq:4}',
			providers: [
				{ id: 'samplewell', clinician: { lastName: 'Samplewell' } },
				{ clinician: { firstName: 'Otto', lastName: 'Samplewell' }, id: 'samplewell-2' },
				{ clinician: { name: 'Tidewater Lab' }, id: 'tidewater-lab' },
			],
			services: [
				{ name: 'Ketamine infusion, 90 min', id: 'ketamine-infusion-90-min' },
				{ id: 'ketamine-infusion-90-min-2', name: 'Ketamine infusion, 90 min' },
			],
		},
	);
	t.strictSame(withIds({ billingProvider: {} }), { billingProvider: {} });
});
