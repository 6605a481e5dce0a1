import type {
	Batch,
	BatchDryRun,
	BatchItem,
	BatchOfSuperbills,
	FoundSuperbill,
	operations,
	PaymentRequest,
	ReplacementRequest,
	SearchRequest,
	SuperbillRecord,
	SuperbillRequest,
	Validation,
} from './contract.ts';
import { readEvents } from './events.ts';
import { SuperbillProblem } from './problem.ts';
import {
	type CallOptions,
	type ClientOptions,
	type Sending,
	sleep,
	Transport,
	type Upload,
} from './transport.ts';

/** Documents that are made from the same request as a superbill. */
export type SiblingName = 'proof-of-payment' | 'hsa-receipt' | 'how-to-submit';

export interface Document {
	readonly pdf: Uint8Array<ArrayBuffer>;
	/** Contains the number, and never the name of a person. */
	readonly fileName: string;
}

export interface RenderedDocument extends Document {
	/** Counts what the checks found without refusing the superbill. `validate` returns the findings themselves. */
	readonly findings: { readonly warnings: number; readonly infos: number };
}

export interface IssuedSuperbill extends RenderedDocument {
	readonly id: string;
	readonly number: string;
}

/** Options of calls that must not happen twice. */
export interface OnceOptions extends CallOptions {
	/**
	 * Calls with the same key and the same content happen once within 24 hours. Without one, the client makes one for this call,
	 * and keeps it if it has to send the request again. To be safe even if your own program stops in between, store a key
	 * with the visit before you call.
	 */
	readonly idempotencyKey?: string | undefined;
}

export interface IssueOptions extends OnceOptions {
	/** Issues the superbill even if the same services were issued less than a day ago. */
	readonly again?: boolean | undefined;
}

type QueryOf<O extends keyof operations> = NonNullable<operations[O]['parameters']['query']>;
type CheckOptions<O extends keyof operations> = CallOptions & QueryOf<O>;
type BatchOptions<O extends keyof operations> = OnceOptions & QueryOf<O>;

/** Calls the service. Each call repeats itself if that may help, and throws a `SuperbillProblem` or `SuperbillUnreachable`. */
export class SuperbillClient {
	readonly #transport: Transport;

	constructor(options: ClientOptions) {
		this.#transport = new Transport(options);
	}

	/** Checks and draws. Nothing is stored. @throws SuperbillProblem with findings, if the superbill has errors */
	render(
		request: SuperbillRequest,
		{
			document,
			...options
		}: CallOptions & { readonly document?: 'superbill' | SiblingName | undefined } = {},
	): Promise<RenderedDocument> {
		return this.#send(
			posted('/v1/superbills/render', request, { ...options, query: { document } }),
			readRendered,
		);
	}

	/** Checks without drawing. Findings are the answer, not an exception. */
	validate(request: SuperbillRequest, options?: CallOptions): Promise<Validation> {
		return this.#send(posted('/v1/superbills/validate', request, options), readJson<Validation>);
	}

	/** Checks, numbers, draws and stores, once. @throws SuperbillProblem with findings, if the superbill has errors */
	issue(request: SuperbillRequest, { again, ...options }: IssueOptions = {}): Promise<IssuedSuperbill> {
		return this.#send(posted('/v1/superbills', request, { ...once(options), query: { again } }), readIssued);
	}

	/** Issues a correction, which replaces the superbill. */
	replace(id: string, request: ReplacementRequest, options?: OnceOptions): Promise<IssuedSuperbill> {
		return this.#send(posted(pathOf('superbills', id, 'replacements'), request, once(options)), readIssued);
	}

	/** Voids a superbill. If it is void already for the same reason, that is the answer. */
	async void(id: string, reason: string, options?: CallOptions): Promise<SuperbillRecord> {
		try {
			return await this.#send(
				posted(pathOf('superbills', id, 'void'), { reason }, options),
				readJson<SuperbillRecord>,
			);
		} catch (error) {
			if (!(error instanceof SuperbillProblem) || error.status !== 409) throw error;
			const record = await this.get(id, options);
			if (record.voidReason !== reason.trim()) throw error;
			return record;
		}
	}

	/** Records a payment that arrived later. */
	pay(id: string, payment: PaymentRequest, options?: OnceOptions): Promise<SuperbillRecord> {
		return this.#send(
			posted(pathOf('superbills', id, 'payments'), payment, once(options)),
			readJson<SuperbillRecord>,
		);
	}

	/** Reads the record of a superbill. */
	get(id: string, options?: CallOptions): Promise<SuperbillRecord> {
		return this.#get(pathOf('superbills', id), options, readJson<SuperbillRecord>);
	}

	/** Finds superbills, newest first. It gets the next page when you have read one, so stop when you have enough. */
	find(
		search: Omit<SearchRequest, 'cursor'> = {},
		options?: CallOptions,
	): AsyncGenerator<FoundSuperbill, void, void> {
		return this.#pages((cursor) =>
			posted('/v1/superbills/search', { ...search, ...(cursor !== undefined && { cursor }) }, options),
		);
	}

	/**
	 * Downloads a superbill. One that is void or replaced says so on every page.
	 * @param document another document, or `issued` for the bytes as they were issued
	 */
	download(
		id: string,
		document: 'superbill' | 'issued' | SiblingName = 'superbill',
		options?: CallOptions,
	): Promise<Document> {
		const isSuperbill = document === 'superbill' || document === 'issued';
		const path = pathOf('superbills', id, ...(isSuperbill ? ['pdf'] : ['documents', document]));
		const query = { as: document === 'issued' ? document : undefined };
		return this.#get(path, { ...options, query }, readDocument);
	}

	/** Sends up to 10,000 superbills, or visits to combine into superbills, at once. `watchBatch` follows the batch. */
	createBatch(
		batch: BatchOfSuperbills,
		{ again, ...options }: BatchOptions<'createBatch'> = {},
	): Promise<Batch> {
		const sending = posted('/v1/batches', batch, { ...once(options), query: { again } });
		return this.#send({ ...sending, timeout: UPLOAD_MS }, readJson<Batch>);
	}

	/** Sends superbills or visits as NDJSON, with one JSON object on each line. */
	createBatchFromLines(lines: Upload, options: BatchOptions<'createBatchFromLines'> = {}): Promise<Batch> {
		return this.#send(uploaded('/v1/batches/ndjson', lines, options), readJson<Batch>);
	}

	/** Sends visits as a table (CSV). */
	createBatchFromTable(table: Upload, options: BatchOptions<'createBatchFromTable'> = {}): Promise<Batch> {
		return this.#send(uploaded('/v1/batches/csv', table, options), readJson<Batch>);
	}

	/** Says how a batch is understood and what is wrong with it. Nothing is stored. */
	checkBatch(batch: BatchOfSuperbills, options?: CallOptions): Promise<BatchDryRun> {
		return this.#send(
			{ ...posted('/v1/batches/check', batch, options), timeout: UPLOAD_MS },
			readJson<BatchDryRun>,
		);
	}

	/** Says the same of NDJSON. */
	checkLines(lines: Upload, options: CheckOptions<'checkLines'> = {}): Promise<BatchDryRun> {
		return this.#send(uploaded('/v1/batches/ndjson/check', lines, options), readJson<BatchDryRun>);
	}

	/** Says the same of a table (CSV). */
	checkTable(table: Upload, options: CheckOptions<'checkTable'> = {}): Promise<BatchDryRun> {
		return this.#send(uploaded('/v1/batches/csv/check', table, options), readJson<BatchDryRun>);
	}

	/** Reads a batch and its progress. */
	getBatch(id: string, options?: CallOptions): Promise<Batch> {
		return this.#get(pathOf('batches', id), options, readJson<Batch>);
	}

	/** Follows a batch: gives it whenever something has changed, until it has ended. It reconnects by itself. */
	async *watchBatch(id: string, { signal }: CallOptions = {}): AsyncGenerator<Batch, void, void> {
		let lastId: string | undefined;
		for (;;) {
			const silence = watchdog(SILENCE_MS, signal);
			const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
			const path = pathOf('batches', id, 'events');
			const body = await this.#get(path, { signal: silence.signal, headers }, readStream);
			try {
				for await (const { event, data, id } of readEvents(silence.watched(body))) {
					if (event === 'end') return;
					lastId = id ?? lastId;
					if (event === 'progress') yield JSON.parse(data) as Batch;
				}
			} catch {
				// The connection broke off.
				signal?.throwIfAborted();
			} finally {
				silence.stop();
			}
			await sleep(RECONNECT_MS, signal);
		}
	}

	/** Lists the superbills of a batch in the order of the upload. */
	batchItems(
		id: string,
		{ state, ...options }: CallOptions & { readonly state?: BatchItem['state'] | undefined } = {},
	): AsyncGenerator<BatchItem, void, void> {
		const path = pathOf('batches', id, 'items');
		return this.#pages((cursor) => ({
			method: 'GET',
			path,
			query: { state, cursor, limit: 100 },
			...options,
		}));
	}

	/** Issues a batch that was sent as a draft. */
	issueBatch(id: string, options?: CallOptions): Promise<Batch> {
		return this.#send({ method: 'POST', path: pathOf('batches', id, 'issue'), ...options }, readJson<Batch>);
	}

	/** Stops the work on a batch. What was issued stays issued. */
	cancelBatch(id: string, options?: CallOptions): Promise<Batch> {
		return this.#send({ method: 'DELETE', path: pathOf('batches', id), ...options }, readJson<Batch>);
	}

	/** Downloads the documents of a batch that has ended: one by one in a ZIP file, or merged into one PDF to print. */
	downloadBatch(
		id: string,
		form: 'archive' | 'merged',
		options?: CallOptions,
	): Promise<ReadableStream<Uint8Array>> {
		return this.#get(pathOf('batches', id, form), options, readStream);
	}

	#send<T>(sending: Sending, read: (response: Response) => Promise<T>): Promise<T> {
		return this.#transport.send(sending, read);
	}

	#get<T>(
		path: string,
		options: Partial<Sending> | undefined,
		read: (response: Response) => Promise<T>,
	): Promise<T> {
		return this.#send({ method: 'GET', path, ...options }, read);
	}

	async *#pages<T>(sending: (cursor: string | undefined) => Sending): AsyncGenerator<T, void, void> {
		let cursor: string | null | undefined;
		do {
			const page: Page<T> = await this.#send(sending(cursor ?? undefined), readJson<Page<T>>);
			yield* page.items;
			cursor = page.nextCursor;
		} while (cursor !== null);
	}
}

interface Page<T> {
	readonly items: readonly T[];
	readonly nextCursor: string | null;
}

/** The service takes ten minutes for the upload of a batch. */
const UPLOAD_MS = 600_000;

/** The service breaks the silence of a stream every 15 seconds. */
const SILENCE_MS = 45_000;
const RECONNECT_MS = 1_000;

const pathOf = (...steps: readonly string[]) => `/v1/${steps.map(encodeURIComponent).join('/')}`;

function posted(path: string, body: object, options: Partial<Sending> = {}): Sending {
	return {
		method: 'POST',
		path,
		body: JSON.stringify(body),
		...options,
		headers: { 'content-type': 'application/json', ...options.headers },
	};
}

function once({ idempotencyKey = crypto.randomUUID(), ...options }: OnceOptions = {}): Partial<Sending> {
	return { ...options, headers: { 'idempotency-key': idempotencyKey } };
}

/** Prepares an upload in another form than JSON, whose options are in the query. */
function uploaded(
	path: string,
	body: Upload,
	{ signal, idempotencyKey, ...query }: BatchOptions<'createBatchFromLines'>,
): Sending {
	const { headers } = path.endsWith('/check') ? { headers: {} } : once({ idempotencyKey });
	const type = path.startsWith('/v1/batches/csv') ? 'text/csv' : 'application/x-ndjson';
	const timeout = UPLOAD_MS;
	return {
		method: 'POST',
		path,
		body,
		query,
		signal,
		timeout,
		headers: { ...headers, 'content-type': type },
	};
}

async function readJson<T>(response: Response): Promise<T> {
	return (await response.json()) as T;
}

async function readStream({ body }: Response): Promise<ReadableStream<Uint8Array>> {
	return body ?? new Blob([]).stream();
}

async function readDocument(response: Response): Promise<Document> {
	const [, fileName = 'superbill.pdf'] =
		/filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
	return { pdf: new Uint8Array(await response.arrayBuffer()), fileName };
}

async function readRendered(response: Response): Promise<RenderedDocument> {
	const header = response.headers.get('superbill-findings') ?? '';
	const count = (kind: string) => Number(new RegExp(`${kind}=(\\d+)`).exec(header)?.[1] ?? 0);
	return {
		...(await readDocument(response)),
		findings: { warnings: count('warnings'), infos: count('infos') },
	};
}

async function readIssued(response: Response): Promise<IssuedSuperbill> {
	const header = (name: string) => response.headers.get(name) ?? '';
	return {
		id: header('superbill-id'),
		number: header('superbill-number'),
		...(await readRendered(response)),
	};
}

/** Aborts a stream that is silent for too long, because a broken connection may never say so. */
function watchdog(ms: number, signal: AbortSignal | undefined) {
	const controller = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const restart = () => {
		clearTimeout(timer);
		timer = setTimeout(() => controller.abort(), ms);
	};
	return {
		signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
		watched(body: ReadableStream<Uint8Array>) {
			restart();
			return body.pipeThrough(
				new TransformStream<Uint8Array, Uint8Array>({
					transform(chunk, stream) {
						restart();
						stream.enqueue(chunk);
					},
				}),
			);
		},
		stop() {
			clearTimeout(timer);
			controller.abort();
		},
	};
}
