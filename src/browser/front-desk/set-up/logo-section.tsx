import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { Mistake, reasonOf } from '../shared/answers.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import type { PracticeDraft } from './practice-draft.ts';
import { SET_UP_WORDS } from './set-up-words.ts';

interface LogoSectionProps {
	readonly frontDesk: FrontDesk;
	readonly draft: PracticeDraft;
	readonly onChange: (logo: PracticeDraft['logo'], etag: string | undefined) => void;
}

/** The logo of a practice: dropped or chosen, and sent at once. */
export function LogoSection({ frontDesk, draft, onChange }: LogoSectionProps) {
	const { call, language } = frontDesk;
	const say = sayIn(language, SET_UP_WORDS);
	const [picture, setPicture] = React.useState<string>();
	const [mistake, setMistake] = React.useState<string>();
	const path = { id: draft.id as string };
	const headers = draft.etag === undefined ? {} : { 'If-Match': draft.etag };

	React.useEffect(() => {
		let isGone = false;
		if (draft.logo === null) setPicture(undefined);
		else {
			void call('getLogo', { path }).then(async ({ ok, file }) => {
				if (!ok || !file || isGone) return;
				// The content security policy allows data: and not blob: for pictures.
				const reader = new FileReader();
				reader.onload = () => setPicture(String(reader.result));
				reader.readAsDataURL(file);
			});
		}
		return () => {
			isGone = true;
		};
	}, [draft.logo]);

	const answered = (answer: Awaited<ReturnType<typeof call<{ logo: PracticeDraft['logo'] }>>>) => {
		if (!answer.ok) {
			setMistake(answer.status === 412 ? say('changed') : reasonOf(answer, say('noAnswer')));
			return;
		}
		setMistake(undefined);
		onChange(answer.value?.logo ?? null, answer.headers.get('etag') ?? undefined);
		frontDesk.announce(say('saved'));
	};
	const send = async (file: File | undefined) => {
		if (file) answered(await call<{ logo: PracticeDraft['logo'] }>('putLogo', { path, headers, body: file }));
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button does the same.
		<div
			className="drop"
			onDragOver={(event) => event.preventDefault()}
			onDrop={(event) => {
				event.preventDefault();
				void send(event.dataTransfer.files[0]);
			}}
		>
			<p>{say('logoHelp')}</p>
			{draft.logo === null ? (
				<p>{say('logoNone')}</p>
			) : (
				picture !== undefined && <img src={picture} alt={say('logoNow')} />
			)}
			<label className="button">
				{say('logoChoose')}
				<input
					type="file"
					className="unseen"
					accept="image/png,image/jpeg"
					onChange={({ target }) => {
						void send(target.files?.[0]);
						target.value = '';
					}}
				/>
			</label>
			{draft.logo !== null && (
				<button
					type="button"
					onClick={async () => answered(await call<{ logo: null }>('deleteLogo', { path, headers }))}
				>
					{say('logoRemove')}
				</button>
			)}
			<Mistake text={mistake} />
			<RequestDetails frontDesk={frontDesk} operation="putLogo" args={{ path }} />
		</div>
	);
}
