import t from 'tap';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import { readLogo } from '../../src/practices/logo.ts';
import {
	isPracticeId,
	maskedProfile,
	PracticeProfile,
	practiceSeverities,
	readProfile,
	unmaskedProfile,
} from '../../src/practices/practice.ts';
import { profileFindings } from '../../src/practices/profile-findings.ts';
import { SentSuperbill } from '../../src/practices/sent.ts';
import type { Service } from '../../src/practices/service.ts';
import { CATALOGUE } from '../../src/rules/catalogue/catalogue.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { jpegFile } from '../pdf/pictures/jpeg-file.ts';
import { pngFile } from '../pdf/pictures/png-file.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';

const CLINIC = PracticeProfile.parse(PRACTICE_EXAMPLES['ketamine-clinic'].value);

const withTaxId = (type: 'EIN' | 'SSN' | 'ITIN', value: string): PracticeProfile => ({
	...CLINIC,
	billingProvider: { ...CLINIC.billingProvider, taxId: { type, value } },
});

t.test('a profile gets defaults and lists no clinician twice', async (t) => {
	const { billingProvider } = PRACTICE_EXAMPLES['ketamine-clinic'].value;
	t.match(PracticeProfile.parse({ billingProvider }), {
		providers: [],
		numbering: 'SB-{yyyy}-{seq:6}',
		rules: {},
	});
	const [provider] = CLINIC.providers;
	const duplicate = PracticeProfile.safeParse({ billingProvider, providers: [provider, provider] });
	t.match(duplicate.error?.issues, [{ path: ['providers', 1, 'id'], message: 'is listed twice' }]);
	t.match(PracticeProfile.safeParse({ billingProvider, numbering: 'SB' }).error?.issues, [
		{ path: ['numbering'], message: /seq/ },
	]);
});

t.test('of more names than there are rules, only as many are read as show that one is wrong', async (t) => {
	const { billingProvider } = CLINIC;
	const rules = Object.fromEntries(Array.from({ length: 64_000 }, (_, i) => [`rule-${i}`, 'off']));
	const { findings } = readProfile({ billingProvider, rules });
	t.equal(findings?.length, CATALOGUE.length + 1);
	t.match(findings?.at(-1)?.message, /is not a rule/);
	for (const wrong of [[], 5, 'off']) {
		t.match(readProfile({ billingProvider, rules: wrong }).findings, [{ pointer: '/rules' }]);
	}
	t.match(readProfile({ billingProvider, rules: { 'not-paid': 'off' } }).value, {
		rules: { 'not-paid': 'off' },
	});
	t.ok(readProfile({ billingProvider }).value);
	t.match(readProfile(1).findings, [{ pointer: '' }]);
});

t.test('rules of a profile become rule severities', async (t) => {
	t.strictSame([...practiceSeverities({ ...CLINIC, rules: { 'not-paid': 'off' } })], [['not-paid', 'off']]);
});

t.test('ids are lowercase letters, digits and hyphens, except for default', async (t) => {
	for (const id of ['a', '1', 'pretend-harbor', 'a'.repeat(50)]) t.ok(isPracticeId(id), id);
	for (const id of ['', '-a', 'A', 'a b', ' a', 'a\0', 'a'.repeat(51), 'default'])
		t.notOk(isPracticeId(id), id);
});

t.test("a person's own tax id is masked, a company's is not", async (t) => {
	t.equal(maskedProfile(withTaxId('SSN', '219-09-9999')).billingProvider.taxId.value, '***-**-9999');
	t.equal(maskedProfile(withTaxId('ITIN', '900701234')).billingProvider.taxId.value, '***-**-1234');
	t.strictSame(maskedProfile(CLINIC), CLINIC);
});

t.test('a mask that is sent back restores the tax id on file, and only that', async (t) => {
	const onFile = withTaxId('SSN', '219-09-9999');
	t.strictSame(unmaskedProfile(maskedProfile(onFile), onFile), onFile);
	const stays = (sent: PracticeProfile, known: PracticeProfile | undefined) =>
		t.equal(unmaskedProfile(sent, known), sent);
	stays(maskedProfile(onFile), undefined);
	stays(withTaxId('ITIN', '***-**-9999'), onFile);
	stays(withTaxId('SSN', '***-**-0000'), onFile);
	stays(withTaxId('SSN', '219-09-9998'), onFile);
	stays(withTaxId('EIN', '00-0000001'), withTaxId('EIN', '00-0000001'));
});

t.test(
	"letterhead and clinicians are checked as in a superbill, with the practice's severities",
	async (t) => {
		const [provider] = CLINIC.providers as [PracticeProfile['providers'][number]];
		const profile: PracticeProfile = {
			...withTaxId('EIN', '12'),
			providers: [provider, { id: 'two', clinician: { ...provider.clinician, npi: '2000000011' } }],
		};
		const findingsWith = (rules: PracticeProfile['rules']) =>
			serviceUnderTest()
				.checkPractice({ ...profile, rules })
				.map(({ rule, severity, pointer }) => `${severity} ${rule} ${pointer}`);
		t.strictSame(findingsWith({}), [
			'error tax-id-format /billingProvider/taxId/value',
			'error npi-check-digit /providers/1/clinician/npi',
		]);
		t.strictSame(findingsWith({ 'tax-id-format': 'off', 'npi-check-digit': 'info' }), [
			'info npi-check-digit /providers/1/clinician/npi',
		]);
		t.strictSame(serviceUnderTest().checkPractice(CLINIC), []);
	},
);

t.test('services are listed once and warned about as if provided today', async (t) => {
	const [visit, infusion] = CLINIC.services as [Service, Service];
	const listed = PracticeProfile.safeParse({
		...CLINIC,
		services: [visit, { ...visit, id: 'other' }, visit],
	});
	t.match(
		listed.error?.issues.map(({ path }) => path.join('/')),
		['services/2/id', 'services/1/name', 'services/2/name'],
	);
	const services = [
		visit,
		{ ...infusion, code: '963', charge: '0.00' },
		{ id: 'odd', name: 'Visit \u{F0000}', code: '99213', modifiers: ['2'], units: 1 },
		{ ...visit, id: 'odd-too', name: 'Visit', description: 'Visit \u{F0000}' },
	];
	const findings = serviceUnderTest().checkPractice({ ...CLINIC, services });
	t.strictSame(
		findings.map(({ rule, severity, pointer }) => `${severity} ${rule} ${pointer}`),
		[
			'warning procedure-format /services/1/code',
			'warning charge-zero /services/1/charge',
			'warning modifier-format /services/2/modifiers/0',
			'warning unprintable-text /services/2/name',
			'warning unprintable-text /services/3/description',
		],
	);
	t.match(findings.at(-2)?.message, /^Service 3: /);
});

t.test('an unknown template is reported, and the rest is checked with the standard one', async (t) => {
	const findings = serviceUnderTest().checkPractice({ ...withTaxId('EIN', '12'), template: 'gone' });
	t.strictSame(
		findings.map(({ pointer }) => pointer),
		['/template', '/billingProvider/taxId/value'],
	);
});

t.test('a mask is refused however the rules are set', async (t) => {
	const { serviceLines: _, ...rest } = PLAIN;
	t.match(
		profileFindings(
			{ ...withTaxId('SSN', '***-**-9999'), services: [] },
			{ ...rest, serviceLines: [] } as never,
			() => [],
			() => [],
		),
		[{ rule: 'shape', severity: 'error', pointer: '/billingProvider/taxId/value', message: /is masked/ }],
	);
});

t.test('a logo is recognised by its first bytes, and equal bytes give the same object', async (t) => {
	const png = pngFile({ width: 2, height: 2, type: 2, depth: 8, pixel: () => [1, 2, 3] });
	const logo = readLogo(png);
	t.equal(logo?.image.type, 'png');
	t.match(logo?.sha256, /^[0-9a-f]{64}$/);
	t.equal(readLogo(Buffer.from(png)), logo);
	t.equal(readLogo(jpegFile({ frame: 0xc0, levels: [96, 180, 60] }))?.image.type, 'jpeg');
	for (const file of ['', '<svg/>', 'GIF89a']) t.equal(readLogo(Buffer.from(file)), undefined);
});

t.test('the least recently used of many logos are forgotten', async (t) => {
	const file = (i: number) => Buffer.concat([Buffer.of(0xff, 0xd8, 0xff), Buffer.from(String(i))]);
	const first = readLogo(file(0));
	for (let i = 1; i < 100; i++) readLogo(file(i));
	t.equal(readLogo(file(0)), first);
	for (let i = 100; i < 199; i++) readLogo(file(i));
	t.equal(readLogo(file(0)), first, 'it was used again');
	for (let i = 1_000; i < 1_100; i++) readLogo(file(i));
	t.not(readLogo(file(0)), first);
});

t.test('the published schema takes requests with and without references', async (t) => {
	t.ok(SentSuperbill.safeParse(PLAIN).success);
	const references = {
		...PLAIN,
		billingProvider: { practice: 'a' },
		renderingProvider: { provider: 'b' },
		serviceLines: [{ ...PLAIN.serviceLines[0], renderingProvider: { provider: 'b' } }],
	};
	t.ok(SentSuperbill.safeParse(references).success);
	t.notOk(SentSuperbill.safeParse({ ...references, billingProvider: { practice: 'a', name: 'b' } }).success);
});
