/** A superbill in a list, as `searchSuperbills` and `listSuperbills` answer. Contents are null once purged. */
export interface ResultRow {
	readonly id: string;
	readonly number: string;
	readonly status: 'issued' | 'replaced' | 'void';
	readonly issuedOn: string;
	readonly patient: { readonly firstName: string; readonly lastName: string } | null;
	readonly serviceFrom: string | null;
	readonly serviceTo: string | null;
	readonly totalCharges: string | null;
	readonly balance: string | null;
}

export interface ResultRows {
	readonly items: readonly ResultRow[];
	readonly nextCursor: string | null;
}

export const OTHER_DOCUMENTS = ['proof-of-payment', 'hsa-receipt', 'how-to-submit'] as const;

/** `1550.00` → `1,550.00`. */
export function grouped(amount: string): string {
	return amount.replace(/\B(?=(?:\d{3})+\.)/, ',');
}
