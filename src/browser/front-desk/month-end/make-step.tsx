import { failedTable, writeTable } from '../../../intake/table/failed-rows.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { Mistake } from '../shared/answers.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { fileNameOf, printFile, saveFile } from '../shared/saving.ts';
import { type BatchAnswer, type BatchItemAnswer, failedOf } from './batch.ts';
import type { MonthEnd } from './month-end.ts';
import { MONTH_END_WORDS } from './month-end-words.ts';

interface MakeStepProps {
	readonly frontDesk: FrontDesk;
	readonly month: MonthEnd;
	readonly batchId: string;
}

/** Between two looks at the progress. */
const LOOK_MS = 500;

/** Follows a batch to its end, and hands out what was made and what was not. */
export function MakeStep({ frontDesk, month, batchId }: MakeStepProps) {
	const { call, language } = frontDesk;
	const say = sayIn(language, MONTH_END_WORDS);
	const [batch, setBatch] = React.useState<BatchAnswer>();
	const [mistake, setMistake] = React.useState<string>();
	const path = { id: batchId };
	const hasEnded = batch?.state === 'done' || batch?.state === 'cancelled';
	React.useEffect(() => {
		if (hasEnded) return undefined;
		let isGone = false;
		let timer: ReturnType<typeof setTimeout>;
		const look = async () => {
			const answer = await call<BatchAnswer>('getBatch', { path });
			if (isGone) return;
			if (answer.ok) setBatch(answer.value);
			timer = setTimeout(() => void look(), LOOK_MS);
		};
		void look();
		return () => {
			isGone = true;
			clearTimeout(timer);
		};
	}, [hasEnded]);

	const fail = (detail: string | undefined) =>
		setMistake(say('failedWhy', { why: detail ?? say('noAnswer') }));
	const fetchFile = async (operation: 'getBatchArchive' | 'getMergedBatch', name: string, print = false) => {
		const { ok, file, headers, problem } = await call(operation, { path });
		if (!ok || !file) return fail(problem?.detail);
		if (print) printFile(file);
		else saveFile(file, fileNameOf(headers, name));
	};
	const items = async (): Promise<readonly BatchItemAnswer[]> => {
		const all: BatchItemAnswer[] = [];
		for (let cursor: string | undefined; ; ) {
			const { ok, value, problem } = await call<{
				items: readonly BatchItemAnswer[];
				nextCursor: string | null;
			}>('listBatchItems', { path, query: { limit: 100, cursor } });
			if (!ok) {
				fail(problem?.detail);
				return all;
			}
			all.push(...value.items);
			if (value.nextCursor === null) return all;
			cursor = value.nextCursor;
		}
	};
	const csv = (rows: readonly (readonly string[])[], name: string) =>
		saveFile(new Blob([writeTable(rows)], { type: 'text/csv' }), name);
	const manifest = async () =>
		csv(
			[
				['position', 'rows', 'state', 'number', 'findings'],
				...(await items()).map(({ position, rows, state, number, findings, reason }) => [
					String(position),
					rows?.join('-') ?? '',
					state,
					number ?? '',
					[...findings.map(({ message }) => message), ...(reason === null ? [] : [reason])].join(' '),
				]),
			],
			`manifest-${month.file}`,
		);
	const failedRows = async () =>
		saveFile(
			new Blob([failedTable(month.table, month.matching, failedOf(await items()))], { type: 'text/csv' }),
			`to-fix-${month.file}`,
		);

	if (!batch) return <p role="status">{say('progress', { done: 0, total: '…' })}</p>;
	const { counts } = batch;
	const settled = counts.done + counts.failed + counts.cancelled;
	return (
		<section className="card" aria-label={say('make')}>
			<label className="progress">
				<span role="status">
					{hasEnded || batch.secondsLeft === null
						? say('progress', { done: settled, total: counts.total })
						: say('left', { done: settled, total: counts.total, seconds: Math.ceil(batch.secondsLeft) })}
				</span>
				<progress max={counts.total} value={settled} />
			</label>
			{!hasEnded && (
				<div className="actions">
					<button type="button" onClick={() => void call('cancelBatch', { path })}>
						{say('cancelBatch')}
					</button>
				</div>
			)}
			{hasEnded && (
				<>
					<h2>
						{batch.state === 'cancelled'
							? say('stopped', { n: counts.done })
							: counts.done === 1
								? say('doneOne')
								: say('done', { n: counts.done })}
						{counts.failed > 0 &&
							` · ${counts.failed === 1 ? say('failedOne') : say('failed', { n: counts.failed })}`}
					</h2>
					<div className="actions">
						{counts.done > 0 && (
							<>
								<button
									type="button"
									className="primary"
									onClick={() => void fetchFile('getBatchArchive', 'superbills.zip')}
								>
									{say('zip')}
								</button>
								<button
									type="button"
									onClick={() => void fetchFile('getMergedBatch', 'superbills.pdf', true)}
								>
									{say('merged')}
								</button>
							</>
						)}
						<button type="button" onClick={() => void manifest()}>
							{say('manifest')}
						</button>
						{counts.failed > 0 && (
							<button type="button" onClick={() => void failedRows()}>
								{say('failedRows')}
							</button>
						)}
					</div>
				</>
			)}
			<Mistake text={mistake} />
		</section>
	);
}
