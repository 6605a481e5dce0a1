import t from 'tap';
import { findings, hits, KNOWLEDGE } from '../../fixtures/examine.ts';
import { TODAY } from '../../fixtures/plain.ts';

t.test('provider-details finds a missing license, taxonomy code and signature', async (t) => {
	t.match(
		findings('provider-details', {
			'/renderingProvider/license': undefined,
			'/renderingProvider/taxonomy': undefined,
		}),
		[{ severity: 'info', message: /no license number, .+ ask for, and no taxonomy code, which Medicaid/ }],
	);
	t.strictSame(hits('provider-details', {}, TODAY, { ...KNOWLEDGE, isSigned: false }), ['info ']);
	const organization = { name: 'Invented Laboratory Inc', npi: '2000000028' };
	t.strictSame(hits('provider-details', { '/renderingProvider': organization }), ['info /renderingProvider']);
});

t.test('credentials-missing names the line of a clinician', async (t) => {
	const clinician = { firstName: 'Ada', lastName: 'Makebelieve', npi: '2000000036' };
	t.match(findings('credentials-missing', { '/serviceLines/0/renderingProvider': clinician }), [
		{ message: 'The rendering provider of line 1 has no credentials.' },
	]);
});
