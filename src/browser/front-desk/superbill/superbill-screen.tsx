import type { ApiAnswer } from '../../base/call.ts';
import { routeOf } from '../../base/contract.ts';
import { type Json, valueAt, withValue } from '../../base/pointers.ts';
import { dayIn } from '../../base/typing.ts';
import { sayIn } from '../../base/words.ts';
import { Dialog } from '../../dialog.tsx';
import { React } from '../../react.ts';
import { Mistake, reasonOf, settled } from '../shared/answers.tsx';
import { TextField } from '../shared/field.tsx';
import type { FrontDesk, ScreenProps } from '../shared/front-desk.ts';
import { useKept } from '../shared/kept.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { fileNameOf } from '../shared/saving.ts';
import {
	asRequest,
	type Correcting,
	emptyRequest,
	findingsByField,
	inPractice,
	isMissing,
	requestInFile,
	type SuperbillDraft,
} from './draft.ts';
import { fieldsShown, MoreFields, type PracticeOnFile, type SuperbillForm, showField } from './form.tsx';
import { PdfView } from './pdf-view.tsx';
import { ClinicianPart, InsurancePart, PatientPart, PracticePart } from './person-parts.tsx';
import { DiagnosesPart, PaymentsPart, ServicesPart } from './service-parts.tsx';
import {
	ChecksPanel,
	LooksPanel,
	patientName,
	problemFields,
	SumsLine,
	TotalsPanel,
	totalText,
} from './side-panel.tsx';
import { SUPERBILL_WORDS } from './superbill-words.ts';
import { type Repeated, useChecks } from './use-checks.ts';
import './superbill.css';

/** Properties of a request that the form has parts for. A correction is asked for apart. */
const SHOWN = [
	...['billingProvider.practice', 'renderingProvider', 'patient', 'coverages', 'diagnoses', 'serviceLines'],
	...['payments', 'template', 'language', 'payerProfile', 'qrCode', 'notices', 'replaces'],
];

/** A superbill that another screen hands over to be corrected or repeated. */
interface Handover {
	readonly request: Json;
	readonly correcting?: Correcting;
}

const DOCUMENTS = ['superbill', 'proof-of-payment', 'hsa-receipt', 'how-to-submit'] as const;
type DocumentShown = (typeof DOCUMENTS)[number];

interface PdfShown {
	readonly file: Blob;
	readonly name: string;
	readonly document: DocumentShown;
}

type Shown =
	| { readonly is: 'form' }
	| ({ readonly is: 'preview' } & PdfShown)
	| ({ readonly is: 'issued'; readonly id: string; readonly number: string } & PdfShown);

/** Makes a superbill, or corrects one, without JSON. */
export function SuperbillScreen(props: ScreenProps) {
	const { call, language, practice, kept, contract } = props.frontDesk;
	const say = sayIn(language, SUPERBILL_WORDS);
	const [profile, setProfile] = React.useState<PracticeOnFile>();
	const todayOf = (known: PracticeOnFile | undefined) =>
		known ? dayIn(known.billingProvider.timeZone, new Date()) : props.frontDesk.today;
	const today = todayOf(profile);
	const frontDesk: FrontDesk = { ...props.frontDesk, today };
	const fresh = (request: Json, correcting?: Correcting): SuperbillDraft => ({
		request,
		correcting,
		reason: '',
		key: crypto.randomUUID(),
		version: (kept.get('new.version') as number | undefined) ?? 0,
	});
	const [draft, setDraft] = useKept<SuperbillDraft>(frontDesk, 'new.draft', () =>
		fresh(emptyRequest(practice?.id, undefined, today)),
	);
	const [isTouched, setTouched] = useKept(frontDesk, 'typed', false);
	const [shown, setShown] = React.useState<Shown>({ is: 'form' });
	const [isAsking, setAsking] = React.useState(false);
	const [earlier, setEarlier] = React.useState<Repeated>();
	const [mistake, setMistake] = React.useState<string>();
	const isBusy = React.useRef(false);
	// What a file, an example or a fresh start took the place of.
	const [before, setBefore] = React.useState<SuperbillDraft>();

	const begin = (request: Json, correcting?: Correcting) => {
		setBefore(isTouched ? draft : undefined);
		kept.set('new.version', draft.version + 1);
		setDraft(fresh(request, correcting));
		setShown({ is: 'form' });
		setMistake(undefined);
		setEarlier(undefined);
	};
	const startOver = () => {
		kept.delete('new.last');
		begin(emptyRequest(practice?.id, profile?.providers?.[0]?.id, today));
		setTouched(false);
	};

	React.useEffect(() => {
		void (async () => {
			let known: PracticeOnFile | undefined;
			if (practice) {
				const answer = await call<{ profile: PracticeOnFile }>('getPractice', { path: { id: practice.id } });
				if (answer.ok) known = answer.value.profile;
				setProfile(known);
			}
			const handover = kept.get('new.handover') as Handover | undefined;
			if (handover) {
				kept.delete('new.handover');
				begin(handover.request, handover.correcting);
				setTouched(true);
			} else if (kept.get('typed') !== true) {
				kept.delete('new.last');
				// The fields stay: somebody may already be typing into one.
				setDraft(fresh(emptyRequest(practice?.id, known?.providers?.[0]?.id, todayOf(known))));
			} else {
				setDraft((before) => {
					if (!practice || !known || before.correcting) return before;
					const request = inPractice(before.request, practice.id, known.providers?.[0]?.id);
					return request === before.request ? before : { ...before, request, key: crypto.randomUUID() };
				});
			}
		})();
	}, []);

	const change = (next: (request: Json) => Json) => {
		setTouched(true);
		setDraft((before) => ({ ...before, request: next(before.request), key: crypto.randomUUID() }));
	};
	const request = asRequest(draft.request);
	const checks = useChecks(call, request, isTouched);
	const form: SuperbillForm = {
		frontDesk,
		say,
		request: draft.request,
		change,
		set: (pointer, value) => change((before) => withValue(before, pointer, value) ?? {}),
		findings: findingsByField(
			checks.findings.filter((finding) => !isMissing(finding)),
			fieldsShown(),
		),
		profile,
	};
	const hasErrors = checks.findings.some(({ severity }) => severity === 'error');
	const number = checks.expectedNumber ?? say('nextNumber');

	const latest = React.useRef(draft);
	latest.current = draft;

	const fail = (answer: ApiAnswer<unknown>) =>
		setMistake(answer.problem ? say('failed', { why: reasonOf(answer, '') }) : say('noAnswer'));

	const preview = async (document: DocumentShown = 'superbill') => {
		await settled();
		const answer = await call('renderSuperbill', {
			query: { document },
			body: asRequest(latest.current.request),
		});
		if (!answer.ok || !answer.file) return fail(answer);
		setMistake(undefined);
		setShown({ is: 'preview', document, file: answer.file, name: fileNameOf(answer.headers, 'preview.pdf') });
	};
	/** Shows the PDF of an issued superbill, or a document that is made from it. */
	const showIssued = async ({ id, number: of }: Repeated, document: DocumentShown = 'superbill') => {
		const answer = await (document === 'superbill'
			? call('getSuperbillPdf', { path: { id } })
			: call('getSuperbillDocument', { path: { id, document } }));
		if (!answer.ok || !answer.file) return fail(answer);
		setMistake(undefined);
		const name = fileNameOf(answer.headers, `${of}.pdf`);
		setShown({ is: 'issued', id, number: of, document, file: answer.file, name });
	};

	const operation = draft.correcting ? 'replaceSuperbill' : 'issueSuperbill';
	const argsOf = ({ request: sent, correcting, reason, key }: SuperbillDraft, again: boolean) =>
		correcting
			? {
					path: { id: correcting.id },
					headers: { 'Idempotency-Key': key },
					body: {
						reason: reason.trim(),
						superbill: asRequest(sent),
					},
				}
			: {
					query: { ...(again && { again: true }) },
					headers: { 'Idempotency-Key': key },
					body: asRequest(sent),
				};

	const issue = async (again = false) => {
		if (isBusy.current) return;
		isBusy.current = true;
		setAsking(false);
		setEarlier(undefined);
		const answer = await call(operation, argsOf(latest.current, again));
		isBusy.current = false;
		if (!answer.ok || !answer.file) {
			if (answer.status === 409 && answer.problem?.earlier) return setEarlier(answer.problem.earlier);
			return fail(answer);
		}
		setMistake(undefined);
		setTouched(false);
		setBefore(undefined);
		setShown({
			is: 'issued',
			document: 'superbill',
			id: answer.headers.get('superbill-id') ?? '',
			file: answer.file,
			name: fileNameOf(answer.headers, 'superbill.pdf'),
			number: answer.headers.get('superbill-number') ?? '',
		});
	};
	const ask = async () => {
		await settled();
		if (latest.current.correcting && latest.current.reason.trim() === '') {
			setMistake(say('reasonMissing'));
			document.getElementById('new-reason')?.focus();
			return;
		}
		if (checks.repeats && !latest.current.correcting) return setEarlier(checks.repeats);
		setAsking(true);
	};

	const examples = Object.values(
		routeOf(contract, 'issueSuperbill').operation.requestBody?.content['application/json']?.examples ?? {},
	);
	const takeFile = async (file: File | undefined) => {
		if (!file) return;
		await settled();
		const read = requestInFile(await file.text());
		if (read === undefined) return setMistake(say('fileBad', { name: file.name }));
		begin(read);
		setTouched(true);
	};
	const latestTake = React.useRef(takeFile);
	latestTake.current = takeFile;
	React.useEffect(() => {
		const isFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
		const over = (event: DragEvent) => {
			if (isFile(event)) event.preventDefault();
		};
		const drop = (event: DragEvent) => {
			if (!isFile(event)) return;
			// Without this, the browser would open the file in place of the page.
			event.preventDefault();
			void latestTake.current(event.dataTransfer?.files[0]);
		};
		document.addEventListener('dragover', over);
		document.addEventListener('drop', drop);
		return () => {
			document.removeEventListener('dragover', over);
			document.removeEventListener('drop', drop);
		};
	}, []);
	const documents = (show: (document: DocumentShown) => void, now: DocumentShown) => (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame.
		<div className="documents" role="group" aria-label={say('document')}>
			{DOCUMENTS.map((one) => (
				<button key={one} type="button" aria-pressed={one === now} onClick={() => show(one)}>
					{say(one)}
				</button>
			))}
		</div>
	);
	const problems = isTouched ? problemFields(form, checks.findings) : [];
	const isBlocked = hasErrors || !isTouched;
	const showProblem = () => {
		if (problems[0] !== undefined) showField(problems[0]);
	};
	const actions = (
		<div className="actions">
			{shown.is === 'form' && (
				<button
					type="button"
					onClick={() => (isBlocked ? showProblem() : void preview())}
					aria-disabled={isBlocked}
					aria-describedby={hasErrors ? 'new-blocked' : undefined}
				>
					{say('preview')}
				</button>
			)}
			<button
				type="button"
				className="primary"
				aria-disabled={isBlocked}
				aria-describedby={hasErrors ? 'new-blocked' : undefined}
				onClick={() => (isBlocked ? showProblem() : void ask())}
			>
				{draft.correcting ? say('issueCorrection') : say('issue')}
			</button>
		</div>
	);

	const side = (
		<aside>
			<TotalsPanel form={form} />
			<ChecksPanel form={form} state={checks.state} all={checks.findings} />
			<LooksPanel form={form} />
			<Mistake text={mistake} />
			{actions}
			{hasErrors && (
				<p className="help" id="new-blocked">
					{say('blocked')}
				</p>
			)}
			<RequestDetails frontDesk={frontDesk} operation={operation} args={argsOf(draft, false)} />
		</aside>
	);

	return (
		<div className="new">
			{shown.is === 'form' && (
				<div className="columns">
					<div className="form-parts" key={draft.version}>
						<div className="heading">
							<h1>
								{draft.correcting
									? say('headingCorrect', { number: draft.correcting.number })
									: say('heading')}
							</h1>
							<details className="start">
								<summary>{say('startFrom')}</summary>
								<div className="row">
									<div className="field">
										<label htmlFor="new-example">{say('example')}</label>
										<select
											id="new-example"
											value=""
											onChange={({ target }) => {
												const example = examples[Number(target.value)];
												if (target.value === '' || !example) return;
												begin(example.value as Json);
												setTouched(true);
											}}
										>
											<option value="">{say('example')}…</option>
											{examples.map(({ summary }, i) => (
												<option key={summary} value={i}>
													{summary}
												</option>
											))}
										</select>
									</div>
									<label className="button">
										{say('file')}
										<input
											type="file"
											className="unseen"
											accept=".json,application/json"
											onChange={({ target }) => {
												void takeFile(target.files?.[0]);
												target.value = '';
											}}
										/>
									</label>
									<p className="help">{say('fileHelp')}</p>
								</div>
							</details>
							<button type="button" className="plain" onClick={() => startOver()}>
								{say('clear')}
							</button>
							{before && (
								<button
									type="button"
									className="plain"
									onClick={() => {
										const version = draft.version + 1;
										kept.set('new.version', version);
										setDraft({ ...before, version });
										setBefore(undefined);
										setMistake(undefined);
										setTouched(true);
									}}
								>
									{say('undo')}
								</button>
							)}
						</div>
						{draft.correcting && (
							<section className="card correcting">
								<p>{say('correctWhy', { number: draft.correcting.number })}</p>
								<TextField
									id="new-reason"
									label={say('reason')}
									help={say('reasonHelp')}
									value={draft.reason}
									onChange={(reason) =>
										setDraft((before) => ({ ...before, reason, key: crypto.randomUUID() }))
									}
									autoFocus
								/>
							</section>
						)}
						<section className="card" aria-labelledby="new-patient">
							<h2 id="new-patient">{say('patient')}</h2>
							<PatientPart form={form} />
						</section>
						<section className="card" aria-labelledby="new-insurance">
							<h2 id="new-insurance">{say('insurance')}</h2>
							<InsurancePart form={form} />
						</section>
						{valueAt(draft.request, '/billingProvider/practice') === undefined && (
							<section className="card" aria-labelledby="new-practice">
								<h2 id="new-practice">{say('practice')}</h2>
								<PracticePart form={form} />
							</section>
						)}
						<section className="card" aria-labelledby="new-provider">
							<h2 id="new-provider">{say('provider')}</h2>
							<ClinicianPart form={form} />
						</section>
						<section className="card" aria-labelledby="new-diagnoses">
							<h2 id="new-diagnoses">{say('diagnoses')}</h2>
							<DiagnosesPart form={form} />
						</section>
						<section className="card" aria-labelledby="new-services">
							<h2 id="new-services">{say('services')}</h2>
							<ServicesPart form={form} />
						</section>
						<section className="card" aria-labelledby="new-payments">
							<h2 id="new-payments">{say('payments')}</h2>
							<PaymentsPart form={form} />
						</section>
						<section className="card" aria-label={say('rest')}>
							<MoreFields form={form} exclude={SHOWN} label={say('rest')} help={say('restHelp')} />
						</section>
					</div>
					{side}
				</div>
			)}
			{shown.is === 'preview' && (
				<div className="columns">
					<PdfView say={say} title={say('draftTitle')} file={shown.file} name={shown.name}>
						{documents((document) => void preview(document), shown.document)}
						<button type="button" onClick={() => setShown({ is: 'form' })}>
							{say('back')}
						</button>
					</PdfView>
					{side}
				</div>
			)}
			{shown.is === 'issued' && (
				<PdfView
					say={say}
					title={say('issuedTitle', { number: shown.number })}
					file={shown.file}
					name={shown.name}
				>
					<Mistake text={mistake} />
					{documents((document) => void showIssued(shown, document), shown.document)}
					<button type="button" onClick={() => startOver()}>
						{say('newOne')}
					</button>
					<button
						type="button"
						onClick={() => {
							const { request: before } = draft;
							const next = emptyRequest(practice?.id, profile?.providers?.[0]?.id, today) as Record<
								string,
								Json
							>;
							begin({
								...next,
								patient: valueAt(before, '/patient') ?? {},
								...(valueAt(before, '/coverages') !== undefined && {
									coverages: valueAt(before, '/coverages') as Json,
								}),
							});
							setTouched(true);
						}}
					>
						{say('samePatient')}
					</button>
				</PdfView>
			)}
			{shown.is !== 'issued' && (
				<div className="bar">
					<SumsLine form={form} problems={problems} isUntouched={!isTouched} />
					<Mistake text={mistake} />
					{actions}
				</div>
			)}
			{isAsking && (
				<Dialog
					title={say('issueTitle', { number, patient: patientName(request), total: totalText(request) })}
					onClose={() => setAsking(false)}
				>
					<p>{say('issueWhy')}</p>
					<div className="actions">
						<button type="button" className="primary" onClick={() => void issue()}>
							{draft.correcting ? say('issueCorrection') : say('issue')}
						</button>
						<button type="button" onClick={() => setAsking(false)}>
							{say('cancel')}
						</button>
					</div>
				</Dialog>
			)}
			{earlier && (
				<Dialog title={say('earlierTitle', { number: earlier.number })} onClose={() => setEarlier(undefined)}>
					<p>{say('earlierWhy')}</p>
					<div className="actions">
						<button
							type="button"
							className="primary"
							onClick={() => {
								setEarlier(undefined);
								void showIssued(earlier);
							}}
						>
							{say('openEarlier', { number: earlier.number })}
						</button>
						<button type="button" onClick={() => void issue(true)}>
							{say('issueAgain')}
						</button>
						<button type="button" onClick={() => setEarlier(undefined)}>
							{say('cancel')}
						</button>
					</div>
				</Dialog>
			)}
		</div>
	);
}
