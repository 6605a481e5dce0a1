/** Rows or visits to read between two turns of everything else that the process does. */
export const TURN = 50;

/** Lets everything else that is waiting be done first. */
export function othersTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
