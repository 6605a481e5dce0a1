import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { Severity } from '../../superbill/finding.ts';
import type { Output } from './command.ts';

/** Colors a text by what it means, or leaves it as it is. */
export type Paint = (meaning: Severity | 'ok', text: string) => string;

export const uncolored: Paint = (_, text) => text;

const COLORS = { error: 'red', warning: 'yellow', info: 'cyan', ok: 'green' } as const;

/**
 * Colors what is written to a terminal that has colors. NO_COLOR turns them off, and FORCE_COLOR on
 * (https://no-color.org, https://nodejs.org/api/tty.html#writestreamgetcolordepthenv).
 */
export function painter({ isTTY = false }: Output, env: NodeJS.ProcessEnv): Paint {
	if (!isTTY && env['FORCE_COLOR'] === undefined) return uncolored;
	if (WriteStream.prototype.getColorDepth(env) === 1) return uncolored;
	return (meaning, text) => styleText(COLORS[meaning], text, { validateStream: false });
}
