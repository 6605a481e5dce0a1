/** Aborts the signal on the first SIGINT (Ctrl+C) or SIGTERM. A second one ends the process as usual. */
export function onStopSignal(): { readonly signal: AbortSignal; release(): void } {
	const controller = new AbortController();
	const release = () => {
		for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
	};
	function stop(): void {
		release();
		controller.abort();
	}
	for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
	return { signal: controller.signal, release };
}
