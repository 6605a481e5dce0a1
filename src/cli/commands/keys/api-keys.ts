import type { ApiKey } from '../../../access/api-key.ts';
import type { IssuedKey, Keys } from '../../../access/keys.ts';
import type { Call } from '../../../calls/actor.ts';
import { OperatorError } from '../../../calls/operator-error.ts';
import { EXIT, type ExitStatus, type Io } from '../../base/command.ts';
import { storeConfig } from '../../base/config.ts';
import { write } from '../../base/output.ts';
import { toJson } from '../../base/report.ts';
import { withStore } from '../../base/store.ts';
import { table } from '../../base/table.ts';

export interface KeyOptions {
	readonly json?: boolean | undefined;
	readonly scope?: readonly string[] | undefined;
	readonly practice?: string | undefined;
	readonly expires?: string | undefined;
}

/** @param names the arguments after the name of the subcommand */
export type KeysCommand = (names: readonly string[], options: KeyOptions, io: Io) => Promise<ExitStatus>;

export const createKey: KeysCommand = async ([label, ...more], options, io) => {
	if (label === undefined || more.length > 0) {
		throw new OperatorError('create takes one label; put it in quotes if it has spaces.');
	}
	const { scope: scopes = [], practice, expires: expiresAt } = options;
	const body = { label, scopes, practice, expiresAt };
	return withKeys(options, io, { create: true }, (keys, call) => keys.create(call, body), issuedText);
};

function issuedText({ id, key, scopes, practice }: IssuedKey): string {
	return `${key}

Store this key now: it is not shown again. Its id is ${id}. It allows ${scopes.join(', ')} for ${practice === null ? 'all practices' : `the practice ${practice}`}.
`;
}

export const listKeys: KeysCommand = async (names, options, io) => {
	if (names.length > 0) throw new OperatorError('list takes no names.');
	const all = { limit: Number.POSITIVE_INFINITY };
	return withKeys(options, io, { create: false }, (keys, call) => keys.list(call, all), keysTable);
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

export const revokeKey: KeysCommand = async ([id, ...more], options, io) => {
	if (id === undefined || more.length > 0) {
		throw new OperatorError('revoke takes the id of one key; "superbill keys list" shows the ids.');
	}
	const text = () => `${id} is revoked and refused from now on.\n`;
	return withKeys(options, io, { create: false }, (keys, call) => keys.revoke(call, id), text);
};

/** Works on the keys of the store and prints the answer. @param opening as for `withStore` */
async function withKeys<T>(
	{ json }: KeyOptions,
	io: Io,
	opening: { readonly create: boolean },
	work: (keys: Keys, call: Call) => Promise<T>,
	text: (answer: T, call: Call) => string,
): Promise<ExitStatus> {
	const [config, { createKeys }, { COMMAND_LINE }] = await Promise.all([
		storeConfig(io),
		import('../../../access/keys.ts'),
		import('../../../calls/actor.ts'),
	]);
	const call: Call = { actor: COMMAND_LINE, now: new Date() };
	const answer = await withStore(config, opening, (store) => {
		const keys = createKeys(() => store);
		return work(keys, call);
	});
	await write(io.stdout, json ? toJson(answer) : text(answer, call));
	return EXIT.ok;
}
