import { type PageLanguage, sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { describedBy, FieldFrame } from '../shared/field.tsx';
import { SHELL_WORDS } from '../shared/shell-words.ts';

interface LockScreenProps {
	readonly language: PageLanguage;
	/** The reason why the page is locked; undefined at the first visit. */
	readonly locked: 'idle' | 'by hand' | undefined;
	readonly needsKey: boolean;
	/** Tries to get in. Resolves to a sentence if that failed. */
	readonly onEnter: (key: string | undefined) => Promise<string | undefined>;
}

/** Stands in place of every screen until a valid key was entered, and after a lock. */
export function LockScreen({ language, locked, needsKey, onEnter }: LockScreenProps) {
	const say = sayIn(language, SHELL_WORDS);
	const [key, setKey] = React.useState('');
	const [mistake, setMistake] = React.useState<string>();
	const [isBusy, setBusy] = React.useState(false);
	const id = React.useId();
	const findings =
		mistake === undefined
			? []
			: [{ rule: 'key', severity: 'error' as const, pointer: '', message: mistake, help: '' }];
	const enter = async () => {
		if (isBusy) return;
		if (needsKey && key.trim() === '') return setMistake(say('keyShort'));
		setBusy(true);
		setMistake(await onEnter(needsKey ? key.trim() : undefined));
		setBusy(false);
	};
	return (
		<main className="lock" id="main">
			<form
				onSubmit={(event) => {
					event.preventDefault();
					void enter();
				}}
			>
				<h1>{locked === undefined ? say('keyTitle') : say('lockedTitle')}</h1>
				{locked !== undefined && <p>{say(locked === 'idle' ? 'lockedWhy' : 'lockedByYou')}</p>}
				{needsKey && (
					<FieldFrame id={id} label={say('keyLabel')} help={say('keyHelp')} findings={findings}>
						<input
							id={id}
							type="password"
							autoComplete="off"
							value={key}
							// biome-ignore lint/a11y/noAutofocus: nothing else can be done here.
							autoFocus
							{...describedBy(id, { help: '', findings })}
							onChange={(event) => {
								setKey(event.target.value);
								setMistake(undefined);
							}}
						/>
					</FieldFrame>
				)}
				<button type="submit" className="primary" aria-disabled={isBusy}>
					{needsKey ? say('enter') : say('unlock')}
				</button>
			</form>
		</main>
	);
}
