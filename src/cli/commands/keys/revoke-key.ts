import { OperatorError } from '../../../calls/operator-error.ts';
import type { KeysCommand } from './keys-command.ts';
import { withKeys } from './with-keys.ts';

export const revokeKeyCommand: KeysCommand = async (input, io) => {
	const [id, ...more] = input.names;
	if (id === undefined || more.length > 0) {
		throw new OperatorError('revoke takes the id of one key; "superbill keys list" shows the ids.');
	}
	return withKeys(
		input,
		io,
		{ create: false },
		(keys, call) => keys.revoke(call, id),
		() => `${id} is revoked and refused from now on.\n`,
	);
};
