import { WrongUse } from '../../base/command.ts';
import type { KeysCommand } from './keys.ts';
import { withKeys } from './with-keys.ts';

export const revoke: KeysCommand = async (input, io) => {
	const [id, ...more] = input.names;
	if (id === undefined || more.length > 0) throw new WrongUse('which key? Name one by its id.');
	return withKeys(
		input,
		io,
		{ make: false },
		(keys, call) => keys.revoke(call, id),
		() => `${id} is refused from now on.\n`,
	);
};
