import t from 'tap';
import { readSent } from '../../src/practices/sent.ts';

t.test('a value is read as the service reads what is sent', async (t) => {
	t.same(readSent({ number: 'SB-1', left: undefined }), { value: { number: 'SB-1' } });
	t.same(readSent(undefined), { value: null });
	t.match(readSent({ patient: { lastName: 'A\ud800' } }), {
		findings: [{ pointer: '', message: 'The request cannot be used (patient.lastName).' }],
	});
	t.match(readSent('\ud800'), { findings: [{ pointer: '', message: 'The request cannot be used.' }] });
});
