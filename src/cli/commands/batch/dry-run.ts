import { COMMAND_LINE } from '../../../calls/actor.ts';
import { type DryRun, dryRun } from '../../../intake/dry-run.ts';
import type { PackedItems } from '../../../intake/packed.ts';
import { DEFAULT_PRACTICE, type Practice } from '../../../practices/practice.ts';
import { namedPractice } from '../../../practices/references.ts';
import type { SuperbillService } from '../../../service/service.ts';
import { practicesOf } from '../../../store/practices.ts';
import type { Store } from '../../../store/store.ts';
import { type Status, statusOf } from '../../../superbill/finding.ts';
import type { Paint } from '../../base/colors.ts';
import { refusedText, superbills, warnedText } from './tally.ts';

/** Checks the items of an upload without making anything. @param store holds the practices on file, if there is one */
export function checkItems(items: PackedItems, service: SuperbillService, store?: Store): Promise<DryRun> {
	const practices = new Map<string, Promise<Practice | undefined>>();
	const practiceOf = (store: Store, id: string) => {
		const found = practices.get(id) ?? practicesOf(store, COMMAND_LINE).find(id);
		practices.set(id, found);
		return found;
	};
	return dryRun(items, async (body) => {
		const practice = store && (await practiceOf(store, namedPractice(body) ?? DEFAULT_PRACTICE));
		return service.validate(body, practice).findings;
	});
}

export function dryRunText(name: string, found: DryRun, paint: Paint): string {
	const { rows, visits, patients, refused, table } = found;
	const read = [
		...(rows === undefined ? [] : [counted(rows, 'row')]),
		...(visits === undefined ? [] : [counted(visits, 'visit')]),
		...(patients === undefined ? [] : [counted(patients, 'patient')]),
	];
	const total = found.superbills + refused;
	const itemsWith = (status: Status) =>
		found.items
			.filter(({ findings }) => statusOf(findings) === status)
			.map(({ label, rows, ...item }) => ({ ...item, number: label, rows }));
	const warned = itemsWith('warnings');
	return [
		`${name}: ${read.length > 0 ? `${read.join(', ')}, ` : ''}${superbills(total)}; ${refused === 0 ? '0 would be refused' : paint('error', `${refused} would be refused`)}\n`,
		...(table ? [tableText(table)] : []),
		refusedText(itemsWith('errors'), refused, paint),
		warnedText(warned, warned.length, paint),
		'\nNothing was written.\n',
	].join('');
}

function tableText({ delimiter, dates, columns }: NonNullable<DryRun['table']>): string {
	const width = Math.max(...columns.map((column) => column.name.length));
	return [
		`The columns are separated by a ${delimiter}; dates are ${DATES[dates]}.\n\nColumns\n`,
		...columns.map(({ name, becomes }) => `  ${name.padEnd(width)}  ${becomes}\n`),
	].join('');
}

const DATES = {
	'YYYY-MM-DD': 'YYYY-MM-DD',
	'M/D/YYYY': 'M/D/YYYY (month first)',
	either: 'YYYY-MM-DD or M/D/YYYY (month first)',
} as const;

function counted(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? '' : 's'}`;
}
