import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { PracticeProfile } from '../../src/practices/practice.ts';
import type { Store } from '../../src/store/store.ts';
import { SEALED } from '../../src/vault/sealed-columns.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { complaints, type Running, spawnServer, start } from '../http/process.ts';
import { documentFaults, faultsOf, sha256, type Told } from './kept.ts';

/** A place for the data of a server, and a second way to read it. */
export interface Ground {
	readonly env: NodeJS.ProcessEnv;
	/** Opens the store beside a server. */
	open(): Promise<Store>;
}

/** A request that issues or corrects, with its own Idempotency-Key. */
interface Ask {
	readonly path: string;
	readonly body: object;
	readonly key: string;
	/** Contents of the 201. */
	answer?: Answer | undefined;
	/** No answer has arrived yet. */
	open: boolean;
}

interface Answer {
	readonly id: string;
	readonly number: string;
	readonly sha256: string;
	readonly bytes: number;
}

const CLIENTS = 6;

/** The server is killed after at most so many answers and a random pause. */
const MOST_ANSWERS = 30;

/** The practices of the clients, and none. Each has its own series. */
const PRACTICES = { north: 'N-{yyyy}-{seq:4}', south: 'S{yy}{mm}-{seq:6}' };

/**
 * Kills a server at random moments, while it starts and while clients issue, correct and void. After each kill, starts it
 * again on the same data, and compares the data with the server's answers.
 */
export async function crashRounds(t: Test, rounds: number, ground: Ground): Promise<void> {
	await savePractices(ground);
	const env = { ...ground.env, RATE_LIMIT: '1000000', LOG_LEVEL: 'error' };
	const told: Told = { issued: new Map(), replaced: new Map(), voided: new Set(), chosen: new Set() };
	let asks: readonly Ask[] = [];
	let answered = 0;
	let cut = 0;
	for (let kills = 0; kills <= rounds; kills++) {
		await t.test(`after ${kills} of ${rounds} kills`, async (t) => {
			if (kills % 5 === 4) await killedEarly(t, env);
			const server = await start(t, env);
			const faults = [...(await askAgain(server, told, asks)), ...(await readAgain(server, told, asks))];
			const store = await ground.open();
			try {
				faults.push(...(await faultsOf(store, told)));
				if (kills === rounds) faults.push(...(await documentFaults(store)));
			} finally {
				await store.close();
			}
			if (kills < rounds) {
				const load = underLoad(server, told, kills);
				const enough = randomInt(MOST_ANSWERS);
				while (load.asks.filter(({ open }) => !open).length < enough) await sleep(1);
				await sleep(randomInt(60));
				server.child.kill('SIGKILL');
				await Promise.all([server.exit, load.ended]);
				faults.push(...load.faults);
				asks = load.asks;
				answered += asks.filter(({ open }) => !open).length;
				cut += asks.filter(({ open }) => open).length;
			}
			t.strictSame(faults, []);
			t.strictSame(complaints(server.output), [], 'nothing else failed');
		});
	}
	t.comment(
		`killed ${rounds} times: ${answered} requests answered, ${cut} cut off, ${told.issued.size} superbills`,
	);
	t.ok(cut > 0 && told.issued.size > 0, 'there were kills under load');
}

async function killedEarly(t: Test, env: NodeJS.ProcessEnv): Promise<void> {
	const { child, exit } = spawnServer(t, { PORT: '0', ...env });
	await sleep(randomInt(1_000));
	child.kill('SIGKILL');
	await exit;
}

async function savePractices(ground: Ground): Promise<void> {
	const store = await ground.open();
	const [key] = store.keyring();
	const now = new Date().toISOString();
	for (const [id, numbering] of Object.entries(PRACTICES)) {
		const profile = PracticeProfile.parse({ billingProvider: PLAIN.billingProvider, numbering });
		const sealed = SEALED.practices.profile.sealJson(key, { id }, profile);
		await store.db
			.insertInto('practices')
			.values({ id, profile: sealed, version: id, created_at: now, updated_at: now })
			.execute();
	}
	await store.close();
}

/** Runs clients until the server no longer answers. */
function underLoad(server: Running, told: Told, round: number) {
	const asks: Ask[] = [];
	const faults: string[] = [];
	const free = () => {
		const ids = [...told.issued.keys()].filter((id) => !told.replaced.has(id) && !told.voided.has(id));
		return ids[randomInt(Math.max(ids.length, 1))];
	};

	async function ask(path: string, body: object): Promise<boolean> {
		const ask: Ask = { path, body, key: randomUUID(), open: true };
		asks.push(ask);
		const twice = randomInt(10) === 0;
		const answers = await Promise.all([send(server, told, ask), ...(twice ? [send(server, told, ask)] : [])]);
		faults.push(...answers.flatMap(({ fault }) => fault ?? []));
		return answers.every(({ cut }) => !cut);
	}

	async function voided(id: string): Promise<boolean> {
		const answer = await post(server, `/v1/superbills/${id}/void`, { reason: 'Load' });
		if (answer?.status === 200) told.voided.add(id);
		else if (answer && answer.status !== 409) faults.push(`a void was answered with ${answer.status}`);
		return answer !== undefined;
	}

	async function client(): Promise<void> {
		for (let alive = true; alive; ) {
			const choice = randomInt(100);
			const id = free();
			if (choice < 60 || id === undefined) alive = await ask('/v1/superbills', visit());
			else if (choice < 70) alive = await ask('/v1/superbills', numbered(told, round));
			else if (choice < 80) alive = await ask(`/v1/superbills/${id}/replacements`, correction());
			else if (choice < 88) alive = await voided(id);
			else {
				const both = await Promise.all([voided(id), ask(`/v1/superbills/${id}/replacements`, correction())]);
				alive = both.every(Boolean);
			}
		}
	}

	return { asks, faults, ended: Promise.all(Array.from({ length: CLIENTS }, client)) };
}

/** Repeats requests: answered ones get the same answer, and those that were cut off are done now unless they were done. */
async function askAgain(server: Running, told: Told, asks: readonly Ask[]): Promise<string[]> {
	const faults: string[] = [];
	const left = asks.filter(({ answer, open }) => answer || open);
	await Promise.all(
		Array.from({ length: CLIENTS }, async () => {
			for (let ask = left.pop(); ask; ask = left.pop()) {
				const { fault, cut } = await send(server, told, ask);
				if (fault) faults.push(fault);
				if (cut) faults.push(`${ask.path} was cut off again`);
				// PostgreSQL has not yet noticed that the process that held the key is gone.
				else if (ask.open && left.push(ask)) await sleep(100);
			}
		}),
	);
	return faults;
}

async function readAgain(server: Running, told: Told, asks: readonly Ask[]): Promise<string[]> {
	const faults: string[] = [];
	for (const { id, ...answer } of asks.flatMap(({ answer }) => answer ?? [])) {
		const record = (await (await get(server, `/v1/superbills/${id}`)).json()) as { sha256: string };
		if (record.sha256 !== answer.sha256) faults.push(`${answer.number}: the record has another hash`);
		const pdf = Buffer.from(await (await get(server, `/v1/superbills/${id}/pdf`)).arrayBuffer());
		// A voided PDF begins with the original bytes.
		if (sha256(pdf.subarray(0, answer.bytes)) !== answer.sha256) faults.push(`${answer.number}: other bytes`);
		if (pdf.length > answer.bytes && !told.voided.has(id)) {
			// It was replaced, or the void was done and its answer was cut off.
			const { status } = (await (await get(server, `/v1/superbills/${id}`)).json()) as { status: string };
			if (status === 'issued') faults.push(`${answer.number}: bytes follow`);
		}
	}
	return faults;
}

async function send(server: Running, told: Told, ask: Ask): Promise<{ cut: boolean; fault?: string }> {
	const answer = await post(server, ask.path, ask.body, ask.key);
	if (!answer) return { cut: true };
	const { status, headers, bytes } = answer;
	if (status === 409) {
		if (ask.answer && headers.get('retry-after') === null) {
			return { cut: false, fault: `${ask.answer.number} was answered with 409 afterwards` };
		}
		ask.open = headers.get('retry-after') !== null && !ask.answer;
		return { cut: false };
	}
	if (status !== 201) return { cut: false, fault: `${ask.path} was answered with ${status}` };
	const found = {
		id: headers.get('superbill-id') as string,
		number: headers.get('superbill-number') as string,
		sha256: sha256(bytes),
		bytes: bytes.length,
	};
	ask.answer ??= found;
	const first = ask.answer;
	ask.open = false;
	told.issued.set(found.id, found);
	const [, original] = /superbills\/(.+)\/replacements/.exec(ask.path) ?? [];
	if (original) told.replaced.set(original, found.id);
	return JSON.stringify(first) === JSON.stringify(found)
		? { cut: false }
		: {
				cut: false,
				fault: `${first.number} was answered with ${found.number}, or other bytes, the second time`,
			};
}

/** @returns undefined if no complete answer arrived. */
async function post({ port }: Running, path: string, body: object, key?: string) {
	try {
		const answer = await patient(`http://127.0.0.1:${port}${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
			body: JSON.stringify(body),
		});
		const { status, headers } = answer;
		return { status, headers, bytes: Buffer.from(await answer.arrayBuffer()) };
	} catch {
		return undefined;
	}
}

function get({ port }: Running, path: string): Promise<Response> {
	return patient(`http://127.0.0.1:${port}${path}`);
}

/** Sends a request until it is not refused because of load, which does not count as an answer. */
async function patient(url: string, request: RequestInit = {}): Promise<Response> {
	for (;;) {
		const answer = await fetch(url, request);
		if (answer.status !== 503) return answer;
		await answer.arrayBuffer();
		await sleep(100);
	}
}

function visit(): object {
	const { number: _number, issuedOn: _issuedOn, ...superbill } = PLAIN;
	const practice = [undefined, ...Object.keys(PRACTICES)][randomInt(3)];
	return {
		...superbill,
		...(practice && { billingProvider: { practice } }),
		patient: { ...superbill.patient, accountNumber: randomUUID() },
	};
}

function correction(): object {
	const { number: _number, issuedOn: _issuedOn, ...superbill } = PLAIN;
	return { reason: 'Load', superbill: { ...superbill, note: `Correction ${randomUUID()}` } };
}

/** Chooses the number itself. Some are ahead in the practice's series, which must skip them. */
function numbered(told: Told, round: number): object {
	const number =
		randomInt(2) === 0
			? `OWN-${round}-${randomUUID().slice(0, 8).toUpperCase()}`
			: `SB-${new Date().getUTCFullYear()}-${String(told.issued.size + randomInt(20)).padStart(6, '0')}`;
	told.chosen.add(number);
	const { billingProvider: _, ...rest } = visit() as typeof PLAIN;
	return { ...rest, billingProvider: PLAIN.billingProvider, number };
}
