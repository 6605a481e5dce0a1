import type { Rule } from './rule.ts';

/** Every rule, in the order in which findings are listed. */
export const CATALOGUE: readonly Rule[] = [];
