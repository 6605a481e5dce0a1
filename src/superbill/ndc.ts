/**
 * National Drug Code. Labels carry ten digits as 4-4-2, 5-3-2 or 5-4-1 (21 CFR 207.33); claims carry eleven as 5-4-2
 * (45 CFR 162.1002, CMS-1500 box 24 shaded, 837P LIN03). The short segment gets a leading zero, but ten digits without
 * hyphens do not show which segment is short. Kept in parts because a twelve-digit 6-4-2 form replaces both in 2033.
 */
export interface Ndc {
	readonly labeler: string;
	readonly product: string;
	readonly package: string;
}

export type NdcReading = { readonly ndc: Ndc } | { readonly problem: 'format' | 'ambiguous' };

const LABEL_FORMS = /^(?:\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d|\d{5}-\d{4}-\d{2})$/;

/** Reads an NDC as printed on a label (hyphens) or as billed (eleven digits). */
export function readNdc(text: string): NdcReading {
	if (/^\d{11}$/.test(text)) {
		return { ndc: { labeler: text.slice(0, 5), product: text.slice(5, 9), package: text.slice(9) } };
	}
	if (/^\d{10}$/.test(text)) return { problem: 'ambiguous' };
	if (!LABEL_FORMS.test(text)) return { problem: 'format' };
	const [labeler, product, pack] = text.split('-') as [string, string, string];
	return {
		ndc: {
			labeler: labeler.padStart(5, '0'),
			product: product.padStart(4, '0'),
			package: pack.padStart(2, '0'),
		},
	};
}

/** `00000-1234-05`, as printed on a superbill. */
export function ndcText(ndc: Ndc): string {
	return `${ndc.labeler}-${ndc.product}-${ndc.package}`;
}
