import type { ArchiveItem } from '../../archive/archive.ts';
import type { SourcedFinding } from '../../visits/origins.ts';

/** What became of an item, with its document where it has one. */
export interface Made extends ArchiveItem {
	readonly findings: readonly SourcedFinding[];
}
