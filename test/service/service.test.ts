import t from 'tap';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { VERSION } from '../../src/version.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { getDocument } from '../pdf/pdfjs.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from './service-under-test.ts';

const service = serviceUnderTest();

t.test('validate returns findings, totals and letters', async (t) => {
	t.match(service.validate(everything), {
		status: 'ok',
		totals: { totalCharges: '1210.00', balance: '0.00', paymentStatus: 'paid-in-full' },
		diagnosisLetters: { A: 'F33.2', B: 'F43.10' },
	});
});

t.test('a request of the wrong shape has findings and nothing else', async (t) => {
	for (const body of [null, 1, 'text', [], {}]) {
		const { timings, ...validation } = service.validate(body);
		t.equal(validation.status, 'errors');
		t.same(Object.keys(validation), ['status', 'findings']);
		t.strictSame(Object.keys(timings), ['read', 'check']);
		t.match(await service.render(body), { refused: true, findings: validation.findings });
	}
});

t.test('a text may be the name of something that every object has', async (t) => {
	function* withText(value: object): Generator<string> {
		for (const name of Object.keys(value)) {
			const holder = value as Record<string, unknown>;
			const kept = holder[name];
			if (typeof kept === 'object' && kept !== null) yield* withText(kept);
			if (typeof kept !== 'string') continue;
			for (const inherited of ['toString', 'constructor', '__proto__']) {
				holder[name] = inherited;
				yield `${name}: ${inherited}`;
			}
			holder[name] = kept;
		}
	}
	const body = structuredClone(everything);
	let changes = 0;
	for (const change of withText(body)) {
		changes++;
		try {
			service.validate(body);
		} catch (error) {
			t.fail(change, { error });
		}
	}
	t.ok(changes > 100);
});

t.test('an unknown template or notice is refused by name', async (t) => {
	t.match(await service.render({ ...minimal, template: 'fancy' }), {
		refused: true,
		findings: [
			{ rule: 'shape', pointer: '/template', message: /^The template must be one of "behavioral-health", / },
		],
	});
	t.match(service.validate({ ...minimal, notices: ['out-of-network', 'nonsense'] }).findings, [
		{
			rule: 'shape',
			pointer: '/notices/1',
			message: /^Notice 2 must be one of "not-a-bill", /,
		},
	]);
});

t.test('a template without optional notices says so', async (t) => {
	const standard = TEMPLATES.get('standard') as LoadedTemplate;
	const bare = { ...standard, template: { ...standard.template, notices: [] } };
	t.match(
		serviceUnderTest({ templates: () => new Map([['standard', bare]]) }).validate({
			...minimal,
			notices: ['out-of-network'],
		}).findings,
		[{ pointer: '/notices/0', message: 'This template offers no notices.' }],
	);
});

t.test('an error finding refuses the document, a warning lets it through', async (t) => {
	const refused = await service.render({ ...minimal, diagnoses: [{ code: 'nonsense' }] });
	t.ok(refused.refused && refused.findings.some(({ rule }) => rule === 'diagnosis-format'));
	const drawn = await service.render(minimal);
	t.match(drawn, { refused: false, findings: [{ severity: /warning|info/ }] });
});

t.test("the practice's time zone decides today's date, and otherwise the service's", async (t) => {
	const late = serviceUnderTest({ now: () => new Date('2026-10-07T04:00:00Z'), timeZone: 'Etc/UTC' });
	const issuedOn = '2026-10-07';
	const rules = (body: object) => late.validate(body).findings.map(({ rule }) => rule);
	t.notOk(rules({ ...minimal, issuedOn }).includes('date-in-future'));
	const denver = { ...minimal.billingProvider, timeZone: 'America/Denver' };
	t.ok(rules({ ...minimal, issuedOn, billingProvider: denver }).includes('date-in-future'));
});

t.test('a document names its template in its data and in both kinds of metadata', async (t) => {
	const { template, sha256 } = TEMPLATES.get('compact') as LoadedTemplate;
	const pdf = pdfOf({ ...minimal, template: 'compact' });
	const { info, metadata } = await (await getDocument({ data: new Uint8Array(pdf) }).promise).getMetadata();
	const creator = `superbill ${VERSION}, template compact ${template.version}, sha256 ${sha256}`;
	t.equal((info as { Creator: string }).Creator, creator);
	t.equal(metadata.get('xmp:creatortool'), creator);
});

t.test('a preview shows the sample in the requested language; an unknown id has none', async (t) => {
	const service = serviceUnderTest();
	t.equal(await service.preview('fancy', 'en'), undefined);
	t.strictSame(
		service.templates().map(({ template }) => template.id),
		[...TEMPLATES.keys()],
	);
	for (const [id, { preview }] of TEMPLATES) {
		const pdf = (await service.preview(id, 'es'))?.pdf as Buffer;
		const file = await getDocument({ data: new Uint8Array(pdf) }).promise;
		const attached = Object.values(
			(await file.getAttachments()) as Record<string, { content: Uint8Array }>,
		)[0];
		const data = JSON.parse(Buffer.from(attached?.content as Uint8Array).toString());
		t.match(data, {
			superbill: { number: preview.number, template: id, language: 'es' },
			template: { id },
		});
		t.strictSame(
			data.findings.filter(({ severity }: { severity: string }) => severity === 'error'),
			[],
		);
		const { items } = await (await file.getPage(1)).getTextContent();
		t.ok(items.some((item) => 'str' in item && item.str.includes('Muestra')));
	}
});
