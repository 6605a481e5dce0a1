import type { CallOperation } from '../../base/call.ts';
import type { Contract } from '../../base/contract.ts';
import type { PageLanguage } from '../../base/words.ts';

export const SCREENS = ['new', 'find', 'month-end', 'set-up'] as const;
export type ScreenName = (typeof SCREENS)[number];

/** A caller, as `GET /v1/api-keys/current` describes them. */
export interface Caller {
	readonly name: string | null;
	readonly scopes: readonly string[];
	readonly practice: { readonly id: string; readonly name: string | null } | null;
}

export interface PracticeChoice {
	readonly id: string;
	readonly name: string;
}

/** Everything that a screen gets from the page around it. */
export interface FrontDesk {
	readonly call: CallOperation;
	readonly contract: Contract;
	readonly language: PageLanguage;
	/** Today on this computer: YYYY-MM-DD. */
	readonly today: string;
	/** The practices on file that the caller may use; empty if there are none or nothing can be stored. */
	readonly practices: readonly PracticeChoice[];
	/** The practice that is chosen above; undefined if there is none on file. */
	readonly practice: PracticeChoice | undefined;
	readonly caller: Caller;
	/** Everything that screens keep while the page is open: it survives a change of screen and a lock, and goes with the tab. */
	readonly kept: Map<string, unknown>;
	/** Opens a screen. Whatever is handed over is in `kept` under the screen's name. */
	readonly open: (screen: ScreenName, handover?: unknown) => void;
	/** Says something at the bottom of the page, and to screen readers. */
	readonly announce: (text: string) => void;
	/** Reads the practices again, after one was stored. */
	readonly renewPractices: () => Promise<void>;
}

export interface ScreenProps {
	readonly frontDesk: FrontDesk;
}
