import { React } from '../../react.ts';
import type { FrontDesk } from './front-desk.ts';

/** State like `useState`, which survives a change of screen and a lock. It goes when the tab is closed. */
export function useKept<T>(
	{ kept }: Pick<FrontDesk, 'kept'>,
	name: string,
	initial: T | (() => T),
): [T, (next: T | ((before: T) => T)) => void] {
	const [, redraw] = React.useReducer((n: number) => n + 1, 0);
	if (!kept.has(name)) kept.set(name, typeof initial === 'function' ? (initial as () => T)() : initial);
	const set = React.useCallback(
		(next: T | ((before: T) => T)) => {
			kept.set(name, typeof next === 'function' ? (next as (before: T) => T)(kept.get(name) as T) : next);
			redraw();
		},
		[kept, name],
	);
	return [kept.get(name) as T, set];
}
