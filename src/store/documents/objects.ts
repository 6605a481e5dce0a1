/** A place in S3-compatible object storage, as the settings name it. */
export interface Bucket {
	/** URL without a slash at its end. */
	readonly endpoint: string;
	readonly region: string;
	readonly bucket: string;
	/** What all names begin with: empty, or with a slash at its end. */
	readonly prefix: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

/** Bytes by name. Everything throws StoreUnavailable where they cannot be reached. */
export interface Objects {
	/** Durable when it returns. */
	put(name: string, bytes: Buffer): Promise<void>;
	/** Nothing where there is none of this name. */
	get(name: string): Promise<Buffer | undefined>;
	/** Done, too, where there is none of this name. */
	remove(name: string): Promise<void>;
	/** Names in a folder that were put before a moment, up to a thousand at once. */
	list(folder: string, before: Date): AsyncIterable<readonly string[]>;
}
