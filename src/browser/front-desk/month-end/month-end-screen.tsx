import type { WrittenTable } from '../../../intake/table/failed-rows.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { Mistake, reasonOf } from '../shared/answers.tsx';
import type { ScreenProps } from '../shared/front-desk.ts';
import { useKept } from '../shared/kept.ts';
import { remember, remembered } from '../shared/remembered.ts';
import { fileNameOf, saveFile } from '../shared/saving.ts';
import type { DryRunAnswer } from './batch.ts';
import { CheckStep } from './check-step.tsx';
import { ColumnsStep } from './columns-step.tsx';
import { MakeStep } from './make-step.tsx';
import { type MonthEnd, NOTHING, STEPS, uploadOf } from './month-end.ts';
import { MONTH_END_WORDS } from './month-end-words.ts';
import { type KnownColumn, matched, readDropped, remembering } from './table.ts';
import './month-end.css';

/** A table of a month's visits becomes superbills, in four steps. */
export function MonthEndScreen({ frontDesk }: ScreenProps) {
	const { call, language, practice } = frontDesk;
	const say = sayIn(language, MONTH_END_WORDS);
	const [month, setMonth] = useKept<MonthEnd>(frontDesk, 'month-end', NOTHING);
	const [known, setKnown] = useKept<readonly KnownColumn[]>(frontDesk, 'month-end.columns', []);
	const [mistake, setMistake] = React.useState<string>();
	const [isBusy, setBusy] = React.useState(false);

	const columns = async (): Promise<readonly KnownColumn[]> => {
		if (known.length > 0) return known;
		const { ok, value } = await call<{ items: readonly KnownColumn[] }>('listTableColumns');
		if (ok) setKnown(value.items);
		return ok ? value.items : [];
	};

	const check = async (next: MonthEnd) => {
		setBusy(true);
		setMistake(undefined);
		const answer = await call<DryRunAnswer>('checkTable', { body: uploadOf(next) });
		setBusy(false);
		if (answer.ok) return setMonth({ ...next, step: 'check', dryRun: answer.value });
		setMonth({ ...next, step: 'columns' });
		setMistake(reasonOf(answer, say('noAnswer')));
	};

	const take = async (file: File | undefined) => {
		if (!file) return;
		setMistake(undefined);
		let table: WrittenTable;
		try {
			table = readDropped(await file.text());
		} catch (error) {
			if (!(error instanceof SyntaxError)) throw error;
			return setMistake(say('badFile'));
		}
		if (table.rows.length === 0) return setMistake(say('empty'));
		const list = await columns();
		const matching = matched(table.header, list, chosenBefore());
		const has = (name: string) => matching.includes(name);
		const namesPractice = has('practice') || has('billing_provider_npi');
		const constants: Record<string, string> =
			practice !== undefined && !namesPractice ? { practice: practice.id } : {};
		const next: MonthEnd = { ...NOTHING, file: file.name, table, matching, constants };
		const namesClinician = has('rendering_provider') || has('rendering_provider_npi');
		if (matching.every((name) => name !== undefined) && namesClinician) return check(next);
		setMonth({ ...next, step: 'columns' });
	};

	const sample = async () => {
		const { ok, file, headers } = await call('getSampleTable');
		if (ok && file) saveFile(file, fileNameOf(headers, 'superbills-sample.csv'));
	};

	const { step } = month;
	return (
		<div className="month-end">
			<h1>{say('heading')}</h1>
			<ol className="steps" aria-label={say('steps')}>
				{STEPS.map((name, i) => (
					<li key={name} aria-current={name === step ? 'step' : undefined}>
						{`${i + 1} ${say(name)}`}
					</li>
				))}
			</ol>
			{step !== 'file' && (
				<p className="file">
					<strong>
						{month.dryRun?.patients === undefined
							? say('summary', { file: month.file, rows: month.table.rows.length })
							: say('summaryChecked', {
									file: month.file,
									rows: month.table.rows.length,
									patients: month.dryRun.patients,
								})}
					</strong>{' '}
					<button type="button" className="plain" onClick={() => setMonth(NOTHING)}>
						{say('another')}
					</button>
				</p>
			)}
			<Mistake text={mistake} lang={step === 'columns' ? 'en' : undefined} />
			{isBusy && <p role="status">{say('checking')}</p>}
			{step === 'file' && (
				// biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button does the same.
				<div
					className="card drop"
					onDragOver={(event) => event.preventDefault()}
					onDrop={(event) => {
						event.preventDefault();
						void take(event.dataTransfer.files[0]);
					}}
				>
					<p>{say('intro')}</p>
					<p>
						{say('drop')}{' '}
						<label className="button">
							{say('choose')}
							<input
								type="file"
								className="unseen"
								accept=".csv,.tsv,.txt,text/csv"
								onChange={({ target }) => {
									void take(target.files?.[0]);
									target.value = '';
								}}
							/>
						</label>
					</p>
					<button type="button" className="plain" onClick={() => void sample()}>
						{say('sample')}
					</button>
				</div>
			)}
			{step === 'columns' && (
				<ColumnsStep
					frontDesk={frontDesk}
					month={month}
					known={known}
					onChange={setMonth}
					onCheck={(next) => {
						remember(
							'columns',
							JSON.stringify(remembering(chosenBefore(), next.table.header, next.matching)),
						);
						void check(next);
					}}
				/>
			)}
			{step === 'check' && month.dryRun && (
				<CheckStep
					frontDesk={frontDesk}
					month={month}
					dryRun={month.dryRun}
					onBack={() => setMonth({ ...month, step: 'columns' })}
					onMade={(batch) => setMonth({ ...month, step: 'make', batch })}
				/>
			)}
			{step === 'make' && month.batch !== undefined && (
				<MakeStep frontDesk={frontDesk} month={month} batchId={month.batch} />
			)}
		</div>
	);
}

/** The names that were chosen for columns of earlier files, by the comparable form of the header. */
function chosenBefore(): Readonly<Record<string, string>> {
	try {
		const kept: unknown = JSON.parse(remembered('columns') ?? '{}');
		return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {};
	} catch {
		return {};
	}
}
