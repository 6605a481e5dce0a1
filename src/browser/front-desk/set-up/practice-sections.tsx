import type { ApiFinding } from '../../base/call.ts';
import { type Json, valueAt, withValue } from '../../base/pointers.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { noticeName, noticesToChoose, noticeText, useChoices } from '../controls/choices.ts';
import { CodeField } from '../controls/code-field.tsx';
import { SchemaFields } from '../controls/schema-fields.tsx';
import { Mistake, reasonOf, settled } from '../shared/answers.tsx';
import { CheckField, SelectField, TextField, type TextKind } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import { useKept } from '../shared/kept.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { LogoSection } from './logo-section.tsx';
import { idFor, NEW_PRACTICE, type PracticeDraft, type PracticeTab, withIds } from './practice-draft.ts';
import { SET_UP_WORDS } from './set-up-words.ts';

interface PracticeSectionsProps {
	readonly frontDesk: FrontDesk;
	readonly part: PracticeTab;
}

interface Answered {
	readonly id: string;
	readonly profile: Json;
	readonly logo: PracticeDraft['logo'];
}

/** The form of one practice, a part at a time. Saving sends all parts. */
export function PracticeSections({ frontDesk, part }: PracticeSectionsProps) {
	const { call, language, practice, practices } = frontDesk;
	const say = sayIn(language, SET_UP_WORDS);
	const [draft, setDraft] = useKept<PracticeDraft | undefined>(
		frontDesk,
		`set-up.draft.${practice?.id}`,
		undefined,
	);
	const [findings, setFindings] = React.useState<readonly ApiFinding[]>([]);
	const [mistake, setMistake] = React.useState<string>();
	const [isStale, setStale] = React.useState(false);
	const latest = React.useRef(draft);
	latest.current = draft;

	const read = async () => {
		setStale(false);
		setMistake(undefined);
		setFindings([]);
		if (practice === undefined) return setDraft(NEW_PRACTICE);
		const answer = await call<Answered>('getPractice', { path: { id: practice.id } });
		if (!answer.ok) return setMistake(reasonOf(answer, say('noAnswer')));
		const { id, profile, logo } = answer.value;
		setDraft({ id, profile, logo, etag: answer.headers.get('etag') ?? undefined });
	};
	React.useEffect(() => {
		if (draft === undefined) void read();
	}, []);
	if (draft === undefined) return <p role="status">{mistake ?? ''}</p>;

	const set = (pointer: string, value: Json | undefined) =>
		setDraft((before) => ({
			...(before as PracticeDraft),
			profile: withValue((before as PracticeDraft).profile, pointer, value) as Json,
		}));
	const list = (pointer: string) => (valueAt(draft.profile, pointer) ?? []) as readonly Json[];
	const at = (pointer: string) => findings.filter((finding) => finding.pointer === pointer);
	const elsewhere = findings.filter(({ pointer }) => document.getElementById(`set-up${pointer}`) === null);

	const text = (pointer: string, label: string, kind: TextKind = 'text', help?: string) => (
		<TextField
			key={pointer}
			id={`set-up${pointer}`}
			label={label}
			help={help}
			kind={kind}
			value={String(valueAt(draft.profile, pointer) ?? '')}
			onChange={(value) =>
				set(
					pointer,
					value === '' ? undefined : kind === 'number' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value,
				)
			}
			findings={at(pointer)}
		/>
	);

	/** Everything of a part that has no field of its own here. */
	const more = (pointer: string, exclude: readonly string[]) => (
		<details>
			<summary>{say('moreFields')}</summary>
			<SchemaFields
				frontDesk={frontDesk}
				schemaName="PracticeProfile"
				pointer={pointer}
				value={draft.profile}
				onChange={set}
				findingsAt={at}
				exclude={exclude}
				idPrefix="set-up"
			/>
		</details>
	);

	const id =
		draft.id ??
		idFor(
			String(valueAt(draft.profile, '/billingProvider/name') ?? ''),
			new Set(practices.map(({ id }) => id)),
		);
	const args = {
		path: { id },
		...(draft.etag !== undefined && { headers: { 'If-Match': draft.etag } }),
		body: withIds(draft.profile),
	};
	const save = async () => {
		await settled();
		const sent = latest.current as PracticeDraft;
		const answer = await call<Answered & { findings?: readonly ApiFinding[] }>('putPractice', {
			...args,
			body: withIds(sent.profile),
		});
		if (answer.ok) {
			setFindings(answer.value.findings ?? []);
			setMistake(undefined);
			setDraft({
				id,
				profile: answer.value.profile,
				logo: answer.value.logo,
				etag: answer.headers.get('etag') ?? undefined,
			});
			frontDesk.announce(say('saved'));
			await frontDesk.renewPractices();
			return;
		}
		setStale(answer.status === 412);
		setFindings(answer.problem?.findings ?? []);
		setMistake(
			answer.status === 412
				? say('changed')
				: say('notSaved', {
						why: answer.status === 403 ? say('notAllowed') : reasonOf(answer, say('noAnswer')),
					}),
		);
	};

	return (
		<form
			className="card"
			aria-label={say(part)}
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			<h2>{say(part)}</h2>
			{draft.id === undefined && <p>{say('noPractice')}</p>}
			{part === 'practice' && (
				<>
					<div className="row">
						{text('/billingProvider/name', say('name'))}
						{text('/billingProvider/doingBusinessAs', say('doingBusinessAs'))}
					</div>
					<div className="row">
						{text('/billingProvider/npi', say('npi'))}
						<SelectField
							id="set-up/billingProvider/taxId/type"
							label={say('taxType')}
							value={String(valueAt(draft.profile, '/billingProvider/taxId/type') ?? 'EIN')}
							options={['EIN', 'SSN', 'ITIN'].map((value) => ({ value, label: value }))}
							onChange={(value) => set('/billingProvider/taxId/type', value)}
							findings={at('/billingProvider/taxId/type')}
						/>
						{text('/billingProvider/taxId/value', say('taxId'))}
						{text('/billingProvider/taxonomy', say('taxonomy'))}
					</div>
					<div className="row">
						{text('/billingProvider/address/line1', say('line1'))}
						{text('/billingProvider/address/line2', say('line2'))}
						{text('/billingProvider/address/city', say('city'))}
						{text('/billingProvider/address/state', say('state'))}
						{text('/billingProvider/address/postalCode', say('postalCode'))}
					</div>
					<div className="row">
						{text('/billingProvider/phone', say('phone'), 'tel')}
						{text('/billingProvider/fax', say('fax'), 'tel')}
						{text('/billingProvider/email', say('email'), 'email')}
						{text('/billingProvider/website', say('website'))}
						{text('/billingProvider/timeZone', say('timeZone'), 'text', say('timeZoneHelp'))}
					</div>
					{more('/billingProvider', [
						...['name', 'doingBusinessAs', 'npi', 'taxId', 'taxonomy', 'phone', 'fax', 'email', 'website'],
						...['line1', 'line2', 'city', 'state', 'postalCode'].map((name) => `address.${name}`),
						'timeZone',
					])}
				</>
			)}
			{part === 'clinicians' && (
				<>
					<p className="help">{say('firstHelp')}</p>
					{list('/providers').map((_, i) => {
						const of = `/providers/${i}/clinician`;
						return (
							<fieldset key={of} className="entry">
								<legend>
									{[valueAt(draft.profile, `${of}/firstName`), valueAt(draft.profile, `${of}/lastName`)]
										.filter(Boolean)
										.join(' ') || `${say('clinicians')} ${i + 1}`}
								</legend>
								<div className="row">
									{text(`${of}/firstName`, say('firstName'))}
									{text(`${of}/lastName`, say('lastName'))}
									{text(`${of}/credentials`, say('credentials'))}
									{text(`${of}/npi`, say('npi'))}
									{text(`${of}/taxonomy`, say('taxonomy'))}
									{text(`${of}/license/state`, say('licenseState'))}
									{text(`${of}/license/number`, say('licenseNumber'))}
								</div>
								{more(of, ['firstName', 'lastName', 'credentials', 'npi', 'taxonomy', 'license'])}
								<div className="actions">
									{i > 0 && (
										<button
											type="button"
											onClick={() => {
												const all = list('/providers');
												set('/providers', [all[i] as Json, ...all.filter((_, other) => other !== i)]);
											}}
										>
											{say('makeFirst')}
										</button>
									)}
									<button type="button" onClick={() => set(`/providers/${i}`, undefined)}>
										{say('remove')}
									</button>
								</div>
							</fieldset>
						);
					})}
					<button
						type="button"
						onClick={() => set(`/providers/${list('/providers').length}`, { clinician: {} })}
					>
						{say('addClinician')}
					</button>
				</>
			)}
			{part === 'services' && (
				<>
					<p className="help">{say('serviceHelp')}</p>
					{list('/services').map((_, i) => {
						const of = `/services/${i}`;
						return (
							<fieldset key={of} className="entry">
								<legend className="unseen">{String(valueAt(draft.profile, `${of}/name`) ?? i + 1)}</legend>
								<div className="row service">
									{text(`${of}/name`, say('service'))}
									<CodeField
										id={`set-up${of}/code`}
										frontDesk={frontDesk}
										kind="procedure"
										label={say('code')}
										value={String(valueAt(draft.profile, `${of}/code`) ?? '')}
										onChange={(code) => set(`${of}/code`, code === '' ? undefined : code)}
										findings={at(`${of}/code`)}
									/>
									<TextField
										id={`set-up${of}/modifiers`}
										label={say('modifiers')}
										value={((valueAt(draft.profile, `${of}/modifiers`) ?? []) as readonly string[]).join(' ')}
										onChange={(value) =>
											set(
												`${of}/modifiers`,
												value.trim() === ''
													? undefined
													: value
															.toUpperCase()
															.trim()
															.split(/[\s,]+/),
											)
										}
										findings={findings.filter(({ pointer }) => pointer.startsWith(`${of}/modifiers`))}
									/>
									{text(`${of}/units`, say('units'), 'number')}
									{text(`${of}/charge`, say('charge'), 'money')}
									{text(`${of}/minutes`, say('minutes'), 'number')}
									{text(`${of}/placeOfService`, say('placeOfService'))}
									<button type="button" onClick={() => set(of, undefined)}>
										{say('remove')}
									</button>
								</div>
								{more(of, [
									...['id', 'name', 'code', 'modifiers', 'units', 'charge', 'minutes', 'placeOfService'],
								])}
							</fieldset>
						);
					})}
					<button type="button" onClick={() => set(`/services/${list('/services').length}`, {})}>
						{say('addService')}
					</button>
				</>
			)}
			{part === 'defaults' && <Defaults frontDesk={frontDesk} draft={draft} set={set} at={at} text={text} />}
			{part === 'logo' &&
				(draft.id === undefined ? (
					<p>{say('logoAfter')}</p>
				) : (
					<LogoSection
						frontDesk={frontDesk}
						draft={draft}
						onChange={(logo, etag) => setDraft({ ...draft, logo, etag: etag ?? draft.etag })}
					/>
				))}
			{elsewhere.length > 0 && (
				<ul className="findings" lang="en">
					{elsewhere.map(({ pointer, message, help, severity }) => (
						<li key={pointer + message} className={severity}>
							{message} {help}
						</li>
					))}
				</ul>
			)}
			<Mistake text={mistake} />
			{part !== 'logo' && (
				<div className="actions">
					<button type="submit" className="primary">
						{say('save')}
					</button>
					{isStale && (
						<button type="button" onClick={() => void read()}>
							{say('reload')}
						</button>
					)}
				</div>
			)}
			{part !== 'logo' && <RequestDetails frontDesk={frontDesk} operation="putPractice" args={args} />}
		</form>
	);
}

interface DefaultsProps {
	readonly frontDesk: FrontDesk;
	readonly draft: PracticeDraft;
	readonly set: (pointer: string, value: Json | undefined) => void;
	readonly at: (pointer: string) => readonly ApiFinding[];
	readonly text: (pointer: string, label: string, kind?: TextKind, help?: string) => React.ReactNode;
}

/** The choices for superbills that say nothing about them. */
function Defaults({ frontDesk: { call, language }, draft, set, at, text }: DefaultsProps) {
	const say = sayIn(language, SET_UP_WORDS);
	const { templates, payers } = useChoices(call);
	const chosen = (pointer: string) => String(valueAt(draft.profile, pointer) ?? '');
	const template = chosen('/template');
	const notices = (valueAt(draft.profile, '/notices') ?? []) as readonly string[];
	return (
		<>
			<div className="row">
				<SelectField
					id="set-up/template"
					label={say('template')}
					none={say('standard')}
					value={template === 'standard' ? '' : template}
					options={templates.flatMap(({ id, title }) =>
						id === 'standard' ? [] : [{ value: id, label: title }],
					)}
					onChange={(value) => set('/template', value === '' ? undefined : value)}
					findings={at('/template')}
				/>
				<SelectField
					id="set-up/language"
					label={say('language')}
					none={say('english')}
					value={chosen('/language') === 'en' ? '' : chosen('/language')}
					options={[{ value: 'es', label: say('spanish') }]}
					onChange={(value) => set('/language', value === '' ? undefined : value)}
					findings={at('/language')}
				/>
				<SelectField
					id="set-up/payerProfile"
					label={say('payerProfile')}
					help={say('payerProfileHelp')}
					none={say('noChoice')}
					value={chosen('/payerProfile')}
					options={payers.map(({ id, payer }) => ({ value: id, label: payer }))}
					onChange={(value) => set('/payerProfile', value === '' ? undefined : value)}
					findings={at('/payerProfile')}
				/>
				{text('/numbering', say('numbering'), 'text', say('numberingHelp'))}
			</div>
			<fieldset className="entry">
				<legend>{say('notices')}</legend>
				{noticesToChoose(templates, template || undefined).map((notice) => (
					<CheckField
						key={notice.id}
						id={`set-up/notices/${notice.id}`}
						label={noticeName(notice, language)}
						help={noticeText(notice, language)}
						checked={notices.includes(notice.id)}
						onChange={(isOn) => {
							const next = isOn ? [...notices, notice.id] : notices.filter((one) => one !== notice.id);
							set('/notices', next.length === 0 ? undefined : next);
						}}
					/>
				))}
			</fieldset>
		</>
	);
}
