import type { IssuedKey } from '../../../access/keys.ts';
import { WrongUse } from '../../base/command.ts';
import type { KeysCommand } from './keys.ts';
import { withKeys } from './with-keys.ts';

export const create: KeysCommand = async (input, io) => {
	const [label, ...more] = input.names;
	if (label === undefined || more.length > 0) throw new WrongUse('which label? Give one, in quotes.');
	const { scope: scopes = [], practice, expires: expiresAt } = input.values;
	const body = { label, scopes, practice, expiresAt };
	return withKeys(input, io, { make: true }, (keys, call) => keys.create(call, body), text);
};

function text({ id, key, scopes, practice }: IssuedKey): string {
	return `${key}

Keep it now: it is not shown again. Its id is ${id}; it is for ${scopes.join(', ')} in ${practice === null ? 'all practices' : `the practice ${practice}`}.
`;
}
