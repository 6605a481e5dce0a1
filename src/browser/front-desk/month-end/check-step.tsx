import { failedTable } from '../../../intake/table/failed-rows.ts';
import { sayIn } from '../../base/words.ts';
import { Dialog } from '../../dialog.tsx';
import { React } from '../../react.ts';
import { Mistake, reasonOf } from '../shared/answers.tsx';
import { CheckField, SelectField } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { saveFile } from '../shared/saving.ts';
import { type BatchAnswer, type DryRunAnswer, refusedOf } from './batch.ts';
import { type MonthEnd, uploadOf } from './month-end.ts';
import { MONTH_END_WORDS } from './month-end-words.ts';

interface CheckStepProps {
	readonly frontDesk: FrontDesk;
	readonly month: MonthEnd;
	readonly dryRun: DryRunAnswer;
	readonly onBack: () => void;
	readonly onMade: (batchId: string) => void;
}

/** Shows what the checks found in each row, and makes the superbills that are ready. */
export function CheckStep({ frontDesk, month, dryRun, onBack, onMade }: CheckStepProps) {
	const { call, language, practice } = frontDesk;
	const say = sayIn(language, MONTH_END_WORDS);
	const [mode, setMode] = React.useState<'issue' | 'render'>('issue');
	const [again, setAgain] = React.useState(false);
	const [isAsking, setAsking] = React.useState(false);
	const [mistake, setMistake] = React.useState<string>();
	const isBusy = React.useRef(false);
	// One key for one table: a second click, or a retry after no answer, makes one batch.
	const key = React.useMemo(() => crypto.randomUUID(), [mode, again]);
	const { superbills, refused, items, unlisted } = dryRun;
	const args = {
		query: { mode, ...(again && { again: true }) },
		headers: { 'Idempotency-Key': key },
		body: uploadOf(month),
	};
	const make = async () => {
		if (isBusy.current) return;
		isBusy.current = true;
		setAsking(false);
		const answer = await call<BatchAnswer>('createBatchFromTable', args);
		isBusy.current = false;
		if (answer.ok) onMade(answer.value.id);
		else setMistake(say('failedWhy', { why: reasonOf(answer, say('noAnswer')) }));
	};
	return (
		<section className="card" aria-label={say('check')}>
			<h2>
				{superbills === 1 ? say('readyOne') : say('ready', { n: superbills })} ·{' '}
				{refused === 0 ? say('noneToFix') : refused === 1 ? say('toFixOne') : say('toFix', { n: refused })}
			</h2>
			{items.length > 0 && (
				<div className="scroll">
					<table>
						<thead>
							<tr>
								<th scope="col">{say('row')}</th>
								<th scope="col">{say('what')}</th>
							</tr>
						</thead>
						<tbody>
							{items.flatMap(({ position, rows, findings }) =>
								findings.map(({ rule, severity, message, help, source }) => (
									<tr key={`${position} ${rule} ${message}`}>
										<th scope="row">
											{source?.row ??
												(rows &&
													(rows[0] === rows[1] ? rows[0] : say('rows', { from: rows[0], to: rows[1] })))}
										</th>
										<td className="findings" lang="en">
											<span className={severity}>
												{message} {help}
											</span>
										</td>
									</tr>
								)),
							)}
						</tbody>
					</table>
				</div>
			)}
			{unlisted > 0 && <p>{say('unlisted', { n: unlisted })}</p>}
			<div className="row">
				<SelectField
					id="month-mode"
					label={say('how')}
					value={mode}
					options={[
						{ value: 'issue', label: say('issue') },
						{ value: 'render', label: say('render') },
					]}
					onChange={(value) => setMode(value as 'issue' | 'render')}
				/>
				{mode === 'issue' && (
					<CheckField id="month-again" label={say('again')} checked={again} onChange={setAgain} />
				)}
			</div>
			<Mistake text={mistake} />
			<div className="actions">
				<button
					type="button"
					className="primary"
					aria-disabled={superbills === 0}
					onClick={() => {
						if (superbills === 0) return;
						if (mode === 'issue') setAsking(true);
						else void make();
					}}
				>
					{superbills === 1 ? say('makeOne') : say('makeN', { n: superbills })}
				</button>
				{refused > 0 && (
					<button
						type="button"
						onClick={() => {
							const text = failedTable(month.table, month.matching, refusedOf(dryRun));
							saveFile(new Blob([text], { type: 'text/csv' }), `to-fix-${month.file}`);
						}}
					>
						{say('failedRows')}
					</button>
				)}
				<button type="button" className="plain" onClick={onBack}>
					{say('back')}
				</button>
			</div>
			<RequestDetails frontDesk={frontDesk} operation="createBatchFromTable" args={args} />
			{isAsking && (
				<Dialog title={say('issueTitle', { n: superbills })} onClose={() => setAsking(false)}>
					<p>{say('issueWhy', { practice: practice?.name ?? '' })}</p>
					<div className="actions">
						<button type="button" className="primary" onClick={() => void make()}>
							{say('issueNow')}
						</button>
						<button type="button" onClick={() => setAsking(false)}>
							{say('cancel')}
						</button>
					</div>
				</Dialog>
			)}
		</section>
	);
}
