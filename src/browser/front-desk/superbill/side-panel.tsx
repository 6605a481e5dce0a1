import type { ApiFinding } from '../../base/call.ts';
import { type Json, valueAt } from '../../base/pointers.ts';
import { React } from '../../react.ts';
import { noticeName, noticesToChoose, noticeText, useChoices } from '../controls/choices.ts';
import { CheckField } from '../shared/field.tsx';
import { centsText, fieldOf, isMissing, missingFields, runningTotals } from './draft.ts';
import { BoundSelect, fieldsShown, labelOf, type SuperbillForm, showField } from './form.tsx';

interface SideProps {
	readonly form: SuperbillForm;
}

const dollars = (cents: number) => `$${centsText(cents).replace(/\B(?=(?:\d{3})+\.)/, ',')}`;

export function TotalsPanel({ form: { say, request } }: SideProps) {
	const { charges, adjustments, paid, balance } = runningTotals(request);
	return (
		<section className="card totals" aria-label={say('totals')}>
			<dl>
				<dt>{say('total')}</dt>
				<dd>{dollars(charges)}</dd>
				{adjustments !== 0 && (
					<>
						<dt>{say('adjustments')}</dt>
						<dd>{dollars(-adjustments)}</dd>
					</>
				)}
				<dt>{say('paid')}</dt>
				<dd>{dollars(paid)}</dd>
				<dt className="balance">{say('balance')}</dt>
				<dd className="balance">
					{dollars(balance)}
					{charges > 0 && balance === 0 && ` · ${say('paidInFull')}`}
				</dd>
			</dl>
		</section>
	);
}

interface SumsProps extends SideProps {
	readonly problems: readonly string[];
	readonly isUntouched: boolean;
}

/** What counts most, in one line, where the panel is far down. */
export function SumsLine({ form: { say, request }, problems, isUntouched }: SumsProps) {
	const { charges, balance } = runningTotals(request);
	const [first] = problems;
	return (
		<p className="sums">
			<span>
				{say('total')} <b>{dollars(charges)}</b>
			</span>
			<span>
				{say('balance')} <b>{dollars(balance)}</b>
			</span>
			{first !== undefined && (
				<button type="button" className="plain" onClick={() => showField(first)}>
					{say('problems', { n: problems.length })}
				</button>
			)}
			{first === undefined && !isUntouched && <span>{say('nothing')}</span>}
		</p>
	);
}

/** The fields of everything that stands in the way of issuing, in the order in which the panel lists it. */
export function problemFields({ frontDesk, request }: SuperbillForm, all: readonly ApiFinding[]): string[] {
	const fields = fieldsShown();
	const errors = all.filter((finding) => finding.severity === 'error' && !isMissing(finding));
	const pointers = [
		...errors.map(({ pointer }) => pointer),
		...missingFields(frontDesk.contract, request, all),
	];
	return [...new Set(pointers.map((pointer) => fieldOf(pointer, fields)))];
}

interface ChecksProps extends SideProps {
	readonly state: 'untouched' | 'checking' | 'checked' | 'failed';
	readonly all: readonly ApiFinding[];
}

/** Everything that the checks found, errors first, each with a way to its field. */
export function ChecksPanel({ form: { say, frontDesk, request }, state, all }: ChecksProps) {
	const { contract, language } = frontDesk;
	const [, readAgain] = React.useReducer((n: number) => n + 1, 0);
	// The labels that the list repeats are on the page only after it is drawn.
	React.useEffect(readAgain, [language]);
	const fields = fieldsShown();
	const errors = all.filter((finding) => finding.severity === 'error' && !isMissing(finding));
	const missing = [
		...new Set(missingFields(contract, request, all).map((pointer) => fieldOf(pointer, fields))),
	].filter((field) => field !== '');
	const others = all.filter(({ severity }) => severity !== 'error');
	const list = (findings: readonly ApiFinding[]) => (
		<ul className="findings">
			{findings.map(({ rule, severity, pointer, message, help }) => (
				<li key={`${rule} ${pointer} ${message}`}>
					<span className={severity} lang="en">
						{message} {help}
					</span>
					{fieldOf(pointer, fields) !== '' && (
						<button
							type="button"
							className="plain"
							aria-label={`${say('showMe')}: ${message}`}
							onClick={() => showField(fieldOf(pointer, fields))}
						>
							{say('showMe')}
						</button>
					)}
				</li>
			))}
		</ul>
	);
	return (
		<section className="card checks" aria-label={say('checks')}>
			<div role="status">
				{state === 'untouched' && <p>{say('untouched')}</p>}
				{state === 'failed' && <p>{say('unchecked')}</p>}
				{state !== 'untouched' && state !== 'failed' && (
					<>
						{errors.length > 0 && (
							<h2>{errors.length === 1 ? say('toFixOne') : say('toFix', { n: errors.length })}</h2>
						)}
						{errors.length === 0 && missing.length === 0 && (
							<h2>{state === 'checking' ? say('checking') : say('nothing')}</h2>
						)}
					</>
				)}
			</div>
			{state !== 'untouched' && list(errors)}
			{state !== 'untouched' && missing.length > 0 && (
				<>
					<h3>{say('missing')}</h3>
					<ul className="missing">
						{missing.map((field) => (
							<li key={field}>
								<button type="button" className="plain" onClick={() => showField(field)}>
									{labelOf(field, language)}
								</button>
							</li>
						))}
					</ul>
				</>
			)}
			{state !== 'untouched' && others.length > 0 && (
				<>
					<h3>{others.length === 1 ? say('toKnowOne') : say('toKnow', { n: others.length })}</h3>
					{list(others)}
				</>
			)}
		</section>
	);
}

/** Looks of the document: template, language, payer, notices, and what goes with it. */
export function LooksPanel({ form }: SideProps) {
	const { say, request, set, frontDesk, profile } = form;
	const { language } = frontDesk;
	const { templates, payers } = useChoices(frontDesk.call);
	const titleOf = (id: string) => templates.find((one) => one.id === id)?.title ?? id;
	const ofPractice = profile?.notices ?? [];
	const notices = (valueAt(request, '/notices') ?? ofPractice) as readonly string[];
	const toggle = (id: string, isOn: boolean) => {
		const next = isOn ? [...notices, id] : notices.filter((one) => one !== id);
		const isDefault = next.length === ofPractice.length && next.every((one) => ofPractice.includes(one));
		set('/notices', isDefault ? undefined : next);
	};
	const chosen = valueAt(request, '/template') ?? profile?.template;
	const offered = noticesToChoose(templates, typeof chosen === 'string' ? chosen : undefined);
	const languages = [
		{ value: 'en', label: say('english') },
		{ value: 'es', label: say('spanish') },
	];
	const usual = (label: string) => say('usual', { label });
	return (
		<section className="card looks" aria-label={say('looks')}>
			<BoundSelect
				form={form}
				pointer="/template"
				label={say('template')}
				none={usual(titleOf(profile?.template ?? 'standard'))}
				options={templates.map(({ id, title }) => ({ value: id, label: title }))}
			/>
			<BoundSelect
				form={form}
				pointer="/language"
				label={say('language')}
				none={usual(say(profile?.language === 'es' ? 'spanish' : 'english'))}
				options={languages}
			/>
			<CheckField
				id="new/notices/how-to-submit"
				label={say('patientPage')}
				checked={notices.includes('how-to-submit')}
				onChange={(isOn) => toggle('how-to-submit', isOn)}
			/>
			<details>
				<summary>{say('moreLooks')}</summary>
				<BoundSelect
					form={form}
					pointer="/payerProfile"
					label={say('payerProfile')}
					none={say('byInsurance')}
					options={payers.map(({ id, payer }) => ({ value: id, label: payer }))}
				/>
				{offered
					.filter(({ id }) => id !== 'how-to-submit')
					.map((notice) => (
						<CheckField
							key={notice.id}
							id={`new/notices/${notice.id}`}
							label={noticeName(notice, language)}
							help={noticeText(notice, language)}
							checked={notices.includes(notice.id)}
							onChange={(isOn) => toggle(notice.id, isOn)}
						/>
					))}
				<CheckField
					id="new/qrCode"
					label={say('qrCode')}
					checked={valueAt(request, '/qrCode') !== false}
					onChange={(isOn) => set('/qrCode', isOn ? undefined : false)}
				/>
			</details>
		</section>
	);
}

/** `Marlow Fakenham`, as far as it was typed. */
export function patientName(request: Json): string {
	return [valueAt(request, '/patient/firstName'), valueAt(request, '/patient/lastName')]
		.filter(Boolean)
		.join(' ');
}

export const totalText = (request: Json): string => dollars(runningTotals(request).charges);
