import { type ApiAnswer, caller } from '../../base/call.ts';
import type { Contract } from '../../base/contract.ts';
import { dayIn } from '../../base/typing.ts';
import { PAGE_LANGUAGES, type PageLanguage, sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { FindScreen } from '../find/find-screen.tsx';
import { MonthEndScreen } from '../month-end/month-end-screen.tsx';
import { SetUpScreen } from '../set-up/set-up-screen.tsx';
import {
	type Caller,
	type FrontDesk,
	type PracticeChoice,
	SCREENS,
	type ScreenName,
} from '../shared/front-desk.ts';
import { remember, remembered } from '../shared/remembered.ts';
import { SHELL_WORDS } from '../shared/shell-words.ts';
import { SuperbillScreen } from '../superbill/superbill-screen.tsx';
import { LockScreen } from './lock-screen.tsx';
import { useIdle } from './use-idle.ts';

/** The time for which a sentence stays at the bottom of the page. */
const ANNOUNCED_MS = 8_000;

const VIEWS: Readonly<Record<ScreenName, (props: { readonly frontDesk: FrontDesk }) => React.ReactNode>> = {
	new: SuperbillScreen,
	find: FindScreen,
	'month-end': MonthEndScreen,
	'set-up': SetUpScreen,
};

const LANGUAGE_NAMES: Readonly<Record<PageLanguage, string>> = { en: 'English', es: 'Español' };

type Door =
	| { readonly is: 'closed'; readonly why: 'loading' | 'unreachable' }
	| { readonly is: 'locked'; readonly needsKey: boolean; readonly why: 'idle' | 'by hand' | undefined }
	| { readonly is: 'open'; readonly caller: Caller; readonly needsKey: boolean };

interface PracticePage {
	readonly items: readonly (PracticeChoice & { readonly archivedAt: string | null })[];
	readonly nextCursor: string | null;
}

function languageOf(): PageLanguage {
	const wanted = remembered('language') ?? navigator.language.slice(0, 2);
	return PAGE_LANGUAGES.find((language) => language === wanted) ?? 'en';
}

/** The page around the screens: header, practice, language, key and lock. */
export function FrontDeskLayout() {
	const [contract, setContract] = React.useState<Contract>();
	const [door, setDoor] = React.useState<Door>({ is: 'closed', why: 'loading' });
	const [language, setLanguage] = React.useState(languageOf);
	const [screen, setScreen] = React.useState<ScreenName>('new');
	const [visit, setVisit] = React.useState(0);
	const [practices, setPractices] = React.useState<readonly PracticeChoice[]>([]);
	const [practiceId, setPracticeId] = React.useState(remembered('practice'));
	const [announcement, setAnnouncement] = React.useState('');
	const key = React.useRef<string>();
	const known = React.useRef<Caller>();
	const kept = React.useRef(new Map<string, unknown>());
	const say = sayIn(language, SHELL_WORDS);

	const call = React.useMemo(() => contract && caller(contract, () => key.current), [contract]);

	const renewPractices = React.useCallback(async () => {
		if (!call) return;
		const found: PracticeChoice[] = [];
		for (let cursor: string | undefined; ; ) {
			const { value, ok } = await call<PracticePage>('listPractices', { query: { limit: 100, cursor } });
			if (!ok) break;
			found.push(...value.items.filter(({ archivedAt }) => archivedAt === null));
			if (value.nextCursor === null) break;
			cursor = value.nextCursor;
		}
		setPractices(found);
	}, [call]);

	/** @returns a sentence if that failed */
	const enter = React.useCallback(
		async (given: string | undefined): Promise<string | undefined> => {
			if (!call) return undefined;
			key.current = given;
			const answer: ApiAnswer<Caller> = await call<Caller>('currentApiKey');
			if (answer.status === 401) {
				key.current = undefined;
				if (given !== undefined) return say('keyWrong');
				setDoor({ is: 'locked', needsKey: true, why: undefined });
				return undefined;
			}
			if (!answer.ok) {
				key.current = undefined;
				setDoor((before) => (before.is === 'locked' ? before : { is: 'closed', why: 'unreachable' }));
				return say('unreachable');
			}
			const now = answer.value;
			if (known.current && known.current.practice?.id !== now.practice?.id) {
				kept.current.clear();
				setAnnouncement(say('otherPractice'));
			} else if (given !== undefined) {
				setAnnouncement(
					say('keyValid', {
						name: now.name ?? say('keyOfSettings'),
						practice: now.practice ? (now.practice.name ?? now.practice.id) : say('allPractices'),
					}),
				);
			}
			known.current = now;
			await renewPractices();
			setDoor({ is: 'open', caller: now, needsKey: given !== undefined });
			return undefined;
		},
		[call, say, renewPractices],
	);

	const load = React.useCallback(async () => {
		setDoor({ is: 'closed', why: 'loading' });
		try {
			const response = await fetch('/openapi.json');
			setContract((await response.json()) as Contract);
		} catch {
			setDoor({ is: 'closed', why: 'unreachable' });
		}
	}, []);
	React.useEffect(() => void load(), [load]);
	// Once, when the contract is there.
	React.useEffect(() => void enter(undefined), [call]);
	React.useEffect(() => {
		document.documentElement.lang = language;
		document.title = `Superbill · ${say('title')}`;
	}, [language, say]);
	React.useEffect(() => {
		if (announcement === '') return undefined;
		const timer = setTimeout(() => setAnnouncement(''), ANNOUNCED_MS);
		return () => clearTimeout(timer);
	}, [announcement]);
	// A reload would lose what was typed. The browser asks first.
	React.useEffect(() => {
		const ask = (event: BeforeUnloadEvent) => {
			if (kept.current.get('typed') === true) event.preventDefault();
		};
		addEventListener('beforeunload', ask);
		return () => removeEventListener('beforeunload', ask);
	}, []);

	const lock = (why: 'idle' | 'by hand') => {
		if (door.is !== 'open') return;
		key.current = undefined;
		setAnnouncement('');
		for (const dialog of document.querySelectorAll('dialog')) dialog.close();
		setDoor({ is: 'locked', needsKey: door.needsKey, why });
	};
	useIdle(door.is === 'open', () => lock('idle'));

	const practice = practices.find(({ id }) => id === practiceId) ?? practices[0];
	const View = VIEWS[screen];
	const frontDesk: FrontDesk | undefined =
		call && contract && door.is === 'open'
			? {
					call,
					contract,
					language,
					today: dayIn(undefined, new Date()),
					practices,
					practice,
					caller: door.caller,
					kept: kept.current,
					open(next, handover) {
						if (handover !== undefined) kept.current.set(`${next}.handover`, handover);
						setScreen(next);
						setVisit((n) => n + 1);
						setAnnouncement('');
					},
					announce: setAnnouncement,
					renewPractices,
				}
			: undefined;
	return (
		<div className="front-desk">
			<a className="skip" href="#main">
				{say('skip')}
			</a>
			<header>
				<p className="name">{say('title')}</p>
				{frontDesk && practices.length > 0 && (
					<label className="practice">
						<span className="unseen">{say('practice')}</span>
						<select
							value={practice?.id ?? ''}
							onChange={({ target }) => {
								setPracticeId(target.value);
								remember('practice', target.value);
							}}
						>
							{practices.map(({ id, name }) => (
								<option key={id} value={id}>
									{name}
								</option>
							))}
						</select>
					</label>
				)}
				<span className="space" />
				<fieldset className="languages">
					<legend className="unseen">{say('language')}</legend>
					{PAGE_LANGUAGES.map((one) => (
						<button
							key={one}
							type="button"
							lang={one}
							aria-pressed={one === language}
							onClick={() => {
								setLanguage(one);
								remember('language', one);
							}}
						>
							{LANGUAGE_NAMES[one]}
						</button>
					))}
				</fieldset>
				{frontDesk && (
					<button type="button" onClick={() => lock('by hand')}>
						{say('lock')}
					</button>
				)}
			</header>
			{frontDesk && (
				<nav aria-label={say('screens')}>
					{SCREENS.map((name) => (
						<button
							key={name}
							type="button"
							aria-current={name === screen ? 'page' : undefined}
							onClick={() => frontDesk.open(name)}
						>
							{say(name)}
						</button>
					))}
					<span className="space" />
					<a href="/docs">{say('developers')}</a>
				</nav>
			)}
			{frontDesk && (
				<main id="main" tabIndex={-1}>
					<View key={`${screen} ${visit} ${practice?.id}`} frontDesk={frontDesk} />
				</main>
			)}
			{door.is === 'locked' && (
				<LockScreen language={language} locked={door.why} needsKey={door.needsKey} onEnter={enter} />
			)}
			{door.is === 'closed' && (
				<main id="main">
					<p>{say(door.why)}</p>
					{door.why === 'unreachable' && (
						<button type="button" onClick={() => void (call ? enter(undefined) : load())}>
							{say('retry')}
						</button>
					)}
				</main>
			)}
			<p className="announcement" role="status">
				{announcement}
			</p>
		</div>
	);
}
