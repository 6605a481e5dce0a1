import type { Test } from 'tap';
import { type Actor, OPERATOR, SCOPES } from '../../src/calls/actor.ts';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import { checkUploadedImage } from '../../src/pdf/pictures/decode.ts';
import { createPractices } from '../../src/practices/on-file/practices.ts';
import { createRecords } from '../../src/records/records.ts';
import { pngFile } from '../pdf/pictures/png-file.ts';
import { callBy, refusal, visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';

const CLINIC = PRACTICE_EXAMPLES['ketamine-clinic'].value;
const ofPractice = (practice: string): Actor => ({
	name: `key:${practice}`,
	scopes: new Set(SCOPES),
	practice,
});

const ANY = () => true;
const LOGO = pngFile({ width: 40, height: 20, type: 2, depth: 8, pixel: (x) => [5 * x, 90, 90] });
const NAMED = visit({
	billingProvider: { practice: 'harbor' },
	renderingProvider: { provider: 'samplewell' },
});

export async function practices(t: Test, open: OpenTestStore): Promise<void> {
	const call = callBy(OPERATOR);

	async function clinic(t: Test) {
		const store = await open(t);
		const service = serviceUnderTest();
		const parts = { store: () => store, service, timeZone: 'UTC', checkImage: checkUploadedImage };
		return { store, ...createRecords(parts), practices: createPractices(parts) };
	}

	await t.test('of many requests to store a practice at the same time, one creates it', async (t) => {
		const { practices, store } = await clinic(t);
		const saved = await Promise.all(
			Array.from({ length: 8 }, () => practices.save(call, 'harbor', CLINIC, ANY)),
		);
		t.equal(saved.filter(({ created }) => created).length, 1);
		t.equal(new Set(saved.map(({ practice }) => practice.version)).size, 8);
		const events = await store.db.selectFrom('audit_events').selectAll().execute();
		t.strictSame(
			events.map(({ action, chain, subject }) => `${action} ${chain} ${subject}`),
			[...Array.from({ length: 8 }, () => 'practice.save harbor practice:harbor')],
		);
	});

	await t.test('of two changes of the same version, one succeeds', async (t) => {
		const { practices } = await clinic(t);
		const { practice } = await practices.save(call, 'harbor', CLINIC, ANY);
		const holds = (version: string | undefined) => version === practice.version;
		const both = await Promise.allSettled([
			practices.save(call, 'harbor', { ...CLINIC, language: 'es' }, holds),
			practices.setLogo(call, 'harbor', LOGO, holds),
		]);
		t.strictSame(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
		t.match(
			both.find(({ status }) => status === 'rejected'),
			{ reason: { kind: 'changed' } },
		);
	});

	await t.test('every change is in the audit log, and nothing else is', async (t) => {
		const { practices, issue, store } = await clinic(t);
		await practices.save(call, 'harbor', CLINIC, ANY);
		await practices.save(call, 'unused', CLINIC, ANY);
		await practices.setLogo(call, 'harbor', LOGO, ANY);
		await practices.setLogo(call, 'harbor', undefined, ANY);
		await practices.setLogo(call, 'harbor', undefined, ANY);
		await t.rejects(practices.setLogo(call, 'harbor', Buffer.from('x'), ANY), refusal('invalid-body'));
		await t.rejects(practices.save(call, 'harbor', {}, ANY), refusal('invalid-body'));
		await practices.find(call, 'harbor');
		await issue(call, NAMED);
		await practices.remove(call, 'harbor', ANY);
		await practices.remove(call, 'harbor', ANY);
		await practices.remove(call, 'unused', ANY);
		await practices.save(call, 'harbor', CLINIC, ANY);
		const events = await store.db
			.selectFrom('audit_events')
			.selectAll()
			.orderBy('chain')
			.orderBy('position')
			.execute();
		t.strictSame(
			events.map(({ chain, action, details }) => [chain, action, JSON.parse(details)]).slice(0, 6),
			[
				['harbor', 'practice.save', { created: true, restored: false }],
				[
					'harbor',
					'practice.logo',
					{ sha256: (events[1] && JSON.parse(events[1].details).sha256) as string },
				],
				['harbor', 'practice.logo', { sha256: null }],
				['harbor', 'superbill.issue', { number: 'SB-2026-000001' }],
				['harbor', 'practice.archive', {}],
				['harbor', 'practice.save', { created: false, restored: true }],
			],
		);
		t.match(JSON.parse(events[1]?.details ?? '').sha256, /^[0-9a-f]{64}$/);
		t.strictSame(
			events.slice(6).map(({ chain, action }) => `${chain} ${action}`),
			['unused practice.save', 'unused practice.delete'],
		);
	});

	await t.test('an actor for one practice sees and changes no other', async (t) => {
		const { practices } = await clinic(t);
		await practices.save(call, 'harbor', CLINIC, ANY);
		await practices.save(call, 'meadow', CLINIC, ANY);
		const other = callBy(ofPractice('meadow'));
		const there = refusal('not-found');
		await t.rejects(practices.find(other, 'harbor'), there);
		await t.rejects(practices.save(other, 'harbor', CLINIC, ANY), there);
		await t.rejects(practices.save(other, 'new', CLINIC, ANY), there);
		await t.rejects(practices.remove(other, 'harbor', ANY), there);
		await t.rejects(practices.setLogo(other, 'harbor', LOGO, ANY), there);
		const page = { limit: 10 };
		t.strictSame(
			(await practices.list(other, page)).items.map(({ id }) => id),
			['meadow'],
		);
		t.equal((await practices.list(call, page)).items.length, 2);
		t.equal((await practices.save(other, 'meadow', CLINIC, ANY)).created, false);
	});

	await t.test('to a key, another practice looks like one that does not exist', async (t) => {
		const { practices, practiceFor, issue } = await clinic(t);
		await practices.save(call, 'harbor', CLINIC, ANY);
		const other = callBy(ofPractice('meadow'));
		t.strictSame(await practiceFor(other, NAMED), { owner: 'meadow', practice: undefined });
		const said = async (id: string) => {
			const refused: unknown = await issue(other, visit({ billingProvider: { practice: id } })).catch(
				(e) => e,
			);
			return JSON.stringify((refused as { findings: unknown }).findings);
		};
		t.equal(await said('harbor'), await said('nowhere'));
	});

	await t.test(
		'superbills follow the numbering of their practice, and skip numbers that were chosen',
		async (t) => {
			const { practices, issue } = await clinic(t);
			await practices.save(call, 'harbor', { ...CLINIC, numbering: 'H{yy}{mm}-{seq:2}' }, ANY);
			const numberOn = async (issuedOn: string, number?: string) =>
				(await issue(call, { ...(NAMED as object), issuedOn, ...(number && { number }) }, { again: true }))
					.number;
			t.equal(await numberOn('2026-10-06'), 'H2610-01');
			t.equal(await numberOn('2026-10-07', 'H2610-02'), 'H2610-02');
			t.equal(await numberOn('2026-10-08'), 'H2610-03');
			t.equal(await numberOn('2026-11-01'), 'H2611-01', 'a month of its own');
			t.equal(await numberOn('2026-10-09'), 'H2610-04');
			await practices.save(call, 'meadow', { ...CLINIC, numbering: 'H{yy}{mm}-{seq:2}' }, ANY);
			const meadow = visit({ billingProvider: { practice: 'meadow' }, issuedOn: '2026-10-06' });
			t.equal((await issue(call, meadow)).number, 'H2610-01', 'each practice counts for itself');
		},
	);

	await t.test('the same key repeats the answer, even after the practice is archived', async (t) => {
		const { practices, issue, pdf } = await clinic(t);
		await practices.save(call, 'harbor', CLINIC, ANY);
		await practices.setLogo(call, 'harbor', LOGO, ANY);
		const first = await issue(call, NAMED, { key: 'key-1' });
		const { practice } = await practices.remove(call, 'harbor', ANY);
		t.type(practice.archivedAt, 'string');
		const again = await issue(call, NAMED, { key: 'key-1' });
		t.strictSame({ ...again, timings: {} }, { ...first, timings: {}, replayed: true });
		t.strictSame((await pdf(call, first.id)).pdf, first.pdf);
		await t.rejects(issue(call, NAMED), refusal('practice-archived'));
		await t.rejects(issue(callBy(ofPractice('harbor')), visit()), refusal('practice-archived'));
	});

	await t.test(
		'a practice that is archived or removed while a superbill is drawn does not get it',
		async (t) => {
			const { practices, store } = await clinic(t);
			await practices.save(call, 'harbor', CLINIC, ANY);
			const service = serviceUnderTest();
			let removing: ReturnType<typeof practices.remove> | undefined;
			const drawUnnumbered: typeof service.drawUnnumbered = (...asked) => {
				removing ??= practices.remove(call, 'harbor', ANY);
				return service.drawUnnumbered(...asked);
			};
			const { issue } = createRecords({
				store: () => store,
				service: { ...service, drawUnnumbered },
				timeZone: 'UTC',
			});
			const [issued] = await Promise.allSettled([issue(call, NAMED)]);
			const outcome = (await removing)?.outcome;
			t.equal(
				outcome,
				issued.status === 'fulfilled' ? 'archived' : 'removed',
				'never removed with a superbill',
			);
			t.equal(
				(await store.db.selectFrom('superbills').select('seq').execute()).length,
				outcome === 'removed' ? 0 : 1,
			);
		},
	);

	await t.test('neither letterhead nor logo is in the store in clear', async (t) => {
		const { practices, store } = await clinic(t);
		await practices.save(call, 'harbor', CLINIC, ANY);
		await practices.setLogo(call, 'harbor', LOGO, ANY);
		const row = await store.db.selectFrom('practices').selectAll().executeTakeFirstOrThrow();
		t.notOk(row.profile.includes(CLINIC.billingProvider.name));
		t.notOk(row.logo?.includes(LOGO.subarray(0, 16)));
	});
}
