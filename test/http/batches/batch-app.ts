import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import type { AppParts } from '../../../src/app.ts';
import { runBatches } from '../../../src/batches/runner.ts';
import type { Config } from '../../../src/config.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { type TestApp, testApp } from '../app.ts';

/** The properties of a batch that these tests look at. */
export interface BatchAnswer {
	readonly id: string;
	readonly state: string;
	readonly mode: string;
	readonly finishedAt: string | null;
	readonly counts: Readonly<Record<string, number>>;
	readonly links: Readonly<Record<string, string>>;
}

export interface BatchApp extends TestApp {
	readonly store: Store;
	/** @param rest a query, or `/check` and perhaps a query */
	upload(type: string, body: InjectOptions['payload'], rest?: string): Promise<LightMyRequestResponse>;
	/** Posts JSON, to issue unless it has another mode, and fails the test if it is refused. */
	batch(body: object): Promise<BatchAnswer>;
	/** Works on a batch until it has ended. */
	ended(id: string): Promise<BatchAnswer>;
	/** All items of a batch. */
	items(id: string): Promise<readonly ItemAnswer[]>;
}

export interface ItemAnswer {
	readonly position: number;
	readonly rows: readonly number[] | null;
	readonly state: string;
	readonly number: string | null;
	readonly superbill: string | null;
	readonly sha256: string | null;
	readonly reason: string | null;
	readonly findings: readonly {
		readonly severity: string;
		readonly message: string;
		readonly source?: object;
	}[];
}

export const CSV = 'text/csv';
export const NDJSON = 'application/x-ndjson';

/** The paths that take an upload, by its media type. */
const PATHS: Readonly<Record<string, string>> = {
	'application/json': '/v1/batches',
	[NDJSON]: '/v1/batches/ndjson',
	[CSV]: '/v1/batches/csv',
};

/** An app with an empty store in memory, in which nothing works on batches unless asked to. */
export async function batchApp(
	t: Test,
	config: Partial<Config> = {},
	parts: AppParts = {},
): Promise<BatchApp> {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const service = serviceUnderTest();
	const { app, send, post } = await testApp(t, config, { service, store: () => store, ...parts });
	const upload: BatchApp['upload'] = (type, payload, rest = '') =>
		send({
			method: 'POST',
			url: `${PATHS[type.split(';', 1)[0] as string] ?? '/v1/batches/csv'}${rest}`,
			headers: { 'content-type': type },
			...(payload !== undefined && { payload }),
		});
	const look = async (id: string): Promise<BatchAnswer> => (await send({ url: `/v1/batches/${id}` })).json();
	return {
		app,
		send,
		post,
		store,
		upload,
		async batch(body) {
			const answer = await upload('application/json', JSON.stringify({ mode: 'issue', ...body }));
			if (answer.statusCode !== 202) t.fail('the batch is taken', { body: answer.body });
			return answer.json();
		},
		async ended(id) {
			const runner = runBatches({ store: () => store, service, onFailure: (error) => t.error(error) });
			let batch = await look(id);
			for (; batch.finishedAt === null; batch = await look(id)) await sleep(20);
			await runner.stop();
			return batch;
		},
		async items(id) {
			const items: ItemAnswer[] = [];
			for (let cursor: string | null = ''; cursor !== null; ) {
				const rest: string = cursor && `&cursor=${cursor}`;
				const page = (await send({ url: `/v1/batches/${id}/items?limit=100${rest}` })).json();
				items.push(...page.items);
				cursor = page.nextCursor;
			}
			return items;
		},
	};
}

/** Counts the batches and items in a store, including those that are still being received. */
export async function kept({ db }: Store): Promise<{ batches: number; items: number }> {
	const [batches, items] = await Promise.all(
		(['batches', 'batch_items'] as const).map((table) =>
			db
				.selectFrom(table)
				.select((row) => row.fn.countAll<number>().as('count'))
				.executeTakeFirstOrThrow(),
		),
	);
	return { batches: Number(batches?.count), items: Number(items?.count) };
}

export const csv = (app: BatchApp, body: InjectOptions['payload'], rest?: string) =>
	app.upload(CSV, body, rest);
