import type { ApiKey } from '../../../access/api-key.ts';
import type { Call } from '../../../calls/actor.ts';
import { WrongUse } from '../../base/command.ts';
import { table } from '../../base/table.ts';
import type { KeysCommand } from './keys.ts';
import { withKeys } from './with-keys.ts';

export const list: KeysCommand = async (input, io) => {
	if (input.names.length > 0) throw new WrongUse('takes no names.');
	return withKeys(
		input,
		io,
		{ make: false },
		async (keys, call) => ({ items: await keys.list(call), nextCursor: null }),
		text,
	);
};

function text({ items }: { readonly items: readonly ApiKey[] }, { now }: Call): string {
	return table([
		['id', 'standing', 'practice', 'made', 'last used', 'scopes', 'label'],
		...items.map((key) => [
			key.id,
			standing(key, now.toISOString()),
			key.practice ?? 'all',
			key.createdAt.slice(0, 10),
			key.lastUsedAt?.slice(0, 10) ?? '–',
			key.scopes.join(' '),
			key.label,
		]),
	]);
}

function standing({ revokedAt, expiresAt }: ApiKey, now: string): string {
	if (revokedAt !== null) return `revoked ${revokedAt.slice(0, 10)}`;
	if (expiresAt === null) return 'good';
	return `${expiresAt <= now ? 'expired' : 'good until'} ${expiresAt.slice(0, 10)}`;
}
