import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';

/**
 * The headers of every answer. What browsers may do is what Swagger UI needs and no more. What only holds on https
 * (HSTS, upgrading, opener policy) is said only there: on http://clinic-host it would leave the page blank or fill
 * the console. https://github.com/fastify/fastify-helmet
 */
export async function answerHeaders(app: FastifyInstance, { publicUrl }: Config): Promise<void> {
	const https = publicUrl?.startsWith('https:') ?? false;
	await app.register(helmet, {
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
		reply.headers({ 'X-Request-Id': id, 'Cache-Control': 'no-store' });
	});
}
