import t from 'tap';
import { addressLines, clinicianName, fullName } from '../../src/superbill/person.ts';

t.test('a name has the given parts in order', async (t) => {
	t.equal(fullName({ firstName: 'Ada', lastName: 'Makebelieve' }), 'Ada Makebelieve');
	t.equal(
		fullName({ firstName: 'Ada', middleName: 'Quill', lastName: 'Makebelieve', suffix: 'Jr' }),
		'Ada Quill Makebelieve Jr',
	);
	t.equal(
		clinicianName({ firstName: 'Testa', lastName: 'Samplewell', credentials: 'DNP, PMHNP-BC' }),
		'Testa Samplewell, DNP, PMHNP-BC',
	);
});

t.test('an address is laid out as on an envelope', async (t) => {
	t.strictSame(
		addressLines({
			line1: '1 Nowhere Plaza',
			line2: 'Suite 200',
			city: 'Exampleville',
			state: 'CO',
			postalCode: '99999',
			country: 'US',
		}),
		['1 Nowhere Plaza', 'Suite 200', 'Exampleville, CO 99999'],
	);
	t.strictSame(addressLines({ line1: 'Musterweg 12', city: 'Beispielstadt', country: 'DE' }), [
		'Musterweg 12',
		'Beispielstadt',
		'DE',
	]);
	t.strictSame(addressLines({ line1: 'x', city: 'Beispielstadt', postalCode: '00000', country: 'DE' }), [
		'x',
		'Beispielstadt, 00000',
		'DE',
	]);
});

t.test('a clinician without credentials, and an organization, have their names alone', async (t) => {
	t.equal(clinicianName({ firstName: 'Testa', lastName: 'Samplewell' }), 'Testa Samplewell');
	t.equal(clinicianName({ name: 'Invented Laboratory Inc' }), 'Invented Laboratory Inc');
});
