/** A server-sent event. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerEvent {
	readonly id: string | undefined;
	readonly event: string;
	readonly data: string;
}

/** Reads the events of a body as they arrive. Comments, which only keep the connection open, are skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void, void> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
		const blocks = (rest + decoder.decode(bytes, { stream: true }).replaceAll('\r', '')).split('\n\n');
		rest = blocks.pop() as string;
		for (const block of blocks) {
			const fields = new Map(
				block.split('\n').map((line) => {
					const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
					return [name, value] as const;
				}),
			);
			const data = fields.get('data');
			if (data !== undefined) yield { id: fields.get('id'), event: fields.get('event') ?? 'message', data };
		}
	}
}
