import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';

import type { ScreenProps } from '../shared/front-desk.ts';
import { SHELL_WORDS } from '../shared/shell-words.ts';

export function SetUpScreen({ frontDesk }: ScreenProps) {
	return <h1>{sayIn(frontDesk.language, SHELL_WORDS)('set-up')}</h1>;
}
