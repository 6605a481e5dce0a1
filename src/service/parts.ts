import type { CodeSets } from '../codes/code-sets.ts';
import type { OperatorSeverities } from '../rules/catalogue/severities.ts';
import type { RulePacks } from '../rules/packs/packs.ts';
import type { PayerProfile } from '../rules/packs/payer-profile.ts';
import type { Knowledge } from '../rules/rule.ts';
import type { Templates } from '../templates/loaded-template.ts';
import type { Draw } from './drawing/document.ts';

/** Everything that the service depends on. */
export interface ServiceParts {
	/** Templates by id, with `standard` among them. Each request calls it once, because templates may be reloaded. */
	readonly templates: () => Templates;
	readonly placeOfService: Knowledge['placeOfService'];
	readonly codes: CodeSets;
	readonly draw: Draw;
	readonly packs: RulePacks;
	readonly payers: readonly PayerProfile[];
	readonly severities: OperatorSeverities;
	/** IANA name, for practices that name no time zone. */
	readonly timeZone: string;
	readonly now: () => Date;
}
