/** The ways to divide the visits of a patient and calendar month: not at all, or by visit, rendering provider or first payer. */
export const SPLIT_BY = ['none', 'visit', 'provider', 'payer'] as const;
export type SplitBy = (typeof SPLIT_BY)[number];
