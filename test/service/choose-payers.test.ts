import t from 'tap';
import type { Practice } from '../../src/practices/practice.ts';
import { PAYERS } from '../fixtures/examine.ts';
import { minimal } from '../fixtures/payloads.ts';
import { readPdf } from '../pdf/reader.ts';
import { pdfOf, serviceUnderTest } from './service-under-test.ts';

const service = serviceUnderTest();
const practice = (payerProfile: string) =>
	({
		id: 'harbor',
		profile: {
			rules: {},
			providers: [],
			services: [],
			billingProvider: minimal.billingProvider,
			payerProfile,
		},
	}) as unknown as Practice;

const textOf = async (body: object) => (await readPdf(pdfOf(body))).pages.map(({ text }) => text).join(' ');

t.test('an unknown payer profile is refused, with those that are known', async (t) => {
	t.match(service.validate({ ...minimal, payerProfile: 'unheard-of' }).findings, [
		{
			rule: 'shape',
			pointer: '/payerProfile',
			message: /^The payer profile must be one of "bcbs-fep", "blue-shield-of-california", "champva", /,
		},
	]);
	t.match(service.validate(minimal, practice('unheard-of')).findings, [
		{ rule: 'shape', pointer: '', message: /no longer installed/, help: /"champva"/ },
	]);
});

t.test('the profile of a request or of its practice adds findings', async (t) => {
	const asks = (body: object, of?: Practice) =>
		service.validate(body, of).findings.filter(({ rule }) => rule === 'payer-asks').length;
	t.equal(asks(minimal), 0);
	t.equal(asks({ ...minimal, payerProfile: 'champva' }), 1);
	t.equal(asks(minimal, practice('champva')), 1);
	t.equal(asks({ ...minimal, payerProfile: 'hsa-fsa' }, practice('champva')), 0);
});

t.test('a practice with an unknown payer profile is told so', async (t) => {
	t.match(service.checkPractice(practice('unheard-of').profile), [{ pointer: '/payerProfile' }]);
});

t.test('the page for the patient is printed in the language of the superbill', async (t) => {
	const [champva] = PAYERS.filter(({ id }) => id === 'champva');
	for (const language of ['en', 'es'] as const) {
		const text = await textOf({ ...minimal, language, payerProfile: 'champva' });
		t.match(text, champva?.notice?.title[language]);
		t.match(text, 'VA Form 10-7959a');
	}
	t.notMatch(await textOf(minimal), 'CHAMPVA');
	t.match(await textOf({ ...minimal, payerProfile: 'medicare' }), 'Do not send this superbill to Medicare');
});
