import { createServer, connect as dial, type Socket } from 'node:net';

/** Fate of a message to the database: passed on, lost with its connection, or passed on with its answer lost. */
export type Fate = 'pass' | 'lose' | 'lose-answer';

/** A connection between a server and its database that can fail. */
export interface Proxy {
	/** The database's URL through this proxy. */
	readonly url: string;
	/** Called for every chunk to the database. Protocol messages of these sizes are never split. */
	fate: (chunk: Buffer) => Fate;
	/** Keeps connections open and passes nothing through them. */
	hold(): void;
	/** Closes the held connections and passes everything through new ones. */
	heal(): void;
	close(): Promise<void>;
}

/** @param url of a PostgreSQL database on this machine. */
export async function startProxy(url: string): Promise<Proxy> {
	const target = new URL(url);
	const sockets = new Set<Socket>();
	let held = false;
	const server = createServer((from) => {
		const to = dial(Number(target.port), target.hostname);
		let answersLost = false;
		const cut = () => {
			from.destroy();
			to.destroy();
		};
		for (const socket of [from, to]) {
			sockets.add(socket);
			socket.setNoDelay(true);
			socket.on('error', cut);
			socket.on('close', () => {
				sockets.delete(socket);
				cut();
			});
		}
		from.on('data', (chunk: Buffer) => {
			if (held) return;
			const fate = proxy.fate(chunk);
			if (fate === 'lose') return cut();
			answersLost ||= fate === 'lose-answer';
			to.write(chunk);
		});
		to.on('data', (chunk) => {
			if (held) return;
			if (answersLost) cut();
			else from.write(chunk);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const here = new URL(url);
	here.port = String((server.address() as { port: number }).port);
	const cutAll = () => {
		for (const socket of sockets) socket.destroy();
	};
	const proxy: Proxy = {
		url: here.href,
		fate: () => 'pass',
		hold() {
			held = true;
		},
		heal() {
			held = false;
			cutAll();
		},
		async close() {
			cutAll();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return proxy;
}
