import type { Fault, Head, TrailCheck } from '../../audit/check-chains.ts';
import { OperatorError } from '../../calls/operator-error.ts';
import { type Command, EXIT, exitStatusHelp } from '../base/command.ts';
import { storeConfig } from '../base/config.ts';
import { readJson } from '../base/input.ts';
import { write } from '../base/output.ts';
import { toJson } from '../base/report.ts';
import { withStore } from '../base/store.ts';
import { table } from '../base/table.ts';

const HELP = `Usage: superbill audit verify [--expect FILE] [--json]

Reads the whole trail, computes every hash again, and tells what was changed, removed, moved or put in, by chain and
position. Each practice has a chain; "-" is the one of what belongs to no practice. A server may be running.

Who may write to the database could cut the end off a chain, or remove all of it, so that nothing in the database shows
it. Keep what --json prints somewhere else, and compare with --expect.

Options
  --expect FILE  what --json printed before; everything that it names must still be there
  --json         the ends of the chains and the faults as JSON
  -h, --help     this text

Examples
  superbill audit verify
  superbill audit verify --json > trail-2026-11-23.json
  superbill audit verify --expect trail-2026-11-23.json

${exitStatusHelp('as it was written', 'faults found')}`;

const OPTIONS = { json: { type: 'boolean' }, expect: { type: 'string' } } as const;

export const audit: Command<typeof OPTIONS> = {
	name: 'audit',
	summary: 'check that the trail is as it was written',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		if (positionals.length !== 1 || positionals[0] !== 'verify')
			throw new OperatorError('name the subcommand: verify.');
		const { expect } = values;
		const kept = expect === undefined ? [] : headsOf(expect, await readJson(expect, io.stdin));
		const [config, { checkTrail }] = await Promise.all([
			storeConfig(io),
			import('../../audit/check-chains.ts'),
		]);
		const check = await withStore(config, { create: false }, (store) => checkTrail(store, kept));
		await write(io.stdout, values.json ? toJson(check) : text(check));
		return check.faults.length === 0 ? EXIT.ok : EXIT.refused;
	},
};

function text({ chains, faults }: TrailCheck): string {
	const rows = chains.map(({ chain, position, hash }) => [shown(chain), String(position), hash]);
	const said = faults.map((fault) => `${shown(fault.chain)} ${fault.position}: ${MEANS[fault.fault]}\n`);
	return [
		table([['chain', 'events', 'hash of the last'], ...rows]),
		'\n',
		...(said.length === 0 ? ['All of it is as it was written.\n'] : said),
	].join('');
}

const shown = (chain: string): string => chain || '-';

const MEANS: Readonly<Record<Fault['fault'], string>> = {
	missing: 'is missing.',
	changed: 'is not as it was written: it was changed, moved or put in.',
	'beyond-the-end': 'stands beyond the end of its chain: it was put in, or the end was set back.',
	'not-as-kept': 'is not what stood there when the ends were kept.',
};

function headsOf(file: string, value: unknown): Head[] {
	const { chains } = (value ?? {}) as { chains?: unknown };
	const isHead = (head: Partial<Record<keyof Head, unknown>> | null) =>
		typeof head?.chain === 'string' && typeof head.position === 'number' && typeof head.hash === 'string';
	if (Array.isArray(chains) && chains.every(isHead)) return chains;
	throw new OperatorError(`${file} is not what "superbill audit verify --json" prints.`);
}
