import type { Keys } from '../../../access/keys.ts';
import type { Call } from '../../../calls/actor.ts';
import { EXIT, type ExitStatus, type Io } from '../../base/command.ts';
import { storeConfig } from '../../base/config.ts';
import { write } from '../../base/output.ts';
import { toJson } from '../../base/report.ts';
import { withStore } from '../../base/store.ts';
import type { KeysInput } from './keys-command.ts';

/** Works on the keys of the store and prints the answer. @param options as for `withStore` */
export async function withKeys<T>(
	{ values }: KeysInput,
	io: Io,
	options: { readonly create: boolean },
	work: (keys: Keys, call: Call) => Promise<T>,
	text: (answer: T, call: Call) => string,
): Promise<ExitStatus> {
	const [config, { createKeys }, { COMMAND_LINE }] = await Promise.all([
		storeConfig(io),
		import('../../../access/keys.ts'),
		import('../../../calls/actor.ts'),
	]);
	const call: Call = { actor: COMMAND_LINE, now: new Date() };
	const answer = await withStore(config, options, (store) =>
		work(
			createKeys(() => store),
			call,
		),
	);
	await write(io.stdout, values.json ? toJson(answer) : text(answer, call));
	return EXIT.ok;
}
