import type { ArchiveItem } from '../../archive/archive.ts';
import type { SourcedFinding } from '../../visits/origins.ts';

/** What became of an item, with its document where it has one. */
export interface Made extends ArchiveItem {
	/** First and last row or line that it was made of. */
	readonly rows?: readonly [first: number, last: number] | undefined;
	readonly findings: readonly SourcedFinding[];
}
