/** Returns a function that reads a value on its first call and keeps it. */
export function once<T>(read: () => T & {}): () => T & {} {
	let value: (T & {}) | undefined;
	return () => {
		value ??= read();
		return value;
	};
}
