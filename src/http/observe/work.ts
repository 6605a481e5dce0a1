import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Timed, Timings } from '../../calls/timings.ts';
import type { Finding } from '../../superbill/finding.ts';

/** What became of a document that was asked for; a sample is a template's preview. */
export const OUTCOMES = ['drawn', 'refused', 'sample'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What the service did for a request: all that metrics, traces and `Server-Timing` stand on. */
export interface Work extends Timed {
	readonly findings: readonly Finding[];
	/** None where no document was asked for. */
	readonly outcome: Outcome | undefined;
	/** On the clock of `performance.now()`: the phases stand before it without a gap. */
	readonly endedAt: number;
}

declare module 'fastify' {
	interface FastifyRequest {
		work: Work | undefined;
	}
}

/** To be called as soon as the service has answered, also where its answer is a refusal. */
export function noteWork(
	request: FastifyRequest,
	{ timings, findings = [] }: Timed & { readonly findings?: readonly Finding[] },
	outcome?: Outcome,
): void {
	request.work = { timings, findings, outcome, endedAt: performance.now() };
}

/** Makes room for the work on every request, and tells its phases to the caller. */
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

/** The header as a route documents it. */
export const SERVER_TIMING = {
	'Server-Timing': {
		description:
			'How long each phase took in the service, in milliseconds. A refusal has it too, with the phases that were reached.',
		example: 'read;dur=0.12, check;dur=0.31, wait;dur=0.18, compose;dur=0.22, draw;dur=2.04',
	},
};
