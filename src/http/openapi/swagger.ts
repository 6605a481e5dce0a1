import swagger from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import {
	jsonSchemaTransform,
	jsonSchemaTransformObject,
	serializerCompiler,
} from 'fastify-type-provider-zod';
import { VERSION } from '../../version.ts';
import { validateParameters } from '../requests/parameters.ts';
import type { Document } from './document.ts';
import { addProblems, problemsOfRoute } from './problem-responses.ts';
import { tidy } from './tidy.ts';

/** The people to ask about the contract. Their address is the operator's, which this document does not know. */
const CONTACT = { name: 'The operator of this service' };

const DESCRIPTION = `Turns a visit and its billing codes into a **superbill**: the itemized receipt that a patient sends to the insurer for reimbursement. The operations under *Superbills* store nothing that you send. Those under *Issued superbills* number superbills and store them, encrypted.

**At the front desk:** the [front desk](/) has forms for all of this, in English and Spanish. Here, open *Make a superbill PDF*, choose the example that is most like your visit, press **Execute**, then **Download file**. If your practice uses an API key, press **Authorize** first and paste the key. The page forgets it when you close it.

**For developers:** every answer with a status of 400 or higher is \`application/problem+json\` (RFC 9457), including those to unknown paths (404), wrong methods (405) and invalid HTTP. Its \`code\` says which problem it is, for programs, and its \`type\` is the path of a page about it: [all problems](/docs/errors). Money is text like \`"150.00"\`, and dates are \`YYYY-MM-DD\`. Text is trimmed and normalized (Unicode NFC), and must not contain line breaks or other control characters. Unknown properties are refused, so that nothing you send is silently ignored.`;

/**
 * Makes the OpenAPI document from the routes. This is the only file that imports the bridge from zod.
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
				contact: CONTACT,
				license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
			},
			servers: [{ url: '/' }],
			tags: [
				{ name: 'Superbills', description: 'Make and check superbills without storing anything.' },
				{ name: 'Issued superbills', description: 'Issue, find, correct and void superbills.' },
				{ name: 'Batches', description: 'Make many superbills at once, such as at the end of a month.' },
				{
					name: 'Practices',
					description: 'Store letterhead, clinicians, logo and defaults, so that staff type them only once.',
				},
				{ name: 'Templates', description: 'Choose what a superbill looks like.' },
				{ name: 'Rules', description: 'See what the checks require of a superbill.' },
				{ name: 'Codes', description: 'Look up official codes by date of service.' },
				{ name: 'Administration', description: 'Manage API keys, and read the audit log.' },
				{ name: 'Operations', description: 'For the people and tools that operate the service.' },
			],
			components: {
				securitySchemes: {
					apiKey: {
						type: 'http',
						scheme: 'bearer',
						description: 'The API key of your practice. Not needed if the service has no API keys.',
					},
				},
			},
		},
		transform: (of) =>
			jsonSchemaTransform({
				...of,
				schema: {
					...of.schema,
					...permission(of.route, of.schema),
					'x-problems': [...problemsOfRoute(of.route), ...(of.schema?.['x-problems'] ?? [])],
				},
			}),
		transformObject: (source) =>
			tidy(addProblems(jsonSchemaTransformObject(source) as unknown as Document)) as never,
	});
}

/** Names the scope that a key needs, for readers in the description and for programs as a role (OpenAPI 3.1, Security Requirement). */
function permission({ config }: RouteOptions, { description }: { readonly description?: string }) {
	const scope = config?.scope;
	if (scope === undefined) return { security: [] };
	const needs =
		scope === 'any'
			? 'Needs an API key; its scopes do not matter.'
			: `Needs an API key with the scope \`${scope}\`.`;
	return {
		security: [{ apiKey: scope === 'any' ? [] : [scope] }],
		description: `${description}\n\n${needs}`,
	};
}
