import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

const STYLE = '';

/**
 * Swagger UI, made for a front desk: ready to be tried, without what only developers look for. The key is not kept
 * when the page is closed, because clinics share computers. https://github.com/fastify/fastify-swagger-ui
 */
export async function docsPage(app: FastifyInstance): Promise<void> {
	await app.register(swaggerUi, {
		routePrefix: '/docs',
		theme: { title: 'Superbill API', css: [{ filename: 'superbill.css', content: STYLE }] },
		uiConfig: {
			layout: 'BaseLayout',
			tryItOutEnabled: true,
			persistAuthorization: false,
			defaultModelsExpandDepth: -1,
			docExpansion: 'list',
			deepLinking: true,
		},
	});
}
