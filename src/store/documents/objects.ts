/** A folder of S3-compatible object storage, and the keys to it. */
export interface Bucket {
	/** URL without a slash at its end. */
	readonly endpoint: string;
	readonly region: string;
	readonly bucket: string;
	/** Start of every name: empty, or ending with a slash. */
	readonly prefix: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

/** Stores bytes by name. Every method throws a Refusal `unavailable` if the storage cannot be reached. */
export interface Objects {
	/** The bytes are durable when this returns. */
	put(name: string, bytes: Buffer): Promise<void>;
	/** @returns undefined if there is no object of this name */
	get(name: string): Promise<Buffer | undefined>;
	/** Succeeds if there is no object of this name. */
	remove(name: string): Promise<void>;
	/** Lists names in a folder that were put before a given time, in pages of up to a thousand. */
	list(folder: string, before: Date): AsyncIterable<readonly string[]>;
}
