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
const COUNSELING = PracticeProfile.parse(PRACTICE_EXAMPLES['counseling-practice'].value);
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
		[...expanded.places.keys()],
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
	const places = new Map([['/billingProvider', '/billingProvider']]);
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

t.test('a line takes what it leaves out from the service, by its id or its name', async (t) => {
	const visit = { date: '2026-10-06', diagnosisPointers: ['A'] };
	const line = (sent: object) => {
		const { body, findings } = expandReferences({ serviceLines: [{ ...visit, ...sent }] }, HARBOR);
		t.strictSame(findings, []);
		return (body as { serviceLines: [object] }).serviceLines[0];
	};
	const infusion = {
		...visit,
		placeOfService: '11',
		code: '96365',
		modifiers: [],
		description: 'Ketamine infusion, 90 min',
		units: 1,
		charge: '375.00',
		minutes: 90,
	};
	t.strictSame(line({ service: 'ketamine-90' }), infusion);
	t.strictSame(line({ service: ' Ketamine infusion, 90 min ', charge: null }), infusion);
	t.strictSame(line({ service: 'ketamine-90', ...infusion, charge: '1.00' }), {
		...infusion,
		charge: '1.00',
	});
	t.match(line({ service: 'office-visit' }), {
		description: 'Office visit, separate from the infusion',
		modifiers: ['25'],
	});
	const drug = { ndc: '0000-1234-06', quantity: '1', unit: 'ML' };
	t.strictSame((line({ service: 'ketamine-40-mg', drug }) as { drug: object }).drug, drug);
	// A price is for the units on file, and documented times are more exact than the usual length.
	const { charge: _, ...unpriced } = infusion;
	t.strictSame(line({ service: 'ketamine-90', units: 2 }), { ...unpriced, units: 2 });
	t.equal((line({ service: 'ketamine-90', units: 1 }) as { charge?: string }).charge, '375.00');
	for (const time of [{ startTime: '10:00' }, { endTime: '11:30' }]) {
		t.notHas(line({ service: 'ketamine-90', ...time }), { minutes: 90 });
	}
	t.hasStrict(line({ service: 'ketamine-90', startTime: null }), { minutes: 90 });
	t.strictSame(line({ service: null }), visit);
});

t.test('a service that is not on file is reported where it is named, with the nearest one', async (t) => {
	const visit = { date: '2026-10-06', diagnosisPointers: ['A'] };
	const found = (service: unknown, on?: Practice, more: object = {}) => {
		const body = { ...PLAIN, serviceLines: [{ ...visit, service }], ...more };
		return serviceUnderTest()
			.validate(body, on)
			.findings.filter(({ severity }) => severity === 'error')
			.map(({ pointer, message, help }) => `${pointer} ${message} ${help}`);
	};
	const unknown =
		'Service line 1: service is neither the id nor the name of a service that the practice has on file.';
	t.strictSame(found('ketamin-90', HARBOR), [
		`/serviceLines/0/service ${unknown} Did you mean "ketamine-90"? Correct it, or enter the service in full instead.`,
	]);
	t.strictSame(found('Acupuncture', HARBOR), [
		`/serviceLines/0/service ${unknown} Correct it, or enter the service in full instead.`,
	]);
	t.match(found('ketamine-90'), [
		/^\/serviceLines\/0\/service Service line 1: service names a service on file, but the billing provider names no practice\./,
	]);
	t.match(found(5, HARBOR), [/^\/serviceLines\/0\/service Service line 1: service is not text\./]);
	t.match(found('ketamine-90', HARBOR, { billingProvider: { practice: 'other' } }), [
		/^\/billingProvider\/practice You have no practice/,
	]);
	t.strictSame(found('ketamine-90', HARBOR), []);
	t.match(found('session-60', { id: 'other', profile: COUNSELING }), [
		/^\/serviceLines\/0 Service line 1: place of service is missing/,
	]);
});

t.test('findings about what a service supplied point to its name', async (t) => {
	const services = profile.services.map((service) => ({ ...service, code: '963' }));
	const body = {
		...PLAIN,
		serviceLines: [{ date: '2026-10-06', diagnosisPointers: ['A'], service: 'ketamine-90' }],
	};
	const { findings } = serviceUnderTest().validate(body, { id: 'harbor', profile: { ...profile, services } });
	t.match(
		findings.filter(({ severity }) => severity === 'error'),
		[{ pointer: '/serviceLines/0/service', message: /963/ }],
	);
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
	const service = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('ketamine-90', 'nothing'));
	const parts = fc.record(
		{
			billingProvider: odd,
			renderingProvider: odd,
			line: odd,
			service,
			note: fc.constantFrom('', 'Fine', 5),
		},
		{ requiredKeys: [] },
	);
	let unresolved = 0;
	fc.assert(
		fc.property(parts, fc.constantFrom(HARBOR, undefined), ({ line: odd, service, ...parts }, on) => {
			const { code: _, ...uncoded } = line as object & { code: string };
			const named = service === undefined ? line : { ...uncoded, service };
			const serviceLines = [odd === undefined ? named : { ...named, renderingProvider: odd }];
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
