import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import type { TestApp } from '../http/app.ts';
import { visit, visitFor } from '../records/issuing.suite.ts';

/** An app, and the operator's key if it needs one. */
export interface Served extends TestApp {
	readonly key: string | undefined;
}

function headersOf({ key }: Served): Record<string, string> {
	return { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
}

/** Issues another visit for each key. */
export function issueVisit(
	app: Served,
	key: string = randomUUID(),
	changes: object = {},
): Promise<LightMyRequestResponse> {
	return app.send({
		method: 'POST',
		url: '/v1/superbills',
		headers: { ...headersOf(app), 'idempotency-key': key },
		payload: JSON.stringify(visitFor(key, changes)),
	});
}

/** Repeats the request until it is issued: the app must recover by itself. */
export async function untilIssued(app: Served, key: string): Promise<LightMyRequestResponse> {
	for (;;) {
		const answer = await issueVisit(app, key);
		if (answer.statusCode === 201) return answer;
		await sleep(200);
	}
}

/** Reads the place in the series from the number. */
export const numberIn = ({ headers }: LightMyRequestResponse): number =>
	Number(String(headers['superbill-number']).slice(-6));

export function isAway(t: Test, { statusCode, headers }: LightMyRequestResponse): void {
	t.equal(statusCode, 503);
	t.match(headers['retry-after'], /^\d+$/);
}

export async function worksWithoutStore(t: Test, app: Served): Promise<void> {
	for (const operation of ['render', 'validate']) {
		const answer = await app.send({
			method: 'POST',
			url: `/v1/superbills/${operation}`,
			headers: headersOf(app),
			payload: JSON.stringify(visit({ number: 'SB-1' })),
		});
		t.equal(answer.statusCode, 200, operation);
	}
}
