import type { Keys } from '../../../access/keys.ts';
import type { Call } from '../../../calls/actor.ts';
import { EXIT, type ExitStatus, type Io } from '../../base/command.ts';
import { write } from '../../base/output.ts';
import { json } from '../../base/report.ts';
import { onStore, withStore } from '../../base/store.ts';
import type { KeysInput } from './keys.ts';

/** Does something with the keys of the store, and prints what came of it. @param make as `withStore` has it. */
export async function withKeys<T>(
	{ values }: KeysInput,
	io: Io,
	{ make }: { readonly make: boolean },
	work: (keys: Keys, call: Call) => Promise<T>,
	text: (answer: T, call: Call) => string,
): Promise<ExitStatus> {
	const [{ createKeys }, { COMMAND_LINE }, { Refusal }] = await Promise.all([
		import('../../../access/keys.ts'),
		import('../../../calls/actor.ts'),
		import('../../../calls/refusal.ts'),
	]);
	const call: Call = { actor: COMMAND_LINE, now: new Date() };
	return onStore('keys', values, io, async () => {
		try {
			const answer = await withStore(io, { make }, (store) =>
				work(
					createKeys(() => store),
					call,
				),
			);
			await write(io.stdout, values.json ? json(answer) : text(answer, call));
			return EXIT.ok;
		} catch (error) {
			if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
			const said = error.findings?.map(({ message, help }) => `${message} ${help}`) ?? [error.message];
			if (values.json) await write(io.stdout, json({ refused: said.join(' ') }));
			else await write(io.stderr, said.map((line) => `superbill keys: ${line}\n`).join(''));
			return EXIT.refused;
		}
	});
}
