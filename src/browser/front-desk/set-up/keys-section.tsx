import { sayIn } from '../../base/words.ts';
import { Dialog } from '../../dialog.tsx';
import { React } from '../../react.ts';
import { Mistake, reasonOf, settled } from '../shared/answers.tsx';
import { SelectField, TextField } from '../shared/field.tsx';
import type { ScreenProps } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { SET_UP_WORDS } from './set-up-words.ts';

interface ListedKey {
	readonly id: string;
	readonly label: string;
	readonly scopes: readonly string[];
	readonly createdAt: string;
	readonly lastUsedAt: string | null;
	readonly revokedAt: string | null;
}

const KINDS = {
	scopeStaff: ['superbills:write', 'superbills:read'],
	scopeRead: ['superbills:read'],
	scopeAdmin: ['superbills:write', 'superbills:read', 'admin'],
} as const;
type Kind = keyof typeof KINDS;

/** API keys, one for each person, so that the audit log names them (45 CFR 164.312(a)(2)(i)). */
export function KeysSection({ frontDesk }: ScreenProps) {
	const { call, language, practice, practices } = frontDesk;
	const say = sayIn(language, SET_UP_WORDS);
	const [keys, setKeys] = React.useState<readonly ListedKey[]>([]);
	const [label, setLabel] = React.useState('');
	const [kind, setKind] = React.useState<Kind>('scopeStaff');
	const [practiceId, setPracticeId] = React.useState(practice?.id ?? '');
	const [made, setMade] = React.useState<{ readonly label: string; readonly key: string }>();
	const [revoking, setRevoking] = React.useState<ListedKey>();
	const [mistake, setMistake] = React.useState<string>();
	const latest = React.useRef(label);
	latest.current = label;
	const body = { label, scopes: KINDS[kind], ...(practiceId !== '' && { practice: practiceId }) };

	const read = async () => {
		const answer = await call<{ items: readonly ListedKey[] }>('listApiKeys', { query: { limit: 100 } });
		if (answer.ok) setKeys(answer.value.items);
		else setMistake(reasonOf(answer, say('noAnswer')));
	};
	React.useEffect(() => void read(), []);
	const make = async () => {
		await settled();
		const answer = await call<{ label: string; key: string }>('createApiKey', {
			body: { ...body, label: latest.current },
		});
		if (!answer.ok) {
			return setMistake(reasonOf(answer, say('noAnswer')));
		}
		setMistake(undefined);
		setMade(answer.value);
		setLabel('');
		await read();
	};
	const day = (time: string | null) =>
		time === null
			? say('never')
			: new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { dateStyle: 'medium' }).format(
					new Date(time),
				);
	return (
		<section className="card" aria-label={say('keys')}>
			<h2>{say('keys')}</h2>
			<p className="help">{say('keysHelp')}</p>
			<form
				className="row"
				onSubmit={(event) => {
					event.preventDefault();
					void make();
				}}
			>
				<TextField id="key-label" label={say('label')} value={label} onChange={setLabel} />
				<SelectField
					id="key-kind"
					label={say('allows')}
					value={kind}
					options={(Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: say(value) }))}
					onChange={(value) => setKind(value as Kind)}
				/>
				<SelectField
					id="key-practice"
					label={say('practice')}
					value={practiceId}
					none={say('noChoice')}
					options={practices.map(({ id, name }) => ({ value: id, label: name }))}
					onChange={setPracticeId}
				/>
				<button type="submit" className="primary">
					{say('makeKey')}
				</button>
			</form>
			<Mistake text={mistake} />
			{made && (
				<div className="made" role="status">
					<p>{say('keyMade', { name: made.label })}</p>
					<code>{made.key}</code>
					<button
						type="button"
						onClick={async () => {
							await navigator.clipboard.writeText(made.key);
							frontDesk.announce(say('copied'));
						}}
					>
						{say('copy')}
					</button>
				</div>
			)}
			<table>
				<thead>
					<tr>
						<th scope="col">{say('label')}</th>
						<th scope="col">{say('allows')}</th>
						<th scope="col">{say('created')}</th>
						<th scope="col">{say('lastUsed')}</th>
						<th scope="col">
							<span className="unseen">{say('revoke')}</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{keys.map((key) => (
						<tr key={key.id}>
							<th scope="row">{key.label}</th>
							<td>{say(kindOf(key.scopes))}</td>
							<td>{day(key.createdAt)}</td>
							<td>{day(key.lastUsedAt)}</td>
							<td>
								{key.revokedAt === null ? (
									<button
										type="button"
										className="danger"
										aria-label={`${say('revoke')}: ${key.label}`}
										onClick={() => setRevoking(key)}
									>
										{say('revoke')}
									</button>
								) : (
									`${say('revoked')} ${day(key.revokedAt)}`
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			<RequestDetails frontDesk={frontDesk} operation="createApiKey" args={{ body }} />
			{revoking && (
				<Dialog title={say('revokeTitle', { name: revoking.label })} onClose={() => setRevoking(undefined)}>
					<p>{say('revokeWhy')}</p>
					<div className="actions">
						<button
							type="button"
							className="danger"
							onClick={async () => {
								const answer = await call('revokeApiKey', { path: { id: revoking.id } });
								setRevoking(undefined);
								if (!answer.ok) return setMistake(reasonOf(answer, say('noAnswer')));
								frontDesk.announce(say('revokeDone', { name: revoking.label }));
								await read();
							}}
						>
							{say('revoke')}
						</button>
						<button type="button" onClick={() => setRevoking(undefined)}>
							{say('cancel')}
						</button>
					</div>
				</Dialog>
			)}
		</section>
	);
}

function kindOf(scopes: readonly string[]): Kind {
	if (scopes.includes('admin')) return 'scopeAdmin';
	return scopes.includes('superbills:write') ? 'scopeStaff' : 'scopeRead';
}
