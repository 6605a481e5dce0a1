import { sayIn } from '../../base/words.ts';
import { Dialog } from '../../dialog.tsx';
import { React } from '../../react.ts';
import { Mistake, reasonOf, settled } from '../shared/answers.tsx';
import { SelectField, TextField } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { SHELL_WORDS } from '../shared/shell-words.ts';
import { EVENT_WORDS, FIND_WORDS } from './find-words.ts';
import { grouped, type ResultRow } from './found.ts';

interface DialogAbout {
	readonly frontDesk: FrontDesk;
	readonly row: ResultRow;
	readonly onClose: () => void;
	/** Called after something changed, with what to say about it. */
	readonly onDone: (text: string) => void;
}

const mistakeOf = (message: string) => ({
	rule: message,
	severity: 'error' as const,
	pointer: '',
	message,
	help: '',
});

export function VoidDialog({ frontDesk, row, onClose, onDone }: DialogAbout) {
	const say = sayIn(frontDesk.language, FIND_WORDS);
	const [reason, setReason] = React.useState('');
	const [mistake, setMistake] = React.useState<string>();
	const isBusy = React.useRef(false);
	const args = { path: { id: row.id }, body: { reason: reason.trim() } };
	const send = async (typed: string) => {
		if (isBusy.current) return;
		if (typed.trim() === '') return setMistake(say('reasonMissing'));
		isBusy.current = true;
		const answer = await frontDesk.call('voidSuperbill', { ...args, body: { reason: typed.trim() } });
		isBusy.current = false;
		if (answer.ok) onDone(say('voidDone', { number: row.number }));
		else setMistake(say('failed', { why: reasonOf(answer, say('noAnswer')) }));
	};
	const form = React.useRef<HTMLFormElement>(null);
	return (
		<Dialog title={say('voidTitle', { number: row.number })} onClose={onClose}>
			<form
				ref={form}
				onSubmit={(event) => {
					event.preventDefault();
					const field = form.current?.querySelector('input');
					void send(field?.value ?? '');
				}}
			>
				<p>{say('voidWhy', { patient: nameOf(row), total: `$${grouped(row.totalCharges ?? '0.00')}` })}</p>
				<TextField
					id="void-reason"
					label={say('reason')}
					help={say('reasonHelp')}
					value={reason}
					onChange={setReason}
					findings={mistake === undefined ? [] : [mistakeOf(mistake)]}
					autoFocus
				/>
				<div className="actions">
					<button type="submit" className="danger">
						{say('voidIt')}
					</button>
					<button type="button" onClick={onClose}>
						{say('keep')}
					</button>
				</div>
				<RequestDetails frontDesk={frontDesk} operation="voidSuperbill" args={args} />
			</form>
		</Dialog>
	);
}

interface HistoryEvent {
	readonly at: string;
	readonly actor: string;
	readonly actorName?: string | null;
	readonly action: string;
	readonly outcome: string;
}

export function HistoryDialog({ frontDesk, row, onClose }: Omit<DialogAbout, 'onDone'>) {
	const { language, call } = frontDesk;
	const say = sayIn(language, FIND_WORDS);
	const event = sayIn(language, EVENT_WORDS);
	const [items, setItems] = React.useState<readonly HistoryEvent[]>();
	const [mistake, setMistake] = React.useState<string>();
	React.useEffect(() => {
		void (async () => {
			const answer = await call<{ items: readonly HistoryEvent[] }>('getSuperbillHistory', {
				path: { id: row.id },
			});
			if (answer.ok) setItems(answer.value.items);
			else setMistake(say('failed', { why: reasonOf(answer, say('noAnswer')) }));
		})();
	}, [row.id]);
	const time = new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', {
		dateStyle: 'medium',
		timeStyle: 'short',
	});
	return (
		<Dialog title={say('historyTitle', { number: row.number })} onClose={onClose}>
			<Mistake text={mistake} />
			{items && (
				<table>
					<thead>
						<tr>
							<th scope="col">{say('when')}</th>
							<th scope="col">{say('who')}</th>
							<th scope="col">{say('what')}</th>
						</tr>
					</thead>
					<tbody>
						{items.map(({ at, actor, actorName, action }, i) => (
							<tr key={i}>
								<td>{time.format(new Date(at))}</td>
								<td>{actorName ?? actor}</td>
								<td>{event(action in EVENT_WORDS.en ? (action as keyof typeof EVENT_WORDS.en) : 'other')}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
			<div className="actions">
				<button type="button" onClick={onClose}>
					{sayIn(language, SHELL_WORDS)('close')}
				</button>
			</div>
			<RequestDetails frontDesk={frontDesk} operation="getSuperbillHistory" args={{ path: { id: row.id } }} />
		</Dialog>
	);
}

const METHODS = ['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'] as const;

export function PaymentDialog({ frontDesk, row, onClose, onDone }: DialogAbout) {
	const { language, today, call } = frontDesk;
	const say = sayIn(language, FIND_WORDS);
	const [amount, setAmount] = React.useState(row.balance ?? '');
	const [date, setDate] = React.useState(today);
	const [method, setMethod] = React.useState<string>('card');
	const [reference, setReference] = React.useState('');
	const [findings, setFindings] = React.useState<readonly ReturnType<typeof mistakeOf>[]>([]);
	// One key for one dialog: a second click or a retry records the payment once.
	const key = React.useMemo(() => crypto.randomUUID(), []);
	const isBusy = React.useRef(false);
	const args = {
		path: { id: row.id },
		headers: { 'Idempotency-Key': key },
		body: { date, amount, method, ...(reference !== '' && { reference }) },
	};
	const latest = React.useRef(args);
	latest.current = args;
	const send = async () => {
		if (isBusy.current) return;
		isBusy.current = true;
		// The fields pass on what was typed when they lose the focus.
		await settled();
		const answer = await call('recordPayment', latest.current);
		isBusy.current = false;
		if (answer.ok) return onDone(say('payDone', { amount: `$${grouped(latest.current.body.amount)}` }));
		const found = answer.problem?.findings ?? [];
		setFindings(
			found.length > 0
				? found.map((one) => ({ ...mistakeOf(`${one.message} ${one.help}`), pointer: one.pointer }))
				: [mistakeOf(say('failed', { why: reasonOf(answer, say('noAnswer')) }))],
		);
	};
	const at = (pointer: string) => findings.filter((finding) => finding.pointer === pointer);
	return (
		<Dialog title={say('payTitle', { number: row.number })} onClose={onClose}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					void send();
				}}
			>
				<p>{say('payWhy')}</p>
				<div className="row">
					<TextField
						id="pay-date"
						label={say('paidOn')}
						kind="date"
						today={today}
						calendar={sayIn(language, SHELL_WORDS)('calendar')}
						value={date}
						onChange={setDate}
						findings={at('/date')}
					/>
					<TextField
						id="pay-amount"
						label={say('amount')}
						kind="money"
						value={amount}
						onChange={setAmount}
						findings={at('/amount')}
						autoFocus
					/>
					<SelectField
						id="pay-method"
						label={say('method')}
						value={method}
						options={METHODS.map((value) => ({ value, label: say(value) }))}
						onChange={setMethod}
						findings={at('/method')}
					/>
					<TextField
						id="pay-reference"
						label={say('reference')}
						value={reference}
						onChange={setReference}
						findings={at('/reference')}
					/>
				</div>
				{at('').map(({ message }) => (
					<Mistake key={message} text={message} />
				))}
				<div className="actions">
					<button type="submit" className="primary">
						{say('save')}
					</button>
					<button type="button" onClick={onClose}>
						{sayIn(language, SHELL_WORDS)('cancel')}
					</button>
				</div>
				<RequestDetails frontDesk={frontDesk} operation="recordPayment" args={args} />
			</form>
		</Dialog>
	);
}

/** `Fakenham, Marlow`, or nothing once purged. */
export function nameOf({ patient }: ResultRow): string {
	return patient === null ? '' : `${patient.lastName}, ${patient.firstName}`;
}
