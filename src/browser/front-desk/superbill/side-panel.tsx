import type { ApiFinding } from '../../base/call.ts';
import { type Json, valueAt } from '../../base/pointers.ts';
import { React } from '../../react.ts';
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

interface ListedTemplate {
	readonly id: string;
	readonly title: string;
	readonly notices: readonly { readonly id: string; readonly when: string }[];
}

/** Looks of the document: template, language, notices, and what goes with it. */
export function LooksPanel({ form }: SideProps) {
	const { say, request, set, frontDesk, profile } = form;
	const [templates, setTemplates] = React.useState<readonly ListedTemplate[]>([]);
	React.useEffect(() => {
		void frontDesk.call<{ items: readonly ListedTemplate[] }>('listTemplates').then(({ ok, value }) => {
			if (ok) setTemplates(value.items);
		});
	}, []);
	const template = templates.find(
		({ id }) => id === (valueAt(request, '/template') ?? profile?.template ?? 'standard'),
	);
	const notices = (valueAt(request, '/notices') ?? []) as readonly string[];
	const toggle = (id: string, isOn: boolean) => {
		const next = isOn ? [...notices, id] : notices.filter((one) => one !== id);
		set('/notices', next.length === 0 ? undefined : next);
	};
	const onRequest = template?.notices.filter(({ when }) => when === 'on-request') ?? [];
	return (
		<section className="card looks" aria-label={say('looks')}>
			<div className="row">
				<BoundSelect
					form={form}
					pointer="/template"
					label={say('template')}
					none={say('byPractice')}
					options={templates.map(({ id, title }) => ({ value: id, label: title }))}
				/>
				<BoundSelect
					form={form}
					pointer="/language"
					label={say('language')}
					none={say('byPractice')}
					options={[
						{ value: 'en', label: say('english') },
						{ value: 'es', label: say('spanish') },
					]}
				/>
			</div>
			<CheckField
				id="new/notices/how-to-submit"
				label={say('patientPage')}
				checked={notices.includes('how-to-submit')}
				onChange={(isOn) => toggle('how-to-submit', isOn)}
			/>
			<details>
				<summary>{say('more')}</summary>
				{onRequest
					.filter(({ id }) => id !== 'how-to-submit')
					.map(({ id }) => (
						<CheckField
							key={id}
							id={`new/notices/${id}`}
							label={id.replaceAll('-', ' ')}
							checked={notices.includes(id)}
							onChange={(isOn) => toggle(id, isOn)}
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
