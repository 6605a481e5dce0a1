/** What is read when it is first asked for, and then kept. */
export function once<T>(read: () => T & {}): () => T & {} {
	let value: (T & {}) | undefined;
	return () => {
		value ??= read();
		return value;
	};
}
