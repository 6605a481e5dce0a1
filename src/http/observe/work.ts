import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Timed, Timings } from '../../calls/timings.ts';
import type { Finding } from '../../superbill/finding.ts';

/** Outcomes of a request for a document; a sample is the preview of a template. */
export const OUTCOMES = ['drawn', 'refused', 'sample'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The work done for a request, from which metrics, traces and `Server-Timing` are made. */
export interface Work extends Timed {
	readonly findings: readonly Finding[];
	/** Undefined if no document was asked for. */
	readonly outcome: Outcome | undefined;
	/** On the clock of `performance.now()`. The last phase ends here. */
	readonly endedAt: number;
}

declare module 'fastify' {
	interface FastifyRequest {
		work: Work | undefined;
	}
}

/** Must be called as soon as the service has finished, even if it refuses. */
export function noteWork(
	request: FastifyRequest,
	{ timings, findings = [] }: Timed & { readonly findings?: readonly Finding[] },
	outcome?: Outcome,
): void {
	request.work = { timings, findings, outcome, endedAt: performance.now() };
}

/** Adds `work` to every request, and reports its phases to the caller. */
export function answerServerTiming(app: FastifyInstance): void {
	app.decorateRequest('work', undefined);
	app.addHook('onSend', async ({ work }, reply) => {
		const timing = serverTiming(work?.timings);
		if (timing !== '') reply.header('Server-Timing', timing);
	});
}

/** https://www.w3.org/TR/server-timing/: durations are in ms. */
function serverTiming(timings: Timings = {}): string {
	return Object.entries(timings)
		.map(([phase, ms]) => `${phase};dur=${ms.toFixed(2)}`)
		.join(', ');
}

/** Documents the header in a route's schema. */
export const SERVER_TIMING = {
	'Server-Timing': {
		description:
			'The time that each phase took in the service, in milliseconds. A refusal has it, too, with the phases that were reached.',
		example: 'read;dur=0.12, check;dur=0.31, wait;dur=0.18, compose;dur=0.22, draw;dur=2.04, finish;dur=0.31',
	},
};
