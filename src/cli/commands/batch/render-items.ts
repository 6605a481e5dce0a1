import type { EndedItem } from '../../../batches/archive/archive-item.ts';
import { atSource } from '../../../intake/at-source.ts';
import { type PackedItem, taskIn } from '../../../intake/packed.ts';
import type { Prepared, SuperbillService } from '../../../service/service.ts';
import { shapeFinding } from '../../../superbill/read.ts';

export interface RenderItemsOptions {
	readonly service: SuperbillService;
	readonly atOnce: number;
	/** After an abort no further document is begun, and the remaining items are reported as cancelled. */
	readonly signal: AbortSignal;
}

/** Draws items, `atOnce` at a time, and yields their results in order. */
export async function* renderItems(
	items: AsyncIterable<PackedItem>,
	{ service, atOnce, signal }: RenderItemsOptions,
): AsyncGenerator<EndedItem, void, void> {
	const begun: Promise<EndedItem>[] = [];
	for await (const item of items) {
		begun.push(signal.aborted ? Promise.resolve(cancelled(item)) : render(service, item));
		if (begun.length >= atOnce) yield begun.shift() as Promise<EndedItem>;
	}
	yield* begun;
}

function cancelled(item: PackedItem): EndedItem {
	return { ...named(item), status: 'cancelled', findings: [] };
}

function named({ position, label, rows }: PackedItem): Pick<EndedItem, 'position' | 'number' | 'rows'> {
	return { position, number: label, rows };
}

async function render(service: SuperbillService, item: PackedItem): Promise<EndedItem> {
	if (item.refused) return { ...named(item), status: 'failed', findings: item.findings };
	const { body, findings: ofUpload, origins } = taskIn(item);
	const preparation = service.prepare(body);
	const found = preparation.refused ? preparation.findings : preparation.prepared.findings;
	const findings = [...ofUpload, ...atSource(found, origins)];
	if (preparation.refused) return { ...named(item), status: 'failed', findings };
	const { prepared } = preparation;
	const { number } = prepared.request;
	const pdf = await drawn(service, prepared);
	if (!pdf) return { ...named(item), number, status: 'failed', findings: [...findings, BUG] };
	const document = { pdf, issuedOn: prepared.issuedOn };
	return { ...named(item), number, status: 'rendered', findings, document };
}

/** Draws a request, and tries again if the thread ends, because another document may have been the cause. */
async function drawn(service: SuperbillService, prepared: Prepared): Promise<Buffer | undefined> {
	const draw = () => service.draw(prepared, { behind: true });
	const { pdf } =
		(await draw()
			.catch(draw)
			.catch(() => undefined)) ?? {};
	return pdf;
}

const BUG = shapeFinding(
	[],
	'This superbill could not be drawn because of a bug in superbill.',
	'Try it alone with "superbill render", and report the bug if that fails, too.',
);
