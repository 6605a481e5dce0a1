import { z } from 'zod';
import type { Keys } from '../../access/keys.ts';
import { KeyRequest } from '../../access/requests.ts';
import { json } from '../answers/answer.ts';
import { callOf } from '../requests/authorization.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { pageQuery } from '../requests/query.ts';
import { ApiKeyList, ApiKeySchema, CurrentCallerSchema, IssuedKeySchema, keyId } from './key-schemas.ts';

const KeysQuery = z.strictObject(pageQuery);

const Id = z.strictObject({ id: keyId });

export function apiKeyRoutes(app: Api, keys: Keys): void {
	app.post(
		'/api-keys',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'createApiKey',
				tags: ['Administration'],
				summary: 'Create an API key',
				description:
					'Creates a key and returns it. It is shown only this once, because the service stores only its hash. A key cannot be given a scope or practice that the key creating it does not have, and cannot outlast it. **The first key closes the service:** from then on, every request under `/v1` needs a key. Give the first one the scope `admin`, unless the operator has set `API_KEY`.',
				body: published(KeyRequest),
				'x-examples': {
					'front-desk': {
						summary: 'Front desk of one practice',
						value: {
							label: 'Front desk',
							scopes: ['superbills:write', 'superbills:read'],
							practice: 'harbor',
						},
					},
					administrator: {
						summary: 'Administrator of all practices, with an expiry date',
						value: { label: 'Administrator', scopes: ['admin'], expiresAt: '2099-11-23T00:00:00Z' },
					},
				},
				'x-problems': ['invalid-body', 'other-practice'],
				response: { 201: json('The API key. Copy it now.', IssuedKeySchema) },
			},
		},
		async (request, reply) => {
			const { scopes, ...key } = await keys.create(callOf(request), bodyOf(request));
			return reply.status(201).send({ ...key, scopes: [...scopes] });
		},
	);

	app.get(
		'/api-keys',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'listApiKeys',
				tags: ['Administration'],
				summary: 'List the API keys',
				description:
					'Lists every API key that was ever created, newest first: what it is for, when it was last used, and when it expired or was revoked. The keys themselves are not shown. An API key for one practice sees only the keys of that practice.',
				querystring: KeysQuery,
				response: { 200: json('A page of API keys.', ApiKeyList) },
			},
		},
		async (request) => {
			const { items, nextCursor } = await keys.list(callOf(request), request.query);
			return { items: items.map(({ scopes, ...key }) => ({ ...key, scopes: [...scopes] })), nextCursor };
		},
	);

	app.get(
		'/api-keys/current',
		{
			config: { scope: 'any' },
			schema: {
				operationId: 'currentApiKey',
				tags: ['Administration'],
				summary: 'See which API key you use',
				description:
					'Returns the name of the API key that was sent, what it allows, and its practice. Use it to check a key before you work with it: a wrong, expired or revoked key is answered with 401. Every valid key may call it. While there is no key, the answer says that none is needed.',
				response: { 200: json('The caller.', CurrentCallerSchema) },
			},
		},
		async (request) => {
			const { scopes, ...caller } = await keys.current(callOf(request));
			return { ...caller, scopes: [...scopes] };
		},
	);

	app.delete(
		'/api-keys/:id',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'revokeApiKey',
				tags: ['Administration'],
				summary: 'Revoke an API key',
				description:
					'Revokes the key, which stops working at once and cannot be restored. It stays in the list, because the audit log refers to it. Revoking it again changes nothing.',
				params: Id,
				response: { 200: json('The revoked API key.', ApiKeySchema) },
			},
		},
		async (request) => {
			const { scopes, ...key } = await keys.revoke(callOf(request), request.params.id);
			return { ...key, scopes: [...scopes] };
		},
	);
}
