import type { Json } from '../../base/pointers.ts';
import { dateShown } from '../../base/typing.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { Mistake, reasonOf, settled } from '../shared/answers.tsx';
import { SelectField, TextField } from '../shared/field.tsx';
import type { ScreenProps } from '../shared/front-desk.ts';
import { useKept } from '../shared/kept.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { fileNameOf, printFile, saveFile } from '../shared/saving.ts';
import { SHELL_WORDS } from '../shared/shell-words.ts';
import {
	canSearch,
	isTooShort,
	NOTHING_ASKED,
	type SearchBody,
	type SearchTyped,
	searchesFor,
} from './asked.ts';
import { HistoryDialog, nameOf, PaymentDialog, VoidDialog } from './dialogs.tsx';
import { FIND_WORDS } from './find-words.ts';
import { grouped, OTHER_DOCUMENTS, type ResultRow, type ResultRows } from './found.ts';
import './find.css';

/** Rows of one answer. */
const PAGE_ROWS = 25;

interface Result {
	readonly asked: SearchTyped;
	readonly body: SearchBody;
	readonly rows: readonly ResultRow[];
	readonly nextCursor: string | null;
}

type Opened = { readonly is: 'void' | 'history' | 'pay'; readonly row: ResultRow } | undefined;

/** Finds issued superbills by name, birth date, number, account, date or status, and does what staff do with them. */
export function FindScreen({ frontDesk }: ScreenProps) {
	const { call, language, practice, today } = frontDesk;
	const say = sayIn(language, FIND_WORDS);
	const calendar = sayIn(language, SHELL_WORDS)('calendar');
	const [asked, setAsked] = useKept<SearchTyped>(frontDesk, 'find.asked', NOTHING_ASKED);
	const [result, setResult] = React.useState<Result>();
	const [mistake, setMistake] = React.useState<string>();
	const [opened, setOpened] = React.useState<Opened>();
	const latest = React.useRef(asked);
	latest.current = asked;
	const turn = React.useRef(0);
	const sent = React.useRef<SearchTyped>();

	const fail = (answer: Parameters<typeof reasonOf>[0]) =>
		setMistake(say('failed', { why: reasonOf(answer, say('noAnswer')) }));

	const search = async (what: SearchTyped) => {
		const mine = ++turn.current;
		sent.current = what;
		setMistake(undefined);
		if (isTooShort(what)) return setMistake(say('tooShort'));
		for (const [i, body] of searchesFor(what, practice?.id).entries()) {
			const answer = await call<ResultRows>('searchSuperbills', { body: { ...body, limit: PAGE_ROWS } });
			if (mine !== turn.current) return;
			if (!answer.ok) return fail(answer);
			const { items, nextCursor } = answer.value;
			if (items.length > 0 || i === searchesFor(what, practice?.id).length - 1) {
				setResult({ asked: what, body, rows: items, nextCursor });
				return;
			}
		}
	};
	const searchTyped = async () => {
		const before = sent.current;
		await settled();
		if (sent.current === before) await search(latest.current);
	};
	// A pause in typing searches, so that nobody has to press a button.
	React.useEffect(() => {
		if (asked !== sent.current && canSearch(asked)) void search(asked);
	}, [asked]);

	const more = async () => {
		if (result?.nextCursor == null) return;
		const { body, nextCursor } = result;
		const answer = await call<ResultRows>('searchSuperbills', {
			body: { ...body, limit: PAGE_ROWS, cursor: nextCursor },
		});
		if (!answer.ok) return fail(answer);
		setResult({
			...result,
			rows: [...result.rows, ...answer.value.items],
			nextCursor: answer.value.nextCursor,
		});
	};

	const withPdf = async (
		row: ResultRow,
		document: string | undefined,
		use: (file: Blob, name: string) => void,
	) => {
		const answer = await (document === undefined
			? call('getSuperbillPdf', { path: { id: row.id } })
			: call('getSuperbillDocument', { path: { id: row.id, document } }));
		if (!answer.ok || !answer.file) return fail(answer);
		setMistake(undefined);
		use(answer.file, fileNameOf(answer.headers, `superbill-${row.number}.pdf`));
	};
	const correct = async (row: ResultRow) => {
		const answer = await call<Json>('getSuperbillRequest', { path: { id: row.id } });
		if (!answer.ok) return fail(answer);
		frontDesk.open('new', {
			request: answer.value,
			correcting: { id: row.id, number: row.number },
		});
	};
	const done = (text: string) => {
		setOpened(undefined);
		frontDesk.announce(text);
		void search(latest.current);
	};
	const change = (part: Partial<SearchTyped>) => setAsked((before) => ({ ...before, ...part }));
	const { text, birthDate, from, to, status } = result?.asked ?? NOTHING_ASKED;
	const what = [
		...(text.trim() === '' ? [] : [say(/\d/.test(text) ? 'whatNumber' : 'whatName', { text: text.trim() })]),
		...(birthDate === '' ? [] : [say('whatBirth', { date: dateShown(birthDate) })]),
		...(from === '' ? [] : [say('whatFrom', { date: dateShown(from) })]),
		...(to === '' ? [] : [say('whatTo', { date: dateShown(to) })]),
		...(status === '' ? [] : [say('whatStatus', { status: say(status as 'issued') })]),
	];
	const rows = result?.rows ?? [];
	return (
		<div className="find">
			<h1>{say('heading')}</h1>
			<form
				className="card"
				aria-label={say('heading')}
				onSubmit={(event) => {
					event.preventDefault();
					void searchTyped();
				}}
			>
				<div className="row">
					<TextField
						id="find-text"
						className="wide"
						label={say('text')}
						help={say('textHelp')}
						kind="search"
						value={asked.text}
						onChange={(next) => change({ text: next })}
						autoFocus
					/>
					<TextField
						id="find-birth"
						label={say('birthDate')}
						kind="date"
						today={today}
						value={asked.birthDate}
						onChange={(next) => change({ birthDate: next })}
					/>
					<TextField
						id="find-from"
						label={say('from')}
						kind="date"
						today={today}
						calendar={calendar}
						value={asked.from}
						onChange={(next) => change({ from: next })}
					/>
					<TextField
						id="find-to"
						label={say('to')}
						kind="date"
						today={today}
						calendar={calendar}
						value={asked.to}
						onChange={(next) => change({ to: next })}
					/>
					<SelectField
						id="find-status"
						label={say('status')}
						value={asked.status}
						none={say('any')}
						options={(['issued', 'replaced', 'void'] as const).map((value) => ({ value, label: say(value) }))}
						onChange={(next) => change({ status: next })}
					/>
					<button type="submit" className="primary">
						{say('search')}
					</button>
					<button
						type="button"
						onClick={() => {
							setAsked(NOTHING_ASKED);
							void search(NOTHING_ASKED);
						}}
					>
						{say('clear')}
					</button>
				</div>
			</form>
			<Mistake text={mistake} />
			{result && (
				<section aria-live="polite">
					<h2>
						{rows.length === 0
							? what.length === 0
								? say('nothingYet')
								: say('nothing', { what: what.join(', ') })
							: what.length === 0
								? say('latest')
								: say(result.nextCursor === null ? 'found' : 'foundMore', { n: rows.length })}
					</h2>
					{rows.length > 0 && (
						<table className="found">
							<thead>
								<tr>
									<th scope="col">{say('number')}</th>
									<th scope="col">{say('date')}</th>
									<th scope="col">{say('patient')}</th>
									<th scope="col" className="figure">
										{say('total')}
									</th>
									<th scope="col">{say('status')}</th>
									<th scope="col">{say('actions')}</th>
								</tr>
							</thead>
							<tbody>
								{rows.map((row) => (
									<tr key={row.id} className={row.status}>
										<th scope="row">{row.number}</th>
										<td>{daysOf(row)}</td>
										<td>{row.patient === null ? say('removed') : nameOf(row)}</td>
										<td className="figure">{row.totalCharges === null ? '' : grouped(row.totalCharges)}</td>
										<td>{say(row.status)}</td>
										<td>
											{row.patient !== null && (
												<Actions
													label={(action) => `${action}: ${row.number}`}
													say={say}
													row={row}
													onPdf={(document, use) => void withPdf(row, document, use)}
													onCorrect={() => void correct(row)}
													onOpen={(is) => setOpened({ is, row })}
												/>
											)}
										</td>
									</tr>
								))}
							</tbody>
						</table>
					)}
					{result.nextCursor !== null && (
						<div className="actions">
							<button type="button" onClick={() => void more()}>
								{say('more')}
							</button>
						</div>
					)}
					<RequestDetails
						frontDesk={frontDesk}
						operation="searchSuperbills"
						args={{ body: { ...result.body, limit: PAGE_ROWS } }}
					/>
				</section>
			)}
			{opened?.is === 'void' && (
				<VoidDialog
					frontDesk={frontDesk}
					row={opened.row}
					onClose={() => setOpened(undefined)}
					onDone={done}
				/>
			)}
			{opened?.is === 'history' && (
				<HistoryDialog frontDesk={frontDesk} row={opened.row} onClose={() => setOpened(undefined)} />
			)}
			{opened?.is === 'pay' && (
				<PaymentDialog
					frontDesk={frontDesk}
					row={opened.row}
					onClose={() => setOpened(undefined)}
					onDone={done}
				/>
			)}
		</div>
	);
}

function daysOf({ serviceFrom, serviceTo, issuedOn }: ResultRow): string {
	const from = dateShown(serviceFrom ?? issuedOn);
	return serviceTo === null || serviceTo === serviceFrom ? from : `${from} – ${dateShown(serviceTo)}`;
}

interface ActionsProps {
	readonly row: ResultRow;
	readonly say: (key: keyof typeof FIND_WORDS.en) => string;
	/** Names a button for screen readers, which hear it out of its row. */
	readonly label: (action: string) => string;
	readonly onPdf: (document: string | undefined, use: (file: Blob, name: string) => void) => void;
	readonly onCorrect: () => void;
	readonly onOpen: (is: 'void' | 'history' | 'pay') => void;
}

function Actions({ row, say, label, onPdf, onCorrect, onOpen }: ActionsProps) {
	const button = (key: keyof typeof FIND_WORDS.en, onClick: () => void) => (
		<button type="button" aria-label={label(say(key))} onClick={onClick}>
			{say(key)}
		</button>
	);
	return (
		<div className="buttons">
			{button('download', () => onPdf(undefined, saveFile))}
			{button('print', () => onPdf(undefined, printFile))}
			{row.status === 'issued' && button('correct', onCorrect)}
			{row.status === 'issued' && button('voidIt', () => onOpen('void'))}
			{button('history', () => onOpen('history'))}
			<details>
				<summary aria-label={label(say('documents'))}>{say('documents')}</summary>
				<div className="buttons">
					{row.status === 'issued' && button('pay', () => onOpen('pay'))}
					{row.status === 'issued' &&
						OTHER_DOCUMENTS.map((document) => (
							<React.Fragment key={document}>
								{button(document, () => onPdf(document, saveFile))}
							</React.Fragment>
						))}
				</div>
			</details>
		</div>
	);
}
