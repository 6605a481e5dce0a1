/** A page template, read and validated at start. */
export interface Template {
	readonly id: string;
	/** Ids of the notices that a request may ask for. */
	readonly optionalNotices: ReadonlySet<string>;
}
