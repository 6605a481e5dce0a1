/**
 * Page content: the text of a document in reading order, as a tree that does not depend on PDF. A renderer decides where
 * everything goes.
 */

/** Part of a text in one style. */
export interface Span {
	readonly text: string;
	/** `strong` is emphasised and never small, `muted` de-emphasised. */
	readonly manner?: 'strong' | 'muted';
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

/** A list with printed labels and, after them, keys. Short items are set side by side. */
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
	/**
	 * One for each column: a share of the width, `fit` for the width of its picture, or `need` for as much as its texts
	 * need.
	 */
	readonly widths: readonly (number | 'fit' | 'need')[];
	readonly columns: readonly (readonly Block[])[];
	/** Kept whole, and on the same page as the next block, if one page can hold both. */
	readonly keep?: boolean;
}

export interface TableColumn {
	/** One line per language. */
	readonly title: readonly Text[];
	/** Gets the width that the other columns, which are as wide as their texts, do not need. Exactly one column has it. */
	readonly rest?: boolean;
	readonly align?: Align;
}

export interface PageCell {
	readonly text: Text;
	/** Printed after the text if there is room on its line, or else below it. */
	readonly detail?: Text;
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
}

/** Rows that stay together on one page. */
export interface RowGroup {
	readonly rows: readonly PageRow[];
	/** Printed below the repeated header if a page starts with this group, the amount in a column. */
	readonly carried?: { readonly label: Text; readonly amount: string; readonly column: number };
}

export interface PageTable {
	readonly kind: 'table';
	/** A description for screen readers. */
	readonly summary: Text;
	readonly columns: readonly TableColumn[];
	readonly groups: readonly RowGroup[];
	/** The last row, on the same page as the group before it. */
	readonly foot?: PageRow;
}

/** Rows of a name and an amount. */
export interface Ledger {
	readonly kind: 'ledger';
	/** A description for screen readers. */
	readonly summary: Text;
	readonly rows: readonly LedgerRow[];
}

export interface LedgerRow {
	readonly label: Text;
	readonly amount: string;
	readonly rank: 'entry' | 'sum';
}

export interface Signature {
	readonly kind: 'signature';
	/** The signer, and the statement that is signed. */
	readonly text: Text;
	/** Label of the line for the date. With it, there are lines to sign and date by hand above the text. */
	readonly dateLabel?: Text;
}

/** A short statement in a frame, on the right. */
export interface Stamp {
	readonly kind: 'stamp';
	readonly text: Text;
}

/** The number of the page within its part, on the right. */
export interface PageNumber {
	readonly kind: 'page-number';
	readonly text: (page: number, pages: number) => string;
}

/** A picture, such as a logo. */
export interface Figure {
	readonly kind: 'figure';
	readonly image: Image;
	/** In points. The width follows from the picture. */
	readonly height: number;
	/** A description for screen readers, which skip the picture without one. */
	readonly alt?: string | undefined;
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
	/** Starts a part of the document with pages of its own, numbered from 1, and these texts on them. */
	readonly part?: Running;
}

/** Texts at the edges of the pages of a part. */
export interface Running {
	/** Text of the running foot and, after `continued`, of the running head, which the first page does not have. */
	readonly text: string;
	readonly continued: string;
	readonly page: (page: number, pages: number) => string;
}

/** A line across the page, below the letterhead. */
export interface Divider {
	readonly kind: 'divider';
}

export type Block =
	| Heading
	| Paragraph
	| LabelledList
	| PageColumns
	| PageTable
	| Ledger
	| Signature
	| Stamp
	| PageNumber
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
	readonly running: Running;
	readonly body: readonly Block[];
}
