import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import { KEY, type TestApp } from '../http/app.ts';
import { visit } from './issuing.suite.ts';

/** Issues a visit of its own for each key. */
export function issueVisit(
	{ send }: TestApp,
	key: string = randomUUID(),
	changes: object = {},
): Promise<LightMyRequestResponse> {
	return send({
		method: 'POST',
		url: '/v1/superbills',
		headers: { 'content-type': 'application/json', 'idempotency-key': key, authorization: `Bearer ${KEY}` },
		payload: JSON.stringify(visit({ note: key, ...changes })),
	});
}

/** Asks until it is issued: the app must find the way back by itself. */
export async function untilIssued(app: TestApp, key: string): Promise<LightMyRequestResponse> {
	for (;;) {
		const answer = await issueVisit(app, key);
		if (answer.statusCode === 201) return answer;
		await sleep(200);
	}
}

/** The place in its series. */
export const numberIn = ({ headers }: LightMyRequestResponse): number =>
	Number(String(headers['superbill-number']).slice(-6));

export function isAway(t: Test, { statusCode, headers }: LightMyRequestResponse): void {
	t.equal(statusCode, 503);
	t.match(headers['retry-after'], /^\d+$/);
}

export async function worksWithoutStore(t: Test, { send }: TestApp): Promise<void> {
	for (const operation of ['render', 'validate']) {
		const answer = await send({
			method: 'POST',
			url: `/v1/superbills/${operation}`,
			headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
			payload: JSON.stringify(visit({ number: 'SB-1' })),
		});
		t.equal(answer.statusCode, 200, operation);
	}
}
