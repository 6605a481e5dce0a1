import { React } from '../../react.ts';

/** The time after which an unattended page locks itself (45 CFR 164.312(a)(2)(iii)). */
export const IDLE_MS = 15 * 60 * 1000;

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Calls back once nobody has touched the page for a while. It looks at the clock, not only at a timer, because a laptop that
 * sleeps stops its timers.
 */
export function useIdle(isActive: boolean, onIdle: () => void, afterMs = IDLE_MS): void {
	const last = React.useRef(0);
	React.useEffect(() => {
		if (!isActive) return undefined;
		last.current = Date.now();
		const look = () => {
			if (Date.now() - last.current >= afterMs) onIdle();
		};
		const touch = () => {
			look();
			last.current = Date.now();
		};
		const timer = setInterval(look, Math.min(5_000, afterMs / 3));
		for (const sign of SIGNS) addEventListener(sign, touch, { capture: true, passive: true });
		document.addEventListener('visibilitychange', look);
		return () => {
			clearInterval(timer);
			for (const sign of SIGNS) removeEventListener(sign, touch, { capture: true });
			document.removeEventListener('visibilitychange', look);
		};
	}, [isActive, onIdle, afterMs]);
}
