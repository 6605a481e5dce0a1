import type { AuditCheck, ChainFault, ChainHead } from '../../audit/check-chains.ts';
import { OperatorError } from '../../calls/operator-error.ts';
import { type Command, EXIT, exitStatusHelp } from '../base/command.ts';
import { storeConfig } from '../base/config.ts';
import { readJson } from '../base/input.ts';
import { write } from '../base/output.ts';
import { toJson } from '../base/report.ts';
import { withStore } from '../base/store.ts';
import { table } from '../base/table.ts';

const HELP = `Usage: superbill audit verify [--expect FILE] [--json]

Reads the whole audit log, recomputes every hash, and reports what was changed, removed, moved or inserted, by chain and
position. Each practice has a chain, and "-" is the chain of events without a practice. The server may be running.

Someone who can write to the database could remove the end of a chain, or a whole chain, and nothing in the database would
show it. Store the output of --json elsewhere, and compare with it later using --expect.

Options
  --expect FILE  earlier output of --json; every event that it names must still exist
  --json         print the ends of the chains and the faults as JSON
  -h, --help     print this text

Examples
  superbill audit verify
  superbill audit verify --json > audit-log-2026-11-23.json
  superbill audit verify --expect audit-log-2026-11-23.json

${exitStatusHelp('the audit log is unchanged', 'faults were found')}`;

const OPTIONS = { json: { type: 'boolean' }, expect: { type: 'string' } } as const;

export const audit: Command<typeof OPTIONS> = {
	name: 'audit',
	summary: 'check that the audit log is unchanged',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		if (positionals.length !== 1 || positionals[0] !== 'verify')
			throw new OperatorError('name the subcommand: verify.');
		const { expect } = values;
		const kept = expect === undefined ? [] : headsOf(expect, await readJson(expect, io.stdin));
		const [config, { checkAuditLog }] = await Promise.all([
			storeConfig(io),
			import('../../audit/check-chains.ts'),
		]);
		const check = await withStore(config, { create: false }, (store) => checkAuditLog(store, kept));
		await write(io.stdout, values.json ? toJson(check) : text(check));
		return check.faults.length === 0 ? EXIT.ok : EXIT.refused;
	},
};

function text({ chains, faults }: AuditCheck): string {
	const rows = chains.map(({ chain, position, hash }) => [shown(chain), String(position), hash]);
	const said = faults.map(
		(fault) => `Event ${fault.position} of chain ${shown(fault.chain)} ${MEANS[fault.fault]}\n`,
	);
	return [
		table([['chain', 'events', 'hash of the last'], ...rows]),
		'\n',
		...(said.length === 0 ? ['The audit log is unchanged.\n'] : said),
	].join('');
}

const shown = (chain: string): string => chain || '-';

const MEANS: Readonly<Record<ChainFault['fault'], string>> = {
	missing: 'is missing.',
	changed: 'was changed, moved or inserted.',
	'beyond-the-end': 'is beyond the end of its chain: it was inserted, or the end was set back.',
	'not-as-kept': 'differs from the event in the --expect file.',
};

function headsOf(file: string, value: unknown): ChainHead[] {
	const { chains } = (value ?? {}) as { chains?: unknown };
	const isHead = (head: Partial<Record<keyof ChainHead, unknown>> | null) =>
		typeof head?.chain === 'string' && typeof head.position === 'number' && typeof head.hash === 'string';
	if (Array.isArray(chains) && chains.every(isHead)) return chains;
	throw new OperatorError(
		`${file} is not output of "superbill audit verify --json". Name a file that holds it.`,
	);
}
