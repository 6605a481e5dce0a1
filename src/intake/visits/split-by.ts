/** What a superbill is made for, beside one patient and one calendar month: nothing else, each visit, each rendering provider or each first payer. */
export const SPLIT_BY = ['none', 'visit', 'provider', 'payer'] as const;
export type SplitBy = (typeof SPLIT_BY)[number];
