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

/** The plain visit with other places; every finding must lead into it. */
function said(changes: object, on: Practice | null = HARBOR): string[] {
	const body = { ...PLAIN, ...changes };
	return serviceUnderTest()
		.validate(body, on ?? undefined)
		.findings.filter(({ severity }) => severity === 'error')
		.map((finding) => {
			if (!resolves(body, finding.pointer)) throw new Error(`${finding.pointer} leads nowhere`);
			return `${finding.pointer} ${finding.message}`;
		});
}

t.test('references stand for what is on file, in the request and in its lines', async (t) => {
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

t.test('a request without references stays what it is', async (t) => {
	for (const body of [PLAIN, {}, [], null, 'superbill', { serviceLines: 1 }, { serviceLines: [null] }]) {
		t.equal(expandReferences(body, HARBOR).body, body);
	}
});

t.test('the clinician of a key that belongs to a practice needs no reference to the practice', async (t) => {
	t.strictSame(said({ renderingProvider: provider }), []);
});

t.test('without a practice, no clinician can be named', async (t) => {
	t.strictSame(
		said({ renderingProvider: provider, serviceLines: [{ ...line, renderingProvider: provider }] }, null),
		[
			'/renderingProvider/provider renderingProvider names a clinician on file, but billingProvider names no practice.',
			'/serviceLines/0/renderingProvider/provider serviceLines[0].renderingProvider names a clinician on file, but billingProvider names no practice.',
		],
	);
});

t.test('an unknown practice is said once, and nothing of its clinicians', async (t) => {
	const unknown = ['/billingProvider/practice No practice that can be used here has this id.'];
	const body = { billingProvider: { practice: 'other' }, renderingProvider: provider };
	t.strictSame(said(body), unknown);
	t.strictSame(said(body, null), unknown);
	t.strictSame(said({ ...body, serviceLines: [{ ...line, renderingProvider: provider }] }), unknown);
});

t.test('an unknown clinician is said where it is named', async (t) => {
	t.strictSame(said({ billingProvider: practice, renderingProvider: { provider: 'nobody' } }), [
		'/renderingProvider/provider The practice has no clinician on file with this id.',
	]);
});

t.test('a reference is one property with an id, and anything else is said at its place', async (t) => {
	const wrong = 'must be small letters, digits and hyphens';
	t.strictSame(said({ billingProvider: { practice: 'harbor', name: 'Harbor' } }), [
		'/billingProvider/name billingProvider.name is not a property that a superbill request has.',
	]);
	t.strictSame(said({ billingProvider: practice, renderingProvider: { provider: 5 } }), [
		'/renderingProvider/provider renderingProvider.provider must be text in quotes.',
	]);
	t.strictSame(said({ billingProvider: { practice: 'Harbor!' } }), [
		`/billingProvider/practice billingProvider.practice ${wrong}.`,
	]);
	t.strictSame(said({ billingProvider: { practice: null } }), [
		'/billingProvider/practice billingProvider.practice must not be null.',
	]);
	t.strictSame(said({ supervisingProvider: provider }).slice(-1), [
		'/supervisingProvider/provider supervisingProvider.provider is not a property that a superbill request has.',
	]);
});

t.test('what else is wrong is said beside a wrong reference', async (t) => {
	t.strictSame(said({ billingProvider: { practice: 'other' }, sugar: 1, diagnoses: [] }), [
		'/billingProvider/practice No practice that can be used here has this id.',
		'/diagnoses diagnoses must have at least one entry.',
		'/sugar sugar is not a property that a superbill request has.',
	]);
});

t.test('what the checks find in something on file is said of the reference', async (t) => {
	const billingProvider = { ...profile.billingProvider, npi: '2000000029' };
	t.strictSame(
		said({ billingProvider: practice }, { id: 'harbor', profile: { ...profile, billingProvider } }),
		['/billingProvider NPI 2000000029 has a wrong check digit.'],
	);
	const finding = { rule: 'a', severity: 'error', message: '', help: '' } as const;
	const places = new Set(['/billingProvider']);
	t.equal(atReference({ ...finding, pointer: '/billingProvider/npi' }, places).pointer, '/billingProvider');
	t.equal(atReference({ ...finding, pointer: '/billingProviders' }, places).pointer, '/billingProviders');
	t.equal(atReference({ ...finding, pointer: '' }, places).pointer, '');
});

t.test('what is on file and no longer fits the shape is said of the reference', async (t) => {
	const billingProvider = { ...profile.billingProvider, phone: '' };
	t.strictSame(
		said({ billingProvider: practice }, { id: 'harbor', profile: { ...profile, billingProvider } }),
		['/billingProvider billingProvider.phone must not be empty.'],
	);
});

t.test('an archived practice makes nothing, whether the request or the key names it', async (t) => {
	const archived = { ...HARBOR, archivedAt: '2026-10-06T18:00:00.000Z' };
	const message = 'This practice is archived: nothing is made for it any more.';
	t.strictSame(said({ billingProvider: practice }, archived), [`/billingProvider/practice ${message}`]);
	t.strictSame(said({}, archived), [` ${message}`]);
});

t.test('thousands of references are answered with as many findings as can be read', async (t) => {
	const lines = Array.from({ length: 20_000 }, () => ({ renderingProvider: { provider: 'x' } }));
	const { findings } = expandReferences({ serviceLines: lines }, HARBOR);
	t.equal(findings.length, 2_001);
	t.equal(findings.at(-1)?.message, 'The request has 18000 more mistakes.');
});

t.test('whatever stands where a reference may stand, every finding leads into what was sent', async (t) => {
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
	let misled = 0;
	fc.assert(
		fc.property(parts, fc.constantFrom(HARBOR, undefined), ({ line: odd, ...parts }, on) => {
			const serviceLines = [odd === undefined ? line : { ...line, renderingProvider: odd }];
			const body: unknown = JSON.parse(JSON.stringify({ ...PLAIN, ...parts, serviceLines }));
			const { findings } = serviceUnderTest().validate(body, on);
			if (findings.some(({ message }) => message.includes('on file'))) misled++;
			return findings.every(({ pointer }) => resolves(body, pointer));
		}),
		{ numRuns: runs(1_000) },
	);
	t.ok(misled > 10);
});

t.test('the practice that a request names, where it can be one', async (t) => {
	t.equal(namedPractice({ billingProvider: { practice: 'harbor' } }), 'harbor');
	t.equal(namedPractice({ billingProvider: { practice: ' harbor ', more: 1 } }), 'harbor');
	for (const practice of ['\0', 'Harbor', '', 5, null, 'a'.repeat(51)]) {
		t.equal(namedPractice({ billingProvider: { practice } }), undefined);
	}
	for (const body of [PLAIN, {}, { billingProvider: [] }, [], null]) t.equal(namedPractice(body), undefined);
});
