import type { Block, PageContent, Text } from '../../page/content.ts';
import { facesOf } from '../fonts/faces.ts';
import { COLUMN_GAP, lookOf, PAPER_SIZES } from './style.ts';
import { leastWidth } from './table.ts';
import { headingText, needOf } from './text.ts';

/** Widths in points. */
export interface ContentFit {
	/** Between the margins. */
	readonly room: number;
	/** That each table needs, in the order of the page. */
	readonly tables: readonly number[];
	/** Of the narrowest column of a page. */
	readonly narrowest: number;
	/** Width of the widest word of a label, wherever it may be. */
	labelWidth(label: Text): number;
}

/** The most columns beside each other. */
const MOST_COLUMNS = 4;

/** Measures what content needs and what its page has. */
export function measure({ page, density, accent, fallbackFonts, body }: PageContent): ContentFit {
	const look = lookOf(density, accent, facesOf(fallbackFonts));
	const room = PAPER_SIZES[page.size][0] - 2 * page.margin;
	const tables = body.filter((block): block is Block & { kind: 'table' } => block.kind === 'table');
	return {
		room,
		tables: tables.map((table) => leastWidth(table, look)),
		narrowest: (room - (MOST_COLUMNS - 1) * COLUMN_GAP) / MOST_COLUMNS,
		labelWidth: (text) =>
			Math.max(
				needOf(text, look.strong).least,
				needOf(headingText({ kind: 'heading', level: 2, text }), look.section).least,
			),
	};
}
