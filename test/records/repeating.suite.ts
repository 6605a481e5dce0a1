import type { Test } from 'tap';
import { type Actor, type Call, OPERATOR } from '../../src/calls/actor.ts';
import { type PracticeInput, readProfile } from '../../src/practices/practice.ts';
import { createRecords } from '../../src/records/records.ts';
import { startHousekeeping } from '../../src/start/housekeeping.ts';
import { storeUnavailable } from '../../src/store/database/unavailable.ts';
import { practicesIn } from '../../src/store/practices.ts';
import type { Store } from '../../src/store/store.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { recordsOf } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { callBy, refusal, visit } from './issuing.suite.ts';

const DAY_MS = 24 * 3_600_000;
const call = callBy(OPERATOR);
const [LINE] = PLAIN.serviceLines as [(typeof PLAIN.serviceLines)[number]];
const SAME = { patient: PLAIN.patient };
const { billingProvider: CLINIC } = PLAIN;

const at = (ms: number): Call => ({ ...call, now: new Date(call.now.getTime() + ms) });

const by = (practice: string): Call => {
	const actor: Actor = { name: `key:${practice}`, scopes: OPERATOR.scopes, practice };
	return callBy(actor);
};

/** The same services to the same patient of the same practice are issued once a day, unless the caller insists. */
export async function repeating(t: Test, open: OpenTestStore): Promise<void> {
	async function using(t: Test) {
		const store = await open(t);
		const records = recordsOf(store);
		return { store, ...records };
	}

	await t.test(
		'misses 11: the same superbill again within a day is refused, and names the first',
		async (t) => {
			const { issue, list } = await using(t);
			const { id, number } = await issue(call, visit(SAME));
			await t.rejects(issue(at(DAY_MS - 1), visit(SAME)), {
				kind: 'repeated',
				earlier: { id, number },
				message: new RegExp(`^Superbill ${number} .*again=true`),
			});
			t.equal((await list(call, { limit: 10 })).items.length, 1);
			const again = await issue(call, visit(SAME), { again: true });
			t.match(again.number, /000002$/);
			t.match((await issue(at(DAY_MS), visit(SAME))).number, /000003$/, 'a day later');
		},
	);

	await t.test('the same services are recognized however they are written', async (t) => {
		const { issue } = await using(t);
		await issue(call, visit({ ...SAME, serviceLines: [LINE, { ...LINE, date: '2026-10-01' }] }));
		for (const changes of [
			{ note: 'Paid by card', payments: [], language: 'es', issuedOn: '2026-10-06' },
			{ number: 'CHOSEN-1' },
			{ patient: { ...PLAIN.patient, lastName: PLAIN.patient.lastName.toUpperCase(), phone: '555-0142' } },
			{ billingProvider: { ...CLINIC, taxId: { type: 'EIN', value: CLINIC.taxId.value.replace('-', '') } } },
			{ serviceLines: [{ ...LINE, date: '2026-10-01', description: 'In other words' }, LINE] },
		]) {
			const body = visit({ ...SAME, serviceLines: [LINE, { ...LINE, date: '2026-10-01' }], ...changes });
			await t.rejects(issue(call, body), refusal('repeated'), JSON.stringify(changes));
		}
	});

	await t.test('another patient, practice, clinician or service is no repetition', async (t) => {
		const { issue } = await using(t);
		await issue(call, visit(SAME));
		const line = (changes: object) => ({ serviceLines: [{ ...LINE, ...changes }] });
		for (const changes of [
			{ patient: { ...PLAIN.patient, firstName: 'Another' } },
			{ patient: { ...PLAIN.patient, birthDate: '1984-02-28' } },
			{ patient: { ...PLAIN.patient, accountNumber: 'ANOTHER' } },
			{ billingProvider: { ...CLINIC, taxId: { type: 'EIN', value: '00-0000099' } } },
			{ renderingProvider: { ...PLAIN.renderingProvider, npi: CLINIC.npi } },
			line({ date: '2026-10-01' }),
			line({ code: '99214' }),
			line({ modifiers: ['25'] }),
			line({ charge: '1.00' }),
			line({ startTime: '10:00' }),
			{ serviceLines: [LINE, LINE] },
		]) {
			t.ok(await issue(call, visit({ ...SAME, ...changes })), JSON.stringify(changes));
		}
	});

	await t.test(
		'a void superbill does not count, a replaced one does, and a correction is none',
		async (t) => {
			const { issue, replace, void: annul } = await using(t);
			const first = await issue(call, visit(SAME));
			await issue(call, visit(SAME), { again: true });
			await annul(call, first.id, { reason: 'Typed twice' });
			await t.rejects(issue(call, visit(SAME)), refusal('repeated'), 'the second still counts');

			const wrong = await issue(call, visit());
			const body = visit();
			const right = { reason: 'Wrong note', superbill: body };
			await replace(call, (await issue(call, body)).id, right);
			await t.rejects(issue(call, body), refusal('repeated'), 'the replaced one counts');
			t.ok(await replace(call, wrong.id, right), 'a correction with the services of another superbill');
			const elsewhere = { number: 'OLD-1', issuedOn: '2026-10-01', reason: 'Wrong note' };
			t.ok(await issue(call, { ...(body as object), replaces: elsewhere }));
			await t.rejects(issue(call, { ...(body as object), replaces: elsewhere }), refusal('repeated'));

			const single = visit();
			await annul(call, (await issue(call, single)).id, { reason: 'Typed twice' });
			t.ok(await issue(call, single));
		},
	);

	await t.test('an Idempotency-Key repeats its answer, and insisting is another request', async (t) => {
		const { issue } = await using(t);
		const first = await issue(call, visit(SAME), { key: 'key-1' });
		t.equal((await issue(call, visit(SAME), { key: 'key-1' })).id, first.id);
		await t.rejects(issue(call, visit(SAME), { key: 'key-2' }), refusal('repeated'));
		t.match((await issue(call, visit(SAME), { key: 'key-2', again: true })).number, /000002$/);
		await t.rejects(issue(call, visit(SAME), { key: 'key-1', again: true }), refusal('key-reused'));
	});

	await t.test('of identical requests at the same time, one is issued', async (t) => {
		const { issue, store } = await using(t);
		for (let round = 0; round < 3; round++) {
			const { patient } = visit() as { patient: object };
			const results = await Promise.allSettled(
				// Numbers of their own, so that the lock of a series does not help.
				Array.from({ length: 5 }, (_, i) => issue(call, visit({ patient, number: `CHOSEN-${round}-${i}` }))),
			);
			t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
			for (const result of results)
				if (result.status === 'rejected') t.match(result.reason, refusal('repeated'));
		}
		t.equal((await store.db.selectFrom('superbills').select('seq').execute()).length, 3);
	});

	await t.test('a superbill that the caller may not see is not named', async (t) => {
		const { issue } = await using(t);
		const { number } = await issue(by('harbor'), visit(SAME));
		const error = await issue(by('meadow'), visit(SAME)).catch((error: unknown) => error);
		t.match(error, { kind: 'repeated', earlier: undefined });
		t.notMatch((error as Error).message, number);
		t.match(await issue(call, visit(SAME)).catch((error: unknown) => error), { earlier: { number } });
	});

	await t.test('a practice typed in full is the one on file with its NPI and tax id', async (t) => {
		const { store, issue, record, replace, list } = await using(t);
		const typed = await issue(call, visit());
		const other = visit({ billingProvider: { ...CLINIC, npi: '2000000010' } });
		await issue(call, other);
		await putOnFile(store, 'harbor', { billingProvider: CLINIC });
		const named = await issue(call, visit({ billingProvider: { practice: 'harbor' } }));
		t.match(named.number, /000003$/, 'its numbers continue');
		const unhyphened = { ...CLINIC, taxId: { ...CLINIC.taxId, value: CLINIC.taxId.value.replace('-', '') } };
		const later = await issue(call, visit({ billingProvider: unhyphened }));
		t.match(later.number, /000004$/);
		t.equal((await record(call, later.id)).practice, 'harbor');
		t.equal((await list(by('harbor'), { limit: 10 })).items.length, 2, 'its key sees both');
		const corrected = await replace(call, typed.id, { reason: 'Wrong note', superbill: visit() });
		t.match(corrected.number, /000005$/);
		t.match(await record(call, typed.id), { practice: 'default', replacedBy: { number: corrected.number } });

		const chosen = visit({ billingProvider: { practice: 'harbor' }, number: typed.number });
		await t.rejects(
			issue(call, chosen),
			refusal('number-taken'),
			'a number that it had before it was on file',
		);
		t.match(
			(await issue(call, visit({ billingProvider: { ...CLINIC, npi: '2000000010' } }))).number,
			/000003$/,
		);

		const { patient } = visit() as { patient: object };
		await issue(call, visit({ patient }));
		const again = visit({ patient, billingProvider: { practice: 'harbor' } });
		await t.rejects(issue(call, again), refusal('repeated'), 'on file what was typed');
	});

	await t.test('the pattern on file counts, also when typed, archived, or on file twice', async (t) => {
		const { store, issue } = await using(t);
		await putOnFile(store, 'old', { billingProvider: CLINIC, numbering: 'OLD-{seq:3}' });
		t.equal((await issue(call, visit())).number, 'OLD-001');
		await store.transaction((tx) => practicesIn(store, tx, OPERATOR).archive('old', call.now));
		t.equal((await issue(call, visit())).number, 'OLD-002');
		await putOnFile(store, 'new', { billingProvider: CLINIC, numbering: 'NEW-{seq:3}' });
		await putOnFile(store, 'newer', { billingProvider: CLINIC, numbering: 'NEWER-{seq:3}' });
		t.equal((await issue(call, visit())).number, 'NEW-001');
		t.match((await issue(by('meadow'), visit())).number, /^SB-/, 'a key has one practice');
	});

	await t.test('a check says which number comes next, and takes none', async (t) => {
		const { store, issue, validate } = await using(t);
		const expected = async (body: unknown, by = call) => (await validate(by, body)).issuing?.expectedNumber;
		const same = async (body: unknown, number: string, by = call) => {
			t.equal(await expected(body, by), number);
			t.equal(await expected(body, by), number, 'it takes none');
			t.equal((await issue(by, body)).number, number);
		};
		await same(visit(), 'SB-2026-000001');
		await same(visit({ number: 'SB-2026-000002' }), 'SB-2026-000002');
		for (let place = 3; place < 40; place++)
			await issue(call, visit({ number: `SB-2026-0000${String(place).padStart(2, '0')}` }));
		await same(visit(), 'SB-2026-000040');
		await putOnFile(store, 'harbor', { billingProvider: CLINIC });
		await same(visit({ billingProvider: { practice: 'harbor' } }), 'SB-2026-000041');
		await same(visit(), 'SB-2026-000042');
		await same(visit(), 'SB-2026-000001', by('meadow'));
		await putOnFile(store, 'other', {
			billingProvider: { ...CLINIC, npi: '2000000010' },
			numbering: 'O-{seq}',
		});
		await same(visit({ billingProvider: { practice: 'other' } }), 'O-1');
	});

	await t.test('a check says what was issued already, and nothing about a request with errors', async (t) => {
		const { store, issue, validate } = await using(t);
		const { id, number } = await issue(by('harbor'), visit(SAME));
		const repeats = async (call: Call) => (await validate(call, visit(SAME))).issuing?.repeats;
		t.strictSame(await repeats(by('harbor')), { id, number });
		t.strictSame(await repeats(call), { id, number });
		t.strictSame(await repeats(by('meadow')), { id: null, number: null });
		t.strictSame(await repeats({ ...by('harbor'), now: at(DAY_MS).now }), null);
		t.equal((await validate(call, visit({ serviceLines: [] }))).issuing, undefined);
		t.equal((await validate(call, visit({ billingProvider: { practice: 'nowhere' } }))).issuing, undefined);
		const unseen = { ...call, actor: { ...OPERATOR, withoutStore: true as const } };
		t.match(await validate(unseen, visit()), { status: /ok|warnings/, issuing: undefined });
		const gone = createRecords({
			store: () => {
				throw storeUnavailable('ECONNREFUSED');
			},
			service: serviceUnderTest(),
			timeZone: 'UTC',
		});
		t.match(await gone.validate(call, visit()), { status: /ok|warnings/, issuing: undefined });
		t.equal((await store.db.selectFrom('superbills').select('seq').execute()).length, 1);
	});

	await t.test('an answer is repeated although the practice was put on file meanwhile', async (t) => {
		const { store, issue } = await using(t);
		const body = visit();
		const { id } = await issue(call, body, { key: 'key-1' });
		await putOnFile(store, 'harbor', { billingProvider: CLINIC });
		t.equal((await issue(call, body, { key: 'key-1' })).id, id);
	});

	await t.test('what recognizes a repetition is deleted after a day', async (t) => {
		const { store, issue } = await using(t);
		const old = { ...call, now: new Date(Date.now() - DAY_MS) };
		const fresh = { ...call, now: new Date() };
		await issue(old, visit());
		const { id } = await issue(fresh, visit());
		const stop = startHousekeeping({
			store: () => store,
			retentionDays: undefined,
			onPurged: () => {},
			onFailure: (error) => t.error(error),
		});
		await stop();
		const left = await store.db
			.selectFrom('recent_superbills')
			.innerJoin('superbills', 'superbills.seq', 'recent_superbills.seq')
			.select('id')
			.execute();
		t.strictSame(left, [{ id }]);
	});
}

async function putOnFile(store: Store, id: string, profile: PracticeInput): Promise<void> {
	const { value } = readProfile(profile);
	const saving = { id, profile: value as NonNullable<typeof value>, now: new Date() };
	await store.transaction((tx) => practicesIn(store, tx, OPERATOR).insert(saving));
}
