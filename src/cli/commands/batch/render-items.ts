import type { EndedItem } from '../../../batches/archive/archive-item.ts';
import { atSource } from '../../../intake/at-source.ts';
import type { Item } from '../../../intake/item.ts';
import type { Prepared, SuperbillService } from '../../../service/service.ts';
import { shapeFinding } from '../../../superbill/read.ts';

export interface Rendering {
	readonly service: SuperbillService;
	/** How many are drawn at once. */
	readonly atOnce: number;
	/** When it is aborted, no other document is begun; what is left is told as cancelled. */
	readonly signal: AbortSignal;
}

/** Draws items, several at once, and tells of them in their order. No more are at hand than are drawn at once. */
export async function* renderItems(
	items: AsyncIterable<Item>,
	{ service, atOnce, signal }: Rendering,
): AsyncGenerator<EndedItem, void, void> {
	const begun: Promise<EndedItem>[] = [];
	for await (const item of items) {
		begun.push(signal.aborted ? Promise.resolve(cancelled(item)) : render(service, item));
		if (begun.length >= atOnce) yield begun.shift() as Promise<EndedItem>;
	}
	yield* begun;
}

function cancelled(item: Item): EndedItem {
	return { ...named(item), status: 'cancelled', findings: [] };
}

function named({ position, label, rows }: Item): Pick<EndedItem, 'position' | 'number' | 'rows'> {
	return { position, number: label, rows };
}

async function render(service: SuperbillService, item: Item): Promise<EndedItem> {
	if (item.refused) return { ...named(item), status: 'failed', findings: item.findings };
	const preparation = service.prepare(item.body);
	const found = preparation.refused ? preparation.findings : preparation.prepared.findings;
	const findings = [...item.findings, ...atSource(found, item.origins)];
	if (preparation.refused) return { ...named(item), status: 'failed', findings };
	const { prepared } = preparation;
	const { number } = prepared.request;
	const pdf = await drawn(service, prepared);
	if (!pdf) return { ...named(item), number, status: 'failed', findings: [...findings, DEFECT] };
	const document = { pdf, issuedOn: prepared.issuedOn };
	return { ...named(item), number, status: 'rendered', findings, document };
}

/** A thread that ends takes with it what else it has in hand: each is tried once more. */
async function drawn(service: SuperbillService, prepared: Prepared): Promise<Buffer | undefined> {
	const draw = () => service.draw(prepared, { behind: true });
	const { pdf } =
		(await draw()
			.catch(draw)
			.catch(() => undefined)) ?? {};
	return pdf;
}

const DEFECT = shapeFinding(
	[],
	'It could not be drawn, by a defect of this program.',
	'Try it alone with "superbill render", and report it where it fails again.',
);
