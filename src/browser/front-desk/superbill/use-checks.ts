import type { ApiFinding } from '../../base/call.ts';
import type { Json } from '../../base/pointers.ts';
import { React } from '../../react.ts';
import type { FrontDesk } from '../shared/front-desk.ts';

export interface Checks {
	readonly state: 'untouched' | 'checking' | 'checked' | 'failed';
	readonly findings: readonly ApiFinding[];
	/** The number that the next superbill would get, where the service says so. It is not reserved. */
	readonly expectedNumber: string | undefined;
	/** The superbill of the last day that has the same services. */
	readonly repeats: Repeated | undefined;
}

export interface Repeated {
	readonly id: string;
	readonly number: string;
}

const NOTHING_FOUND = { findings: [], expectedNumber: undefined, repeats: undefined };

/** The pause after the last change before the checks run. */
const PAUSE_MS = 300;

interface ValidationAnswer {
	readonly findings: readonly ApiFinding[];
	readonly issuing?: { readonly expectedNumber: string; readonly repeats: Repeated | null };
}

/** Checks a request while it is typed. A check that is overtaken is called off. */
export function useChecks(call: FrontDesk['call'], request: Json, isTouched: boolean): Checks {
	const [checks, setChecks] = React.useState<Checks>({ state: 'untouched', ...NOTHING_FOUND });
	const text = JSON.stringify(request);
	React.useEffect(() => {
		if (!isTouched) return setChecks({ state: 'untouched', ...NOTHING_FOUND });
		const overtaken = new AbortController();
		setChecks((before) => ({ ...before, state: 'checking' }));
		const timer = setTimeout(async () => {
			try {
				const { signal } = overtaken;
				const { ok, value } = await call<ValidationAnswer>('validateSuperbill', { body: request, signal });
				if (signal.aborted) return;
				setChecks(
					ok
						? {
								state: 'checked',
								findings: value.findings,
								expectedNumber: value.issuing?.expectedNumber,
								repeats: value.issuing?.repeats ?? undefined,
							}
						: { state: 'failed', ...NOTHING_FOUND },
				);
			} catch {
				// A later check is on its way.
			}
		}, PAUSE_MS);
		return () => {
			clearTimeout(timer);
			overtaken.abort();
		};
	}, [text, isTouched, call]);
	return checks;
}
