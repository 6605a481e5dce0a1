import type { EndedItem } from '../../../batches/archive/archive-item.ts';
import { type FailedItem, failedItem } from '../../../intake/table/failed-rows.ts';
import { type Finding, type Severity, statusOf } from '../../../superbill/finding.ts';
import { type Paint, uncolored } from '../../base/colors.ts';
import { findingsText, toJson, verdict } from '../../base/report.ts';
import type { Plan } from './plan.ts';

/** Items that are listed one by one. The manifest lists all. */
const MOST_LISTED = { text: 20, json: 500 };

type ListedItem = Pick<EndedItem, 'position' | 'number' | 'rows' | 'findings'>;

const SEND_SEPARATELY =
	'\nFix the refused items and send them in a separate file. A day later, sending the whole file with changes would issue the others again.\n';

export interface Ending {
	/** It was stopped before all was done. */
	readonly isStopped: boolean;
	/** The same file was issued before. */
	readonly replayed: boolean;
}

/** Counts the results of the items of a batch and reports them at the end. */
export class Tally {
	total = 0;
	refused = 0;
	cancelled = 0;
	#files = 0;
	#withWarnings = 0;
	readonly #warned: ListedItem[] = [];
	readonly #listed: ListedItem[] = [];
	readonly #plan: Plan;
	readonly #paint: Paint;
	/** All failed items with the rows of their table, if they are to be handed back. */
	readonly failed: FailedItem[] = [];

	constructor(plan: Plan, paint: Paint = uncolored) {
		this.#plan = plan;
		this.#paint = paint;
	}

	/** Files were requested, but some superbills have none. */
	get lacksFiles(): boolean {
		const { out, zip, merged } = this.#plan;
		return this.#files < this.#made && [out, zip, merged].some((file) => file !== undefined);
	}

	get #made(): number {
		return this.total - this.refused - this.cancelled;
	}

	add({ position, number, rows, status, findings, document }: EndedItem): void {
		const item = { position, number, rows, findings };
		this.total++;
		if (document) this.#files++;
		if (status === 'cancelled') this.cancelled++;
		else if (status === 'failed') {
			if (this.refused++ < MOST_LISTED.json) this.#listed.push(item);
			if (this.#plan.failedTo !== undefined && rows) this.failed.push(failedItem(rows, findings));
		} else if (statusOf(findings) === 'warnings' && this.#withWarnings++ < MOST_LISTED.json) {
			this.#warned.push(item);
		}
	}

	json(batch: string, { isStopped, replayed }: Ending): string {
		return toJson({
			batch,
			mode: this.#plan.mode,
			state: isStopped ? 'stopped' : 'done',
			...(this.#plan.mode === 'issue' && { replayed }),
			counts: { total: this.total, done: this.#made, failed: this.refused, cancelled: this.cancelled },
			written: this.#written(),
			items: this.#listed,
			unlisted: this.refused - this.#listed.length,
			withWarnings: this.#warned,
			withWarningsUnlisted: this.#withWarnings - this.#warned.length,
		});
	}

	text(name: string, { isStopped, replayed }: Ending): string {
		const isIssue = this.#plan.mode === 'issue';
		const parts = [
			`${superbills(this.#made)} ${isIssue ? 'issued' : 'drawn'}`,
			...(this.#withWarnings > 0
				? [this.#paint('warning', `${this.#withWarnings} of them with warnings`)]
				: []),
			...(this.refused > 0 ? [this.#paint('error', `${this.refused} refused`)] : []),
			...(this.cancelled > 0 ? [`${this.cancelled} not done`] : []),
		];
		return [
			`${name}: ${parts.join(', ')}\n`,
			replayed ? 'The same file was sent before. Nothing was issued twice.\n' : '',
			refusedText(this.#listed, this.refused, this.#paint),
			warnedText(this.#warned, this.#withWarnings, this.#paint),
			isIssue && this.refused > 0 && this.#made > 0 ? SEND_SEPARATELY : '',
			...Object.values(this.#written()).map((file, i) => `${i === 0 ? '\n' : ''}Written: ${file}\n`),
			isStopped ? `\nStopped. Repeat the command to ${isIssue ? 'continue' : 'start over'}.\n` : '',
		].join('');
	}

	/** The written files by option. */
	#written(): Readonly<Record<string, string>> {
		const { out, zip, merged, failedTo } = this.#plan;
		return {
			...(out !== undefined && { out }),
			...(zip !== undefined && { zip }),
			...(merged !== undefined && this.#files > 0 && { merged }),
			...(failedTo !== undefined && this.failed.length > 0 && { failedTo }),
		};
	}
}

export function superbills(count: number): string {
	return `${count} ${count === 1 ? 'superbill' : 'superbills'}`;
}

/** Lists the first refused items with their errors. @param all the number of refused items */
export function refusedText(refused: readonly ListedItem[], all: number, paint: Paint): string {
	const listed = refused.slice(0, MOST_LISTED.text);
	const more = all - listed.length;
	return [
		...listed.map(
			(item) =>
				`\n${verdict(nameOf(item), item.findings, paint)}\n${findingsText(only('error', item.findings), paint)}`,
		),
		...(more > 0 ? [`\n${more} more were refused; the manifest and --json list them.\n`] : []),
	].join('');
}

/** Lists the first superbills with warnings, and the warnings. @param all the number of such superbills */
export function warnedText(warned: readonly ListedItem[], all: number, paint: Paint): string {
	const listed = warned.slice(0, MOST_LISTED.text);
	const more = all - listed.length;
	return [
		...listed.map(
			(item) =>
				`\n${verdict(nameOf(item), item.findings, paint)}\n${findingsText(only('warning', item.findings), paint)}`,
		),
		...(more > 0 ? [`\n${more} more have warnings; the manifest lists them.\n`] : []),
	].join('');
}

function only<F extends Finding>(severity: Severity, findings: readonly F[]): readonly F[] {
	return findings.filter((finding) => finding.severity === severity);
}

function nameOf({ position, number, rows }: ListedItem): string {
	const [first, last] = rows ?? [];
	const at = first === undefined ? [] : [first === last ? `row ${first}` : `rows ${first} to ${last}`];
	const more = [...(number === undefined ? [] : [number]), ...at];
	return `item ${position}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}
