/**
 * Page content: the text of a document in reading order, as a tree that does not depend on PDF. A renderer decides where
 * everything goes.
 */

/** Part of a text in one style. */
export interface Span {
	readonly text: string;
	/** `strong` is emphasised, `muted` de-emphasised, `badge` a short word in a frame. */
	readonly manner?: 'strong' | 'muted' | 'badge';
	/** BCP 47, if it differs from the document's language. */
	readonly lang?: string;
}

export type Text = string | readonly Span[];

export type Align = 'start' | 'end';

/** A heading. The heading at level 1 is the document's title. */
export interface Heading {
	readonly kind: 'heading';
	readonly level: 1 | 2;
	readonly text: Text;
	readonly align?: Align;
	/** `title` for the heading of a page rather than a section. */
	readonly size?: 'title';
}

export interface Paragraph {
	readonly kind: 'paragraph';
	readonly text: Text;
	/** `title` for the name in the letterhead, `fine` for small print; `body` if omitted. */
	readonly size?: 'title' | 'body' | 'fine';
	readonly align?: Align;
	/** Adds space above. */
	readonly apart?: boolean;
}

/** Terms with their values, each of one or more lines. */
export interface Definitions {
	readonly kind: 'definitions';
	readonly items: readonly { readonly term: Text; readonly value: readonly Text[] }[];
}

/** A list with printed labels. Keys form a column between labels and texts. */
export interface LabelledList {
	readonly kind: 'list';
	readonly numbering: 'letters' | 'numbers';
	readonly items: readonly {
		readonly label: string;
		readonly key?: string | undefined;
		readonly text?: Text | undefined;
	}[];
}

/** Blocks side by side. Each column is read completely before the next. */
export interface PageColumns {
	readonly kind: 'columns';
	/** One for each column: a share of the width, or `fit` for the width of its picture. */
	readonly widths: readonly (number | 'fit')[];
	readonly columns: readonly (readonly Block[])[];
	/** Kept whole, and on the same page as the next block, if one page can hold both. */
	readonly keep?: boolean;
}

export interface TableColumn {
	readonly title: Text;
	/** In points, or `rest` for what the others leave. Exactly one column has `rest`. */
	readonly width: number | 'rest';
	readonly align?: Align;
}

export interface PageCell {
	readonly text: Text;
	/** Number of columns that it covers, 1 if omitted. */
	readonly span?: number;
	/** A heading for its row. */
	readonly header?: boolean;
	/** Index of the column where its text starts, if that is not its first one. */
	readonly textColumn?: number;
}

export interface PageRow {
	readonly cells: readonly PageCell[];
	/** Belongs to the row above, without a line between them. */
	readonly continues?: boolean;
	/** A heading for the rows below it. */
	readonly opens?: boolean;
}

/** Rows that stay together on one page. */
export interface RowGroup {
	readonly rows: readonly PageRow[];
	/** Printed below the repeated header if a page starts with this group. */
	readonly carried?: { readonly label: Text; readonly amount: string };
}

export interface PageTable {
	readonly kind: 'table';
	/** A description for screen readers. */
	readonly summary: string;
	readonly columns: readonly TableColumn[];
	readonly groups: readonly RowGroup[];
	/** The last row, on the same page as the group before it. */
	readonly foot: PageRow;
}

/** Rows of a name and an amount. */
export interface Ledger {
	readonly kind: 'ledger';
	/** A description for screen readers. */
	readonly summary: string;
	readonly rows: readonly LedgerRow[];
}

export interface LedgerRow {
	readonly label: Text;
	readonly amount: string;
	/** `entry` for one dated payment, `sum` for a total, `result` for the balance. */
	readonly rank: 'sum' | 'entry' | 'result';
}

export interface Signature {
	readonly kind: 'signature';
	/** The statement that is signed, one paragraph per language. */
	readonly statement: readonly Text[];
	/** `line` for lines to sign and date by hand, `typed` for a printed name and date of issue. */
	readonly style: 'line' | { readonly typed: Text };
	readonly signer: Text;
	readonly dateLabel: Text;
}

/** A picture, such as a logo. */
export interface Figure {
	readonly kind: 'figure';
	readonly image: Image;
	/** In points. The width follows from the picture. */
	readonly height: number;
	/** A description for screen readers. */
	readonly alt: string;
}

/** A QR code. Its text is sealed when the document is finished, and may contain marks of the number until then. */
export interface QrCode {
	readonly kind: 'qr-code';
	readonly text: string;
	/** A description for screen readers. */
	readonly alt: string;
}

/** A picture file. Renderers decode each object once. */
export interface Image {
	readonly type: 'png' | 'jpeg' | 'svg';
	readonly bytes: Uint8Array;
}

/** TrueType files for the two weights, which may be the same file. */
export interface FontFiles {
	readonly regular: Uint8Array;
	readonly bold: Uint8Array;
}

/** An address in the position of an envelope's window. */
export interface Recipient {
	readonly kind: 'recipient';
	readonly lines: readonly string[];
}

/** Starts a new page. */
export interface PageBreak {
	readonly kind: 'page-break';
}

/** A line across the page, below the letterhead. */
export interface Divider {
	readonly kind: 'divider';
}

export type Block =
	| Heading
	| Paragraph
	| Definitions
	| LabelledList
	| PageColumns
	| PageTable
	| Ledger
	| Signature
	| Figure
	| QrCode
	| Recipient
	| PageBreak
	| Divider;

export interface PageContent {
	/** The document's title. It names no patient, because file managers and mail programs show it. */
	readonly title: string;
	/** BCP 47. */
	readonly language: string;
	/** Takes the place of the number, for which the texts contain marks (`number-marks.ts`). None without a number. */
	readonly standIn?: string | undefined;
	readonly page: { readonly size: 'LETTER' | 'A4' /** Points. */; readonly margin: number };
	/** Tried in order for characters that the document's own font lacks. */
	readonly fallbackFonts: readonly FontFiles[];
	/** `compact` uses smaller type and less space. */
	readonly density: 'regular' | 'compact';
	/** `#rrggbb` of the divider and the section headings. */
	readonly accent: string;
	/** A word across every page. */
	readonly mark?: string | undefined;
	/** Text of the running foot and, after `continued`, of the running head, which the first page does not have. */
	readonly running: {
		readonly text: string;
		readonly continued: string;
		readonly page: (page: number, pages: number) => string;
	};
	readonly body: readonly Block[];
}
