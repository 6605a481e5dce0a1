import fc from 'fast-check';
import t from 'tap';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import { type Practice, PracticeProfile } from '../../src/practices/practice.ts';
import { atReference, expandReferences, namedPractice } from '../../src/practices/references.ts';
import { resolves } from '../fixtures/json.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { runs } from '../fixtures/property.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';

const profile = PracticeProfile.parse(PRACTICE_EXAMPLES['ketamine-clinic'].value);
const HARBOR: Practice = { id: 'harbor', profile };
const practice = { practice: 'harbor' };
const provider = { provider: 'samplewell' };
const [line] = PLAIN.serviceLines;

/** The errors of the plain visit with changes. Every pointer must resolve in what was sent. */
function said(changes: object, on: Practice | null = HARBOR): string[] {
	const body = { ...PLAIN, ...changes };
	return serviceUnderTest()
		.validate(body, on ?? undefined)
		.findings.filter(({ severity }) => severity === 'error')
		.map((finding) => {
			if (!resolves(body, finding.pointer)) throw new Error(`${finding.pointer} does not resolve`);
			return `${finding.pointer} ${finding.message}`;
		});
}

t.test('references are replaced by the data on file, in the request and in its lines', async (t) => {
	const body = {
		...PLAIN,
		billingProvider: practice,
		renderingProvider: provider,
		serviceLines: [{ ...line, renderingProvider: provider }, line],
	};
	const expanded = expandReferences(body, HARBOR);
	const clinician = profile.providers[0]?.clinician;
	t.strictSame(expanded.findings, []);
	t.match(expanded.body, {
		billingProvider: profile.billingProvider,
		renderingProvider: clinician,
		serviceLines: [{ renderingProvider: clinician }, line],
	});
	t.strictSame(
		[...expanded.places],
		['/billingProvider', '/renderingProvider', '/serviceLines/0/renderingProvider'],
	);
	t.strictSame(said(body), []);
});

t.test('a request without references is not changed', async (t) => {
	for (const body of [PLAIN, {}, [], null, 'superbill', { serviceLines: 1 }, { serviceLines: [null] }]) {
		t.equal(expandReferences(body, HARBOR).body, body);
	}
});

t.test('with a key of a practice, a clinician can be named without the practice', async (t) => {
	t.strictSame(said({ renderingProvider: provider }), []);
});

t.test('without a practice, no clinician can be named', async (t) => {
	t.strictSame(
		said({ renderingProvider: provider, serviceLines: [{ ...line, renderingProvider: provider }] }, null),
		[
			'/renderingProvider/provider Rendering provider names a clinician on file, but the billing provider names no practice.',
			'/serviceLines/0/renderingProvider/provider Service line 1: rendering provider names a clinician on file, but the billing provider names no practice.',
		],
	);
});

t.test('an unknown practice is reported once, without its clinicians', async (t) => {
	const unknown = ['/billingProvider/practice You have no practice with this id.'];
	const body = { billingProvider: { practice: 'other' }, renderingProvider: provider };
	t.strictSame(said(body), unknown);
	t.strictSame(said(body, null), unknown);
	t.strictSame(said({ ...body, serviceLines: [{ ...line, renderingProvider: provider }] }), unknown);
});

t.test('an unknown clinician is reported where it is named', async (t) => {
	t.strictSame(said({ billingProvider: practice, renderingProvider: { provider: 'nobody' } }), [
		'/renderingProvider/provider The practice has no clinician with this id on file.',
	]);
});

t.test('a reference has one property with an id; anything else is reported at its place', async (t) => {
	t.strictSame(said({ billingProvider: { practice: 'harbor', name: 'Harbor' } }), [
		'/billingProvider/name Billing provider: "name" is not a known field.',
	]);
	t.strictSame(said({ billingProvider: practice, renderingProvider: { provider: 5 } }), [
		'/renderingProvider/provider Rendering provider: provider is not text.',
	]);
	t.strictSame(said({ billingProvider: { practice: 'Harbor!' } }), [
		'/billingProvider/practice Billing provider: practice is not an id.',
	]);
	t.strictSame(said({ billingProvider: { practice: null } }), [
		'/billingProvider/practice Billing provider: practice is null.',
	]);
	t.strictSame(said({ supervisingProvider: provider }).slice(-1), [
		'/supervisingProvider/provider Supervising provider: "provider" is not a known field.',
	]);
});

t.test('other mistakes are reported along with a wrong reference', async (t) => {
	t.strictSame(said({ billingProvider: { practice: 'other' }, sugar: 1, diagnoses: [] }), [
		'/billingProvider/practice You have no practice with this id.',
		'/diagnoses List of diagnoses is empty.',
		'/sugar "sugar" is not a known field.',
	]);
});

t.test('findings about data on file point to the reference', async (t) => {
	const billingProvider = { ...profile.billingProvider, npi: '2000000029' };
	t.strictSame(
		said({ billingProvider: practice }, { id: 'harbor', profile: { ...profile, billingProvider } }),
		['/billingProvider 2000000029 is not a valid NPI; one digit is probably mistyped.'],
	);
	const finding = { rule: 'a', severity: 'error', message: '', help: '' } as const;
	const places = new Set(['/billingProvider']);
	t.equal(atReference({ ...finding, pointer: '/billingProvider/npi' }, places).pointer, '/billingProvider');
	t.equal(atReference({ ...finding, pointer: '/billingProviders' }, places).pointer, '/billingProviders');
	t.equal(atReference({ ...finding, pointer: '' }, places).pointer, '');
});

t.test('data on file that no longer has the right shape is reported at the reference', async (t) => {
	const billingProvider = { ...profile.billingProvider, phone: '' };
	t.strictSame(
		said({ billingProvider: practice }, { id: 'harbor', profile: { ...profile, billingProvider } }),
		['/billingProvider Billing provider: phone is empty.'],
	);
});

t.test('nothing is made for an archived practice, whether the request or the key names it', async (t) => {
	const archived = { ...HARBOR, archivedAt: '2026-10-06T18:00:00.000Z' };
	const message = 'This practice is archived: no superbills can be made for it.';
	t.strictSame(said({ billingProvider: practice }, archived), [`/billingProvider/practice ${message}`]);
	t.strictSame(said({}, archived), [` ${message}`]);
});

t.test('references are not looked up in a list that is too long', async (t) => {
	const sent = (length: number) => ({
		serviceLines: Array.from({ length }, () => ({ renderingProvider: { provider: 'x' } })),
	});
	t.equal(expandReferences(sent(200), HARBOR).findings.length, 200);
	t.strictSame(expandReferences(sent(201), HARBOR).findings, []);
});

t.test('whatever is sent in place of a reference, every pointer resolves in what was sent', async (t) => {
	const odd = fc.oneof(
		fc.jsonValue({ maxDepth: 2 }),
		fc.dictionary(
			fc.constantFrom('practice', 'provider', 'npi', '__proto__', 'a/b'),
			fc.jsonValue({ maxDepth: 1 }),
		),
		fc.constantFrom(
			practice,
			provider,
			{ practice: 'other' },
			{ provider: 'nobody' },
			{ ...practice, ...provider },
		),
	);
	const parts = fc.record(
		{ billingProvider: odd, renderingProvider: odd, line: odd, note: fc.constantFrom('', 'Fine', 5) },
		{ requiredKeys: [] },
	);
	let unresolved = 0;
	fc.assert(
		fc.property(parts, fc.constantFrom(HARBOR, undefined), ({ line: odd, ...parts }, on) => {
			const serviceLines = [odd === undefined ? line : { ...line, renderingProvider: odd }];
			const body: unknown = JSON.parse(JSON.stringify({ ...PLAIN, ...parts, serviceLines }));
			const { findings } = serviceUnderTest().validate(body, on);
			if (findings.some(({ message }) => /on file|no practice with this id/.test(message))) unresolved++;
			return findings.every(({ pointer }) => resolves(body, pointer));
		}),
		{ numRuns: runs(1_000) },
	);
	t.ok(unresolved > 10);
});

t.test('the practice that a request names is read only if its id is valid', async (t) => {
	t.equal(namedPractice({ billingProvider: { practice: 'harbor' } }), 'harbor');
	t.equal(namedPractice({ billingProvider: { practice: ' harbor ', more: 1 } }), 'harbor');
	for (const practice of ['\0', 'Harbor', '', 5, null, 'a'.repeat(51)]) {
		t.equal(namedPractice({ billingProvider: { practice } }), undefined);
	}
	for (const body of [PLAIN, {}, { billingProvider: [] }, [], null]) t.equal(namedPractice(body), undefined);
});
