import type { ApiKey } from '../../../access/api-key.ts';
import type { Call } from '../../../calls/actor.ts';
import { OperatorError } from '../../../calls/operator-error.ts';
import { table } from '../../base/table.ts';
import type { KeysCommand } from './keys-command.ts';
import { withKeys } from './with-keys.ts';

export const listKeysCommand: KeysCommand = async (input, io) => {
	if (input.names.length > 0) throw new OperatorError('list takes no names.');
	return withKeys(
		input,
		io,
		{ create: false },
		(keys, call) => keys.list(call, { limit: Number.POSITIVE_INFINITY }),
		keysTable,
	);
};

function keysTable({ items }: { readonly items: readonly ApiKey[] }, { now }: Call): string {
	return table([
		['id', 'status', 'practice', 'created', 'last used', 'scopes', 'label'],
		...items.map((key) => [
			key.id,
			statusOfKey(key, now.toISOString()),
			key.practice ?? 'all',
			key.createdAt.slice(0, 10),
			key.lastUsedAt?.slice(0, 10) ?? '–',
			key.scopes.join(' '),
			key.label,
		]),
	]);
}

function statusOfKey({ revokedAt, expiresAt }: ApiKey, now: string): string {
	if (revokedAt !== null) return `revoked ${revokedAt.slice(0, 10)}`;
	if (expiresAt === null) return 'valid';
	return `${expiresAt <= now ? 'expired' : 'valid until'} ${expiresAt.slice(0, 10)}`;
}
