/**
 * Page content: what a document says and in which order, as a tree that knows nothing of PDF. A renderer decides
 * where everything stands; a test, or a screen reader, reads the tree from top to bottom.
 */

/** A stretch of text in one manner. */
export interface Span {
	readonly text: string;
	/** `strong` is what the eye should find, `muted` what it may skip, `badge` a short word in a frame. */
	readonly manner?: 'strong' | 'muted' | 'badge';
	/** BCP 47, where it is not the page's own language. */
	readonly lang?: string;
}

export type Text = string | readonly Span[];

export type Align = 'start' | 'end';

/** A heading; the one at level 1 names the document. */
export interface Heading {
	readonly kind: 'heading';
	readonly level: 1 | 2;
	readonly text: Text;
	readonly align?: Align;
	/** `title` heads a page rather than a section. */
	readonly size?: 'title';
}

/** `title` is the letterhead's name, `body` ordinary text, `fine` what may be small. */
export interface Paragraph {
	readonly kind: 'paragraph';
	readonly text: Text;
	readonly size?: 'title' | 'body' | 'fine';
	readonly align?: Align;
	/** Space above, when the paragraph starts a thought of its own. */
	readonly apart?: boolean;
}

/** Names with their values. A value may have several lines. */
export interface Definitions {
	readonly kind: 'definitions';
	readonly items: readonly { readonly term: Text; readonly value: readonly Text[] }[];
}

/** A list with printed labels; a `key` stands in a column between label and text. */
export interface LabelledList {
	readonly kind: 'list';
	readonly numbering: 'letters' | 'numbers';
	readonly items: readonly {
		readonly label: string;
		readonly key?: string | undefined;
		readonly text?: Text | undefined;
	}[];
}

/** Blocks side by side. Each column is read to its end before the next. */
export interface Columns {
	readonly kind: 'columns';
	/** Shares of the width, one a column; `fit` is as wide as the picture in it. */
	readonly widths: readonly (number | 'fit')[];
	readonly columns: readonly (readonly Block[])[];
	/** Stays whole, and on one page with the block after it, where a page can hold that. */
	readonly keep?: boolean;
}

export interface TableColumn {
	readonly title: Text;
	/** Points, or what the others leave. Exactly one column has `rest`. */
	readonly width: number | 'rest';
	readonly align?: Align;
}

export interface Cell {
	readonly text: Text;
	/** How many columns it covers. */
	readonly span?: number;
	/** A cell that names its row. */
	readonly header?: boolean;
	/** Where its text starts, when that is not its first column. */
	readonly textColumn?: number;
}

export interface Row {
	readonly cells: readonly Cell[];
	/** Belongs to the row above: no line between them. */
	readonly continues?: boolean;
	/** Heads the rows below it. */
	readonly opens?: boolean;
}

/** Rows that stay together on one page. */
export interface RowGroup {
	readonly rows: readonly Row[];
	/** Printed under the repeated header when a page starts with this group. */
	readonly carried?: { readonly label: Text; readonly amount: string };
}

export interface Table {
	readonly kind: 'table';
	/** What it is, for those who cannot see it. */
	readonly summary: string;
	readonly columns: readonly TableColumn[];
	readonly groups: readonly RowGroup[];
	/** Closes the table, and stays with its last rows. */
	readonly foot: Row;
}

/** Amounts under each other: each row has a name and an amount. */
export interface Ledger {
	readonly kind: 'ledger';
	readonly summary: string;
	readonly rows: readonly LedgerRow[];
}

export interface LedgerRow {
	readonly label: Text;
	readonly amount: string;
	/** `entry` is one dated event, `sum` adds up, `result` is what remains. */
	readonly rank: 'sum' | 'entry' | 'result';
}

/** A line to sign on and a line for the date. */
export interface Signature {
	readonly kind: 'signature';
	/** What the signature stands for, a paragraph a language. */
	readonly statement: readonly Text[];
	/** `line` leaves room for a hand; `typed` prints name and date of issue instead. */
	readonly style: 'line' | { readonly typed: Text };
	readonly signer: Text;
	readonly dateLabel: Text;
}

/** A picture, such as a logo. */
export interface Figure {
	readonly kind: 'figure';
	/** The file as it is; a renderer decodes each once. */
	readonly image: Image;
	/** Points; the width follows from the picture. */
	readonly height: number;
	/** What it shows, for those who cannot see it. */
	readonly alt: string;
}

export interface Image {
	readonly type: 'png' | 'jpeg' | 'svg';
	readonly bytes: Uint8Array;
}

/** The two weights of a family as TrueType files, which may be the same one. */
export interface FontFiles {
	readonly regular: Uint8Array;
	readonly bold: Uint8Array;
}

/** An address where a window envelope shows it. */
export interface Recipient {
	readonly kind: 'recipient';
	readonly lines: readonly string[];
}

/** What follows starts on a page of its own. */
export interface PageBreak {
	readonly kind: 'page-break';
}

/** A line across the page that sets the letterhead apart. */
export interface Divider {
	readonly kind: 'divider';
}

export type Block =
	| Heading
	| Paragraph
	| Definitions
	| LabelledList
	| Columns
	| Table
	| Ledger
	| Signature
	| Figure
	| Recipient
	| PageBreak
	| Divider;

export interface PageContent {
	/** The document's title: no patient in it, because file managers and mail programs show it. */
	readonly title: string;
	/** BCP 47. */
	readonly language: string;
	readonly page: { readonly size: 'LETTER' | 'A4' /** Points. */; readonly margin: number };
	/** Asked in their order for characters that the document's own font lacks. */
	readonly fallbackFonts: readonly FontFiles[];
	/** `compact` sets everything smaller and closer. */
	readonly density: 'regular' | 'compact';
	/** `#rrggbb` of the divider and the section headings. */
	readonly accent: string;
	/** A word across every page. */
	readonly mark?: string | undefined;
	/** Runs along the foot of every page and, with the word that says so, along the head of every page but the first. */
	readonly running: {
		readonly text: string;
		readonly continued: string;
		readonly page: (page: number, pages: number) => string;
	};
	readonly body: readonly Block[];
}
