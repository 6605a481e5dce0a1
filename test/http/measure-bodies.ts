import { randomBytes } from 'node:crypto';
import { buildApp } from '../../src/app.ts';
import type { Draw } from '../../src/service/drawing/document.ts';
import { drawHere } from '../../src/service/drawing/draw-here.ts';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { CONFIG } from './app.ts';
import type { WorstBody } from './worst-bodies.ts';

export interface MeasuredBody extends WorstBody {
	readonly status: number;
	/** Processor time of the quickest try. */
	readonly ms: number;
}

/** One document with a number, and one without. */
async function drawPlain() {
	const drawing = async (request: object) => {
		const preparation = serviceUnderTest().prepare(request);
		if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
		const { template, ...job } = preparation.prepared;
		return (await drawHere(job, template)).unfinished;
	};
	const { number: _, ...without } = PLAIN;
	return { numbered: await drawing({ ...without, number: 'SB-1' }), unnumbered: await drawing(without) };
}

/**
 * Measures the processor time that bodies take on the main thread. Documents are drawn on other threads, so not here. Uploads
 * are read on other threads, too.
 */
export async function measureBodies(
	bodies: readonly WorstBody[],
	tries: number,
): Promise<readonly MeasuredBody[]> {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	const drawn = await drawPlain();
	// The main thread finishes documents, with the data that is attached to them.
	const draw: Draw = async ({ request }) => {
		const unfinished = request.number === undefined ? drawn.unnumbered : drawn.numbered;
		const attachment = { ...unfinished.attachment, data: JSON.stringify(request) };
		return { unfinished: { ...unfinished, attachment }, timings: {} };
	};
	const service = serviceUnderTest({ draw });
	const app = await buildApp(CONFIG, { pressure: {}, service, store: () => store });
	const measured: MeasuredBody[] = [];
	for (const sent of bodies) {
		const { method, url, body: payload } = sent;
		const headers = { host: 'localhost', 'content-type': 'application/json', ...sent.headers };
		let best = Number.POSITIVE_INFINITY;
		let status = 0;
		for (let i = 0; i < tries; i++) {
			const before = process.cpuUsage();
			({ statusCode: status } = await app.inject({ method, url, headers, payload }));
			const { user, system } = process.cpuUsage(before);
			best = Math.min(best, (user + system) / 1000);
		}
		measured.push({ ...sent, status, ms: best });
	}
	await app.close();
	await store.close();
	return measured;
}
