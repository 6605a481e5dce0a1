import type { IssuedKey } from '../../../access/keys.ts';
import { OperatorError } from '../../../calls/operator-error.ts';
import type { KeysCommand } from './keys-command.ts';
import { withKeys } from './with-keys.ts';

export const createKeyCommand: KeysCommand = async (input, io) => {
	const [label, ...more] = input.names;
	if (label === undefined || more.length > 0) {
		throw new OperatorError('create takes one label; put it in quotes if it has spaces.');
	}
	const { scope: scopes = [], practice, expires: expiresAt } = input.values;
	const body = { label, scopes, practice, expiresAt };
	return withKeys(input, io, { create: true }, (keys, call) => keys.create(call, body), issuedText);
};

function issuedText({ id, key, scopes, practice }: IssuedKey): string {
	return `${key}

Store this key now: it is not shown again. Its id is ${id}. It allows ${scopes.join(', ')} for ${practice === null ? 'all practices' : `the practice ${practice}`}.
`;
}
