import { strFromU8, unzipSync } from 'fflate';
import type pg from 'pg';
import type { Batch } from '../../src/batches/batch.ts';
import { type Fleet, SHIPPED } from './fleet.ts';
import { startProgram } from './program.ts';

interface SuperbillRow {
	readonly id: string;
	readonly number: string;
	readonly pdf_sha256: string;
}

/**
 * Checks that the database holds exactly the superbills of a batch, and that its items and manifest agree.
 * @throws Error with all faults
 */
export async function checkBatch(fleet: Fleet, db: pg.Pool, id: string, items: number): Promise<void> {
	const faults = await checkNumbers(db, items);
	const { state, counts } = await findBatch(fleet, id);
	if (state !== 'done' || counts.done !== items)
		faults.push(`the batch is ${state}, ${JSON.stringify(counts)}`);
	const superbills = await db.query<SuperbillRow>('select id, number, pdf_sha256 from superbills');
	const byId = new Map(superbills.rows.map((row) => [row.id, row]));
	const { rows: failuresText } = await db.query<{ seqs: string; wrong: string }>(
		`select count(distinct batch_items.seq) as seqs,
			count(*) filter (where batch_items.number is distinct from superbills.number) as wrong
		from batch_items left join superbills on superbills.seq = batch_items.seq where batch_id = $1`,
		[id],
	);
	if (Number(failuresText[0]?.seqs) !== items)
		faults.push(`the items have ${failuresText[0]?.seqs} superbills`);
	if (Number(failuresText[0]?.wrong) !== 0)
		faults.push(`${failuresText[0]?.wrong} items have a wrong number`);
	for (const { superbillId, number, sha256, status } of await manifest(fleet, id)) {
		const row = byId.get(superbillId);
		byId.delete(superbillId);
		if (status !== 'issued' || row?.number !== number || row.pdf_sha256 !== sha256)
			faults.push(`the manifest says ${status} ${number}`);
	}
	if (byId.size > 0) faults.push(`${byId.size} superbills are not in the manifest`);
	await refuse(fleet, faults);
}

/** Checks the numbers of all superbills and the audit log. @throws Error with all faults */
export async function checkIssued(fleet: Fleet, db: pg.Pool, count: number): Promise<void> {
	await refuse(fleet, await checkNumbers(db, count));
}

async function refuse(fleet: Fleet, faults: string[]): Promise<void> {
	if (!(await isAuditLogIntact(fleet))) faults.push('the audit log is broken');
	if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'));
}

/** Checks the number of superbills, and that each series counts from 1 without gaps. */
async function checkNumbers(db: pg.Pool, count: number): Promise<string[]> {
	const { rows } = await db.query<{ number: string }>('select number from superbills');
	const faults = rows.length === count ? [] : [`there are ${rows.length} superbills instead of ${count}`];
	const series = new Map<string, Set<number>>();
	for (const { number } of rows) {
		const end = number.lastIndexOf('-') + 1;
		const places = series.get(number.slice(0, end)) ?? new Set();
		series.set(number.slice(0, end), places.add(Number(number.slice(end))));
	}
	let distinct = 0;
	for (const [name, places] of series) {
		distinct += places.size;
		if (Math.max(...places) !== places.size) faults.push(`series ${name} has a gap`);
	}
	if (distinct !== rows.length) faults.push(`${rows.length - distinct} numbers are duplicates`);
	return faults;
}

export async function findBatch(
	{ origin, headers }: Pick<Fleet, 'origin' | 'headers'>,
	id: string,
): Promise<Batch> {
	const answer = await fetch(`${origin}/v1/batches/${id}`, { headers });
	if (answer.status !== 200) throw new Error(`the request for the batch was answered with ${answer.status}`);
	return (await answer.json()) as Batch;
}

interface ManifestEntry {
	readonly superbillId: string;
	readonly number: string;
	readonly sha256: string;
	readonly status: string;
}

async function manifest({ origin, headers }: Fleet, id: string): Promise<readonly ManifestEntry[]> {
	const answer = await fetch(`${origin}/v1/batches/${id}/archive`, { headers });
	const archive = new Uint8Array(await answer.arrayBuffer());
	const files = unzipSync(archive, { filter: ({ name }) => name === 'manifest.json' });
	return JSON.parse(strFromU8(files['manifest.json'] as Uint8Array)).items;
}

/** Runs `superbill audit verify`. */
async function isAuditLogIntact({ databaseUrl, env }: Fleet): Promise<boolean> {
	const command = [process.execPath, SHIPPED, 'audit', 'verify'] as const;
	const verifying = startProgram('audit', env['DATA_DIR'] as string, command, {
		...env,
		DATABASE_URL: databaseUrl,
	});
	return (await verifying.exit) === 0;
}
