import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from '../../config.ts';

/**
 * Sets the headers of every answer. The content security policy allows what Swagger UI needs and nothing else. Headers
 * that make sense only on https (HSTS, upgrades, opener policy) are sent only there: on http://clinic-host they would
 * leave the page blank or fill the console. https://helmetjs.github.io/
 */
export function answerHeaders(app: FastifyInstance, { publicUrl }: Config): void {
	const https = publicUrl?.startsWith('https:') ?? false;
	const always = headersOf({
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				defaultSrc: ["'none'"],
				scriptSrc: ["'self'"],
				styleSrc: ["'self'"],
				imgSrc: ["'self'", 'data:'],
				connectSrc: ["'self'"],
				// The front desk shows a PDF that it holds in memory.
				frameSrc: ['blob:'],
				baseUri: ["'none'"],
				formAction: ["'none'"],
				frameAncestors: ["'none'"],
				upgradeInsecureRequests: https ? [] : null,
			},
		},
		strictTransportSecurity: https && { maxAge: 365 * 24 * 60 * 60 },
		crossOriginOpenerPolicy: https,
		originAgentCluster: https,
		xFrameOptions: { action: 'deny' },
	});
	app.addHook('onRequest', async ({ id }, reply) => {
		reply.headers({ ...always, 'X-Request-Id': id, 'Cache-Control': 'no-store' });
	});
}

/** Computes the headers once, because they are the same for every request. */
function headersOf(options: HelmetOptions): OutgoingHttpHeaders {
	const request = new IncomingMessage(new Socket());
	const response = new ServerResponse(request);
	helmet(options)(request, response, (error) => {
		if (error) throw error;
	});
	return response.getHeaders();
}
