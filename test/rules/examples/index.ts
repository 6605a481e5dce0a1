import { CODES } from './codes.ts';
import type { RuleExamples } from './example.ts';
import { MONEY_AND_DRUGS } from './money-and-drugs.ts';
import { PEOPLE_AND_NUMBERS } from './people-and-numbers.ts';

/** Examples by rule id, as changes of the plain request. */
export const RULE_EXAMPLES: RuleExamples = { ...PEOPLE_AND_NUMBERS, ...CODES, ...MONEY_AND_DRUGS };
