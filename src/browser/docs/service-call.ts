import { type CallOperation, caller } from '../base/call.ts';
import type { Contract } from '../base/contract.ts';
import type { System } from '../swagger-ui.ts';

let contract: Contract | undefined;

/** Calls operations with the key that was entered. */
export function docsCaller(system: System, key = keyInUse(system)): CallOperation {
	contract ??= system.specSelectors.specJson().toJS() as Contract;
	return caller(contract, () => key);
}

/** The key that was entered. It is kept in memory only, so it goes with the tab. */
export function keyInUse(system: System): string | undefined {
	return system['authSelectors'].authorized()?.getIn(['apiKey', 'value']) || undefined;
}
