import type { ExitStatus, Io } from '../../base/command.ts';

/** The arguments after the name of the subcommand. */
export interface KeysInput {
	readonly names: readonly string[];
	readonly values: {
		readonly json?: boolean | undefined;
		readonly scope?: readonly string[] | undefined;
		readonly practice?: string | undefined;
		readonly expires?: string | undefined;
	};
}

export type KeysCommand = (input: KeysInput, io: Io) => Promise<ExitStatus>;
