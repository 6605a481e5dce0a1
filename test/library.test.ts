import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EXAMPLES } from '../src/http/examples/index.ts';
import { createSuperbills, type LibraryOptions } from '../src/library.ts';
import type { SentSuperbill } from '../src/practices/sent.ts';
import { testApp } from './http/app.ts';

const VISIT = EXAMPLES['iv-ketamine-visit']?.value as SentSuperbill;

t.test('the library gives the answers and the bytes of the service', async (t) => {
	const superbills = await createSuperbills({ timeZone: 'UTC' });
	const { post, send } = await testApp(t);
	for (const [name, { value }] of Object.entries(EXAMPLES)) {
		const rendered = await superbills.render(value as SentSuperbill);
		if (rendered.refused) t.fail(`${name} is refused`);
		else t.ok((await post('render', value)).rawPayload.equals(rendered.pdf), name);
	}
	const wrong = { ...VISIT, diagnoses: [{ code: 'F33.22' }], patient: undefined } as unknown as SentSuperbill;
	for (const request of [VISIT, wrong]) {
		t.match((await post('validate', request)).json(), superbills.validate(request));
	}
	const { items } = (await send({ url: '/v1/templates' })).json();
	t.strictSame(superbills.templates(), items);
});

t.test('a request with errors is refused, whatever it is', async (t) => {
	const superbills = await createSuperbills();
	const nested = JSON.parse('['.repeat(40).concat(']'.repeat(40)));
	for (const value of [undefined, null, 'text', {}, { ...VISIT, number: '\ud800' }, nested]) {
		const request = value as unknown as SentSuperbill;
		const { status, findings } = superbills.validate(request);
		t.equal(status, 'errors');
		t.match(findings[0], { rule: 'shape', severity: 'error' });
		t.strictSame(await superbills.render(request), { refused: true, findings });
	}
	const [finding] = superbills.validate({ ...VISIT, number: '\ud800' }).findings;
	t.match(finding?.message, 'The request cannot be used (number).');
});

t.test('the clock, the document and the practices are what the caller says', async (t) => {
	const { billingProvider, renderingProvider } = VISIT;
	const superbills = await createSuperbills({
		now: () => new Date('2026-11-23T12:00:00Z'),
		practices: {
			'pretend-harbor': {
				billingProvider: billingProvider as never,
				providers: [{ id: 'samplewell', clinician: renderingProvider as never }],
			},
		},
	});
	const named = {
		...VISIT,
		billingProvider: { practice: 'pretend-harbor' },
		renderingProvider: { provider: 'samplewell' },
	};
	const [one, other] = await Promise.all([superbills.render(VISIT), superbills.render(named)]);
	t.strictSame(one, other);
	t.match(superbills.validate({ ...named, billingProvider: { practice: 'other' } }), { status: 'errors' });
	const { issuedOn: _, ...undated } = VISIT;
	const rendered = await superbills.render({ ...undated, number: 'A-1' }, { document: 'hsa-receipt' });
	t.match(rendered, { refused: false, fileName: 'hsa-receipt-A-1.pdf' });
	await t.rejects(superbills.render(VISIT, { document: 'invoice' as never }), {
		name: 'OperatorError',
		message: /^document is one of superbill, /,
	});
});

t.test('files of the caller are used, and every setting that cannot be used is named', async (t) => {
	const folder = t.testdir({
		'rules.yaml': 'rules:\n  timely-filing: sometimes\n',
		templates: {
			'own.yaml': 'id: own\nextends: standard\nversion: 1\ntitle: Own\ndescription: Of our own.\n',
		},
	});
	const own = await createSuperbills({ templatesDir: join(folder, 'templates') });
	t.ok(own.templates().some(({ id }) => id === 'own'));
	const mistakes = (options: LibraryOptions) => createSuperbills(options).catch((error) => error.reasons);
	const none = join(folder, 'none');
	t.strictSame(
		await mistakes({
			templatesDir: none,
			packsDir: none,
			codesDir: none,
			rulesFile: none,
			timeZone: 'Denver',
		}),
		[
			'templatesDir must be a folder.',
			'packsDir must be a folder.',
			'codesDir must be a folder.',
			'rulesFile must be a file.',
			'timeZone must be an IANA name, like "America/Denver".',
		],
	);
	t.match(await mistakes({ practices: { 'Pretend Harbor': {} as never } }), [
		/^practices: "Pretend Harbor" cannot be an id\./,
		/^practices\.Pretend Harbor: Billing provider is missing\./,
	]);
	t.match(await mistakes({ rulesFile: join(folder, 'rules.yaml') }), [/^rules\.yaml:2:/]);
	writeFileSync(join(folder, 'manifest.json'), '{');
	await t.rejects(createSuperbills({ codesDir: folder }), { name: 'OperatorError', message: /is damaged/ });
});
