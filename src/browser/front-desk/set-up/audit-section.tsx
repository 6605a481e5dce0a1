import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { Mistake, reasonOf } from '../shared/answers.tsx';
import type { ScreenProps } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { SET_UP_WORDS } from './set-up-words.ts';

interface AuditRow {
	readonly at: string;
	readonly actor: string;
	readonly actorName?: string | null;
	readonly action: string;
	readonly outcome: string;
	readonly subject: string | null;
	readonly practice: string | null;
	readonly position: number;
}

interface AuditRows {
	readonly items: readonly AuditRow[];
	readonly nextCursor: string | null;
}

/** Who did what, and when. */
export function AuditSection({ frontDesk }: ScreenProps) {
	const { call, language } = frontDesk;
	const say = sayIn(language, SET_UP_WORDS);
	const [rows, setRows] = React.useState<AuditRows>({ items: [], nextCursor: null });
	const [mistake, setMistake] = React.useState<string>();
	const read = async (cursor?: string) => {
		const answer = await call<AuditRows>('listAuditEvents', { query: { limit: 50, cursor } });
		if (!answer.ok) return setMistake(reasonOf(answer, say('noAnswer')));
		setRows((before) => ({
			items: cursor === undefined ? answer.value.items : [...before.items, ...answer.value.items],
			nextCursor: answer.value.nextCursor,
		}));
	};
	React.useEffect(() => void read(), []);
	const time = new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', {
		dateStyle: 'medium',
		timeStyle: 'medium',
	});
	return (
		<section className="card" aria-label={say('audit')}>
			<h2>{say('audit')}</h2>
			<p className="help">{say('auditHelp')}</p>
			<Mistake text={mistake} />
			<table>
				<thead>
					<tr>
						<th scope="col">{say('when')}</th>
						<th scope="col">{say('who')}</th>
						<th scope="col">{say('what')}</th>
						<th scope="col">{say('about')}</th>
						<th scope="col">{say('result')}</th>
					</tr>
				</thead>
				<tbody>
					{rows.items.map((row) => (
						<tr key={`${row.practice} ${row.position}`}>
							<td>{time.format(new Date(row.at))}</td>
							<td>{row.actorName ?? row.actor}</td>
							<td lang="en">{row.action}</td>
							<td lang="en">{row.subject?.replace(/:.*/, '')}</td>
							<td>{row.outcome}</td>
						</tr>
					))}
				</tbody>
			</table>
			{rows.nextCursor !== null && (
				<div className="actions">
					<button type="button" onClick={() => void read(rows.nextCursor as string)}>
						{say('more')}
					</button>
				</div>
			)}
			<RequestDetails frontDesk={frontDesk} operation="listAuditEvents" args={{ query: { limit: 50 } }} />
		</section>
	);
}
