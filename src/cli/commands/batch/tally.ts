import type { EndedItem } from '../../../batches/archive/archive-item.ts';
import { type Finding, statusOf } from '../../../superbill/finding.ts';
import { findingsText, json, verdict } from '../../base/report.ts';
import type { Plan } from './plan.ts';

/** Refused items that are told one by one: as many as anybody reads. The manifest tells all of them. */
const MOST_TOLD = { text: 20, json: 500 };

type Told = Pick<EndedItem, 'position' | 'number' | 'rows' | 'findings'>;

const APART =
	'\nSend what was refused in a file of its own, once it is mended: the whole file, changed, would issue the others again.\n';

/** How a run ended. */
export interface Ending {
	/** Before all was done. */
	readonly isStopped: boolean;
	/** Whether the same file was issued before. */
	readonly replayed: boolean;
}

/** Counts what became of the items of a batch, and tells of it in the end. */
export class Tally {
	total = 0;
	refused = 0;
	cancelled = 0;
	#files = 0;
	#withWarnings = 0;
	readonly #told: Told[] = [];
	readonly #plan: Plan;

	constructor(plan: Plan) {
		this.#plan = plan;
	}

	/** Whether there are superbills without a file where files are asked for. */
	get lacksFiles(): boolean {
		const { out, zip, merged } = this.#plan;
		return this.#files < this.#made && [out, zip, merged].some((file) => file !== undefined);
	}

	get #made(): number {
		return this.total - this.refused - this.cancelled;
	}

	add({ position, number, rows, status, findings, document }: EndedItem): void {
		this.total++;
		if (document) this.#files++;
		if (status === 'cancelled') this.cancelled++;
		else if (status !== 'failed') this.#withWarnings += statusOf(findings) === 'warnings' ? 1 : 0;
		else if (this.refused++ < MOST_TOLD.json) this.#told.push({ position, number, rows, findings });
	}

	json(batch: string, { isStopped, replayed }: Ending): string {
		return json({
			batch,
			mode: this.#plan.mode,
			state: isStopped ? 'stopped' : 'done',
			...(this.#plan.mode === 'issue' && { replayed }),
			counts: { total: this.total, done: this.#made, failed: this.refused, cancelled: this.cancelled },
			written: this.#written(),
			items: this.#told,
			unlisted: this.refused - this.#told.length,
		});
	}

	text(name: string, { isStopped, replayed }: Ending): string {
		const isIssue = this.#plan.mode === 'issue';
		const parts = [
			`${superbills(this.#made)} ${isIssue ? 'issued' : 'drawn'}`,
			...(this.#withWarnings > 0 ? [`${this.#withWarnings} of them with warnings`] : []),
			...(this.refused > 0 ? [`${this.refused} refused`] : []),
			...(this.cancelled > 0 ? [`${this.cancelled} not done`] : []),
		];
		return [
			`${name}: ${parts.join(', ')}\n`,
			replayed ? 'The same file was sent before: nothing was issued twice.\n' : '',
			refusedText(this.#told, this.refused),
			isIssue && this.refused > 0 && this.#made > 0 ? APART : '',
			...Object.values(this.#written()).map((file, i) => `${i === 0 ? '\n' : ''}Written: ${file}\n`),
			isStopped ? `\nStopped. The same command ${isIssue ? 'goes on where it was' : 'begins again'}.\n` : '',
		].join('');
	}

	/** What was written under which option. */
	#written(): Readonly<Record<string, string>> {
		const { out, zip, merged } = this.#plan;
		return {
			...(out !== undefined && { out }),
			...(zip !== undefined && { zip }),
			...(merged !== undefined && this.#files > 0 && { merged }),
		};
	}
}

export function superbills(count: number): string {
	return `${count} ${count === 1 ? 'superbill' : 'superbills'}`;
}

/** The first items that there is no superbill of, each with what to do. @param all how many there are */
export function refusedText(refused: readonly Told[], all: number): string {
	const told = refused.slice(0, MOST_TOLD.text);
	const more = all - told.length;
	return [
		...told.map(
			(each) => `\n${verdict(called(each), each.findings)}\n${findingsText(errorsOf(each.findings))}`,
		),
		...(more > 0 ? [`\nAnd ${more} more that were refused: the manifest and --json tell of them.\n`] : []),
	].join('');
}

function errorsOf<F extends Finding>(findings: readonly F[]): readonly F[] {
	return findings.filter(({ severity }) => severity === 'error');
}

function called({ position, number, rows }: Told): string {
	const [first, last] = rows ?? [];
	const at = first === undefined ? [] : [first === last ? `row ${first}` : `rows ${first} to ${last}`];
	const more = [...(number === undefined ? [] : [number]), ...at];
	return `item ${position}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}
