import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Store } from '../../src/store/store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { everything } from '../fixtures/payloads.ts';
import { start } from '../http/process.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { Ground } from './crash.ts';

/** Values that may appear outside: number, issue date and template reveal no patient. */
const IN_CLEAR = new Set(['number', 'issuedOn', 'template']);

/** Shorter values, such as the letter of a sex, occur everywhere. */
const LEAST_CHARACTERS = 8;

/** Makes a request in which every free text is a unique word, and lists what to look for. */
function markedRequest(): { request: Record<string, unknown>; markers: string[] } {
	const request = structuredClone(everything) as Record<string, unknown>;
	// The number that it replaces is stored elsewhere.
	delete request['replaces'];
	const { validate } = serviceUnderTest();
	const markers: string[] = [];
	const mark = (node: Record<string, unknown>): void => {
		for (const [name, value] of Object.entries(node)) {
			if (typeof value === 'object' && value !== null) mark(value as Record<string, unknown>);
			if (typeof value !== 'string' || IN_CLEAR.has(name)) continue;
			const marker = `Zqx${markers.length}w`;
			node[name] = `${value} ${marker}`;
			if (validate(request).status !== 'errors') markers.push(marker);
			else {
				node[name] = value;
				if (value.length >= LEAST_CHARACTERS) markers.push(value);
			}
		}
	};
	mark(request);
	return { request, markers };
}

/** Everything that a server left outside the bodies of its answers. */
interface Traces {
	readonly markers: readonly string[];
	/** Texts to search, by the place where they were found. */
	readonly places: ReadonlyMap<string, Buffer>;
}

/**
 * Makes a server do everything that it can do with patient data, and fail at it in every way.
 * @param spoil makes the store refuse a superbill with the number BOOM-1.
 */
export async function leaveTraces(
	t: Test,
	ground: Ground,
	spoil: (store: Store) => Promise<unknown>,
): Promise<Traces> {
	const { request, markers } = markedRequest();
	const folder = t.testdir({ tmp: {} });
	const server = await start(t, { ...ground.env, TMPDIR: join(folder, 'tmp'), RATE_LIMIT: '1000000' });
	const places = new Map<string, Buffer>();
	let asked = 0;
	const ask = async (status: number, method: string, path: string, body?: unknown, headers: object = {}) => {
		const answer = await fetch(`http://127.0.0.1:${server.port}/v1/superbills${path}`, {
			method,
			headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
			...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		const text = await answer.text();
		t.equal(
			answer.status,
			status,
			`${method} is answered with ${status}${answer.status === status ? '' : text}`,
		);
		places.set(`headers of answer ${++asked}`, Buffer.from(JSON.stringify([...answer.headers])));
		return { id: answer.headers.get('superbill-id'), text };
	};
	const said = (what: string) => {
		const marker = `Zqx${what}w`;
		markers.push(marker);
		return marker;
	};
	const numbered = (number: string) => ({ ...request, number });

	const key = { 'idempotency-key': said('Key') };
	const { id } = await ask(201, 'POST', '', numbered('FIRST-1'), key);
	await ask(201, 'POST', '', numbered('FIRST-1'), key);
	await ask(422, 'POST', '', numbered('FIRST-2'), key);
	await ask(409, 'POST', '', numbered('FIRST-1'));
	await ask(200, 'GET', `/${id}`);
	await ask(200, 'GET', `/${id}/pdf`);
	const { lastName, firstName, birthDate, accountNumber } = request['patient'] as Record<string, string>;
	await ask(200, 'POST', '/search', { lastName, firstName, birthDate, accountNumber });
	await ask(200, 'GET', '');
	await ask(200, 'POST', '/render', request);
	await ask(200, 'POST', '/validate', request);
	await ask(422, 'POST', '', { ...request, diagnoses: said('Diagnosis'), [said('Property')]: said('Value') });
	await ask(400, 'POST', '', `{"patient": "${said('Broken')}`);
	await ask(404, 'GET', `/${said('Path')}`);
	await ask(404, 'POST', `/${said('Path')}/void`, { reason: said('Reason') });
	const correction = {
		reason: said('Correction'),
		payerClaimNumber: said('Claim'),
		superbill: numbered('SECOND-1'),
	};
	const { id: second } = await ask(201, 'POST', `/${id}/replacements`, correction);
	await ask(409, 'POST', `/${id}/replacements`, { ...correction, superbill: numbered('SECOND-2') });
	await ask(200, 'POST', `/${second}/void`, { reason: said('Void') });
	await ask(409, 'POST', `/${second}/void`, { reason: said('Void') });
	await ask(200, 'GET', `/${second}/history`);
	await ask(200, 'GET', `/${second}/pdf`);
	await ask(200, 'GET', `/${second}`);

	const store = await ground.open();
	await spoil(store);
	await ask(500, 'POST', '?again=true', numbered('BOOM-1'));
	await store.db
		.updateTable('superbills')
		.set({ record: Buffer.from('spoilt') })
		.execute();
	await ask(500, 'GET', `/${id}`);
	for (const table of TABLES) {
		const rows = await store.db.selectFrom(table).selectAll().execute();
		const values = rows.flatMap((row) => Object.values(row).map((value) => Buffer.from(String(value))));
		const bytes = rows.flatMap((row) => Object.values(row).filter((value) => Buffer.isBuffer(value)));
		places.set(`table ${table}`, Buffer.concat([...values, ...bytes]));
	}
	places.set('standard output', Buffer.from(server.output.stdout));
	places.set('the log', Buffer.from(server.output.stderr));
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		places.set(
			`file ${path.slice(folder.length)}`,
			entry.isFile() ? readFileSync(path) : Buffer.from(entry.name),
		);
	}
	await store.close();
	return { markers, places };
}

const TABLES: readonly (keyof Tables)[] = [
	'practices',
	'number_counters',
	'superbills',
	'superbill_documents',
	'search_terms',
	'idempotent_answers',
	'api_keys',
	'audit_events',
	'audit_chains',
	'secrets',
];

/** Lists markers where they must not be, as `marker in place`. */
export function found({ markers, places }: Traces): string[] {
	return [...places].flatMap(([place, bytes]) =>
		markers.filter((marker) => bytes.includes(marker)).map((marker) => `${marker} in ${place}`),
	);
}
