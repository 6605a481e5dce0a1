import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
	jsonSchemaTransform,
	jsonSchemaTransformObject,
	serializerCompiler,
} from 'fastify-type-provider-zod';
import { VERSION } from '../../version.ts';
import { validateParameters } from '../requests/parameters.ts';
import type { Document } from './document.ts';
import { addProblems } from './problem-responses.ts';
import { tidy } from './tidy.ts';

const DESCRIPTION = `Turns a visit and its billing codes into a **superbill**: the itemised receipt that a patient sends to the insurer to be reimbursed. *Superbills* keeps nothing that you send; *Issued superbills* numbers and keeps it, encrypted.

**At the front desk:** open *Make a superbill PDF*, pick the example that is most like your visit, change it, and press **Execute**. Then press **Download file**. If something is wrong, the answer lists every mistake in plain words, with its place and what to do. If your practice uses an API key, press **Authorize** first and paste the key; it is forgotten when you close the page.

**For developers:** every answer from 400 up is \`application/problem+json\` (RFC 9457), also for unknown paths (404), wrong methods (405) and what is not proper HTTP. Its \`type\` leads to the response's description in this document. Money is text such as \`"150.00"\`, dates are \`YYYY-MM-DD\`, text is trimmed, normalised (Unicode NFC) and free of line breaks and other control characters, and unknown properties are refused, so that nothing is ever dropped in silence.`;

/**
 * The document is made from the routes themselves. This is the only place that knows of the bridge from zod.
 * https://github.com/fastify/fastify-swagger https://github.com/turkerdev/fastify-type-provider-zod
 */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
	app.setSerializerCompiler(serializerCompiler);
	app.setValidatorCompiler(validateParameters);
	await app.register(swagger, {
		openapi: {
			openapi: '3.1.0',
			info: {
				title: 'Superbill API',
				version: VERSION,
				description: DESCRIPTION,
				license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
			},
			servers: [{ url: '/' }],
			tags: [
				{ name: 'Superbills', description: 'Make and check superbills. Nothing is kept.' },
				{ name: 'Issued superbills', description: 'Number, keep, find, correct and void superbills.' },
				{ name: 'Batches', description: 'Many superbills at once, as at the end of a month.' },
				{
					name: 'Practices',
					description: 'What a practice types once: letterhead, clinicians, logo, defaults.',
				},
				{ name: 'Templates', description: 'What the pages may look like.' },
				{ name: 'Rules', description: 'What the checks hold a superbill to.' },
				{ name: 'Codes', description: 'Look official codes up by date of service.' },
				{ name: 'Administration', description: 'API keys and the audit log, for administrators.' },
				{ name: 'Operations', description: 'For whoever runs the service.' },
			],
			components: {
				securitySchemes: {
					apiKey: {
						type: 'http',
						scheme: 'bearer',
						description: 'The API key of your practice. Not needed where the operator has set none.',
					},
				},
			},
		},
		transform: jsonSchemaTransform,
		transformObject: (source) =>
			tidy(addProblems(jsonSchemaTransformObject(source) as unknown as Document)) as never,
	});
}
