import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from '../../config.ts';

/**
 * The headers of every answer. What browsers may do is what Swagger UI needs and no more. What only holds on https
 * (HSTS, upgrading, opener policy) is said only there: on http://clinic-host it would leave the page blank or fill
 * the console. https://helmetjs.github.io/
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

/** Put together once: helmet would do so for every request, and they are the same for all. */
function headersOf(options: HelmetOptions): OutgoingHttpHeaders {
	const request = new IncomingMessage(new Socket());
	const response = new ServerResponse(request);
	helmet(options)(request, response, (error) => {
		if (error) throw error;
	});
	return response.getHeaders();
}
