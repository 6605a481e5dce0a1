import { fileURLToPath } from 'node:url';
import swaggerUi, { type FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { packagedFile } from '../../version.ts';
import { usualRefusal } from '../answers/problems.ts';

/**
 * Arranges Swagger UI for the front desk: summaries before paths, room to type, the answer and its download link before
 * the curl command, and one line for each problem.
 */
const STYLE = `
.swagger-ui .servers, .swagger-ui .servers-title,
.swagger-ui .info .main .link,
.swagger-ui .parameters-container > .opblock-description-wrapper,
.swagger-ui .responses-table:not(.live-responses-table) :is(.response-controls, .headers-wrapper, .response-col_links),
.swagger-ui .responses-table:not(.live-responses-table) tr.response + tr.response .model-example { display: none }
.swagger-ui .scheme-container { padding: 12px 0 }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .opblock .opblock-summary-description { font-size: 16px; font-weight: 600 }
.swagger-ui .opblock .opblock-summary-path { font-size: 13px; font-weight: 400; max-width: none; flex-shrink: 0 }
.swagger-ui .opblock-body select.examples-select-element { min-width: 24em }
.swagger-ui textarea.body-param__text { min-height: 32em }
.swagger-ui .responses-inner > div > div:has(> .live-responses-table) { display: flex; flex-direction: column }
.swagger-ui :is(.curl-command, div:has(> .request-url)) { order: 1 }
.swagger-ui .curl-command pre { max-height: 12em; overflow: auto }
.swagger-ui .live-responses-table a[download] { display: inline-block; padding: 8px 24px; border-radius: 4px; background: #1f6f43; color: #fff; font-weight: 600 }
`;

/** The files of the page. The plugin serves more, and fails for odd names of files. */
const FILES = /^\/docs(?:\/|\/static\/(?:theme\/)?[\w-]+\.(?:css|js|png))?$/;

/**
 * Serves Swagger UI. It forgets the API key when the page is closed, because clinics share computers.
 * https://github.com/fastify/fastify-swagger-ui
 * @param document returns the OpenAPI document
 */
export async function docsPage(app: FastifyInstance, document: () => string): Promise<void> {
	await app.register(async (docs) => {
		docs.addHook('onRequest', async ({ raw, routeOptions: { url } }, reply) => {
			// The plugin would write the document anew for each request.
			if (url === '/docs/json') return reply.type('application/json; charset=utf-8').send(document());
			if (!FILES.test(raw.url?.split('?', 1)[0] ?? '')) throw usualRefusal('not-found');
			// The plugin fails instead of answering with 412 or 416. The files are whole, and whoever asks gets them.
			for (const name of ['range', 'if-match', 'if-unmodified-since']) delete raw.headers[name];
		});
		await docs.register(swaggerUi, OPTIONS);
	});
}

const OPTIONS: FastifySwaggerUiOptions = {
	routePrefix: '/docs',
	baseDir: fileURLToPath(packagedFile('swagger-ui')),
	// Otherwise the plugin looks for its logo next to its own code, which is bundled.
	logo: null as never,
	theme: { title: 'Superbill API', css: [{ filename: 'superbill.css', content: STYLE }] },
	uiConfig: {
		layout: 'BaseLayout',
		tryItOutEnabled: true,
		persistAuthorization: false,
		defaultModelsExpandDepth: -1,
		docExpansion: 'list',
		deepLinking: true,
	},
};
