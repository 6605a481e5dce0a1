import { dateShown } from '../../base/typing.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { ScreenProps } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { SET_UP_WORDS } from './set-up-words.ts';

interface ListedSet {
	readonly set: string;
	readonly title: string;
	readonly loaded: boolean;
	readonly editions: readonly {
		readonly edition: string;
		readonly from: string | null;
		readonly to: string | null;
		readonly rows: number;
	}[];
	readonly reminder: string | null;
}

/** The official lists that codes are checked against, and until when they are valid. */
export function CodesSection({ frontDesk }: ScreenProps) {
	const { call, language } = frontDesk;
	const say = sayIn(language, SET_UP_WORDS);
	const [sets, setSets] = React.useState<readonly ListedSet[]>([]);
	React.useEffect(() => {
		void call<{ items: readonly ListedSet[] }>('listCodeSets').then(({ ok, value }) => {
			if (ok) setSets(value.items);
		});
	}, []);
	const count = new Intl.NumberFormat('en-US');
	return (
		<section className="card" aria-label={say('codes')}>
			<h2>{say('codes')}</h2>
			<p className="help">{say('codesHelp')}</p>
			<table>
				<thead>
					<tr>
						<th scope="col">{say('set')}</th>
						<th scope="col">{say('edition')}</th>
						<th scope="col">{say('from')}</th>
						<th scope="col">{say('to')}</th>
						<th scope="col" className="figure">
							{say('rows')}
						</th>
					</tr>
				</thead>
				<tbody>
					{sets.map(({ set, title, loaded, editions, reminder }) => {
						const edition = editions.at(-1);
						return (
							<tr key={set}>
								<th scope="row" lang="en">
									{title}
									{reminder !== null && <p className="help">{reminder}</p>}
								</th>
								{loaded && edition ? (
									<>
										<td>{edition.edition}</td>
										<td>{dateShown(edition.from ?? '')}</td>
										<td>{dateShown(edition.to ?? '')}</td>
										<td className="figure">{count.format(edition.rows)}</td>
									</>
								) : (
									<td colSpan={4}>{say('notLoaded')}</td>
								)}
							</tr>
						);
					})}
				</tbody>
			</table>
			<RequestDetails frontDesk={frontDesk} operation="listCodeSets" args={{}} />
		</section>
	);
}
