import type { Json } from '../../base/pointers.ts';
import { React } from '../../react.ts';
import { CodeField } from '../controls/code-field.tsx';
import { TextField } from '../shared/field.tsx';
import { letterOf, lettersTyped, nextLine, nextPayment, rowsAt, withoutDiagnosis } from './draft.ts';
import { BoundField, BoundSelect, fieldId, RareFields, type SuperbillForm } from './form.tsx';

/** Fields of the row. Under it, their findings have room, which they have not under a narrow field. */
const IN_ROW = ['date', 'code', 'description', 'modifiers', 'units', 'charge', 'diagnosisPointers'];

/** Properties of a service line that have a field of their own. */
const SHOWN = [...IN_ROW, 'placeOfService', 'minutes', 'service'];

interface PartProps {
	readonly form: SuperbillForm;
}

/** Puts the focus on a row that was just added, once it is there. */
function focusLater(pointer: string): void {
	setTimeout(() => document.getElementById(fieldId(pointer))?.focus());
}

const ON_ENTER =
	(add: () => void) =>
	(event: React.KeyboardEvent): void => {
		if (event.key !== 'Enter') return;
		event.preventDefault();
		add();
	};

export function DiagnosesPart({ form }: PartProps) {
	const { say, request, set, change, findings, frontDesk } = form;
	const rows = rowsAt(request, '/diagnoses');
	const date = String(rowsAt(request, '/serviceLines')[0]?.['date'] ?? frontDesk.today);
	const add = () => {
		set(`/diagnoses/${rows.length}`, {});
		focusLater(`/diagnoses/${rows.length}/code`);
	};
	return (
		<>
			{rows.map((row, i) => {
				const of = `/diagnoses/${i}`;
				return (
					<div className="diagnosis" key={of}>
						<span className="letter" aria-hidden="true">
							{letterOf(i)}
						</span>
						<CodeField
							id={fieldId(`${of}/code`)}
							frontDesk={frontDesk}
							kind="diagnosis"
							label={say('diagnosis', { letter: letterOf(i) })}
							quiet
							value={String(row['code'] ?? '')}
							date={date}
							onChange={(code) =>
								// A description of another code would be wrong; the official title is printed without one.
								set(of, code === '' ? {} : { code })
							}
							findings={[...(findings.get(`${of}/code`) ?? []), ...(findings.get(of) ?? [])]}
							onKeyDown={ON_ENTER(add)}
						/>
						{rows.length > 1 && (
							<button
								type="button"
								aria-label={`${say('remove')}: ${say('diagnosis', { letter: letterOf(i) })}`}
								onClick={() => change((before) => withoutDiagnosis(before, i))}
							>
								{say('remove')}
							</button>
						)}
					</div>
				);
			})}
			<button type="button" onClick={add}>
				{say('addDiagnosis')}
			</button>
		</>
	);
}

export function ServicesPart({ form }: PartProps) {
	const { say, request, set, change, findings, frontDesk, profile } = form;
	const rows = rowsAt(request, '/serviceLines');
	const { services = [] } = profile ?? {};
	const add = (line?: Json) => {
		set(`/serviceLines/${rows.length}`, line ?? nextLine(request, frontDesk.today));
		focusLater(`/serviceLines/${rows.length}/code`);
	};
	const fill = (i: number, { id: _, name, ...values }: (typeof services)[number]) =>
		change((before) => {
			const lines = rowsAt(before, '/serviceLines');
			const filled = { ...lines[i], description: name, ...values };
			return {
				...(before as Record<string, Json>),
				serviceLines: lines.map((line, j) => (j === i ? filled : line)) as Json,
			};
		});
	return (
		<>
			<div className="services">
				{rows.map((row, i) => {
					const of = `/serviceLines/${i}`;
					const label = (key: Parameters<typeof say>[0]) => `${say('service', { n: i + 1 })}: ${say(key)}`;
					const at = (name: string) => findings.get(`${of}/${name}`);
					const isFirst = i === 0;
					const inRow = ['', ...IN_ROW].flatMap(
						(name) => findings.get(name === '' ? of : `${of}/${name}`) ?? [],
					);
					return (
						<fieldset className="service-row" key={of}>
							<legend className="unseen">{say('service', { n: i + 1 })}</legend>
							<BoundField
								form={form}
								pointer={`${of}/date`}
								label={isFirst ? say('date') : label('date')}
								quiet={!isFirst}
								kind="date"
								className="date"
							/>
							<CodeField
								id={fieldId(`${of}/code`)}
								className="code"
								frontDesk={frontDesk}
								kind="procedure"
								label={isFirst ? say('code') : label('code')}
								quiet={!isFirst}
								value={String(row['code'] ?? '')}
								date={String(row['date'] ?? '')}
								onChange={(code) => set(`${of}/code`, code === '' ? undefined : code)}
								services={services}
								onService={(service) => fill(i, service)}
								findings={at('code')}
							/>
							<BoundField
								form={form}
								pointer={`${of}/description`}
								label={isFirst ? say('description') : label('description')}
								quiet={!isFirst}
								className="description"
							/>
							<TextField
								id={fieldId(`${of}/modifiers`)}
								className="modifiers"
								label={isFirst ? say('modifiers') : label('modifiers')}
								quiet={!isFirst}
								value={((row['modifiers'] ?? []) as readonly string[]).join(' ')}
								onChange={(text) =>
									set(
										`${of}/modifiers`,
										text.trim() === ''
											? undefined
											: text
													.toUpperCase()
													.trim()
													.split(/[\s,]+/),
									)
								}
								findings={at('modifiers')}
							/>
							<BoundField
								form={form}
								pointer={`${of}/units`}
								label={isFirst ? say('units') : label('units')}
								quiet={!isFirst}
								kind="number"
								className="units"
								placeholder="1"
							/>
							<BoundField
								form={form}
								pointer={`${of}/charge`}
								label={isFirst ? say('charge') : label('charge')}
								quiet={!isFirst}
								kind="money"
								className="charge"
							/>
							<TextField
								id={fieldId(`${of}/diagnosisPointers`)}
								className="pointers"
								label={isFirst ? say('pointers') : label('pointers')}
								quiet={!isFirst}
								value={((row['diagnosisPointers'] ?? []) as readonly string[]).join(' ')}
								onChange={(text) => set(`${of}/diagnosisPointers`, lettersTyped(text))}
								findings={at('diagnosisPointers')}
								onKeyDown={i === rows.length - 1 ? ON_ENTER(() => add()) : undefined}
							/>
							<div className="row-buttons">
								<button
									type="button"
									aria-label={`${say('copy')}: ${say('service', { n: i + 1 })}`}
									onClick={() => add({ ...row, id: undefined } as Json)}
								>
									{say('copy')}
								</button>
								{rows.length > 1 && (
									<button
										type="button"
										aria-label={`${say('remove')}: ${say('service', { n: i + 1 })}`}
										onClick={() => set(of, undefined)}
									>
										{say('remove')}
									</button>
								)}
							</div>
							<details className="line-more">
								<summary aria-label={label('more')}>{say('more')}</summary>
								<div className="row">
									<BoundField
										form={form}
										pointer={`${of}/placeOfService`}
										label={say('placeOfService')}
										className="narrow"
									/>
									<BoundField
										form={form}
										pointer={`${of}/minutes`}
										label={say('minutes')}
										kind="number"
										className="narrow"
									/>
								</div>
								<RareFields form={form} pointer={of} exclude={SHOWN} />
							</details>
							{inRow.length > 0 && (
								<ul className="findings" lang="en" id={fieldId(of)} tabIndex={-1}>
									{inRow.map(({ rule, severity, message, help }) => (
										<li key={rule + message} className={severity}>
											{message} {help}
										</li>
									))}
								</ul>
							)}
						</fieldset>
					);
				})}
			</div>
			<div className="actions">
				<button type="button" onClick={() => add()}>
					{say('addService')}
				</button>
			</div>
		</>
	);
}

const METHODS = ['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'] as const;

export function PaymentsPart({ form }: PartProps) {
	const { say, request, set, frontDesk } = form;
	const rows = rowsAt(request, '/payments');
	return (
		<>
			{rows.map((_, i) => {
				const of = `/payments/${i}`;
				return (
					<div className="row" key={of}>
						<BoundField form={form} pointer={`${of}/date`} label={say('date')} kind="date" />
						<BoundSelect
							form={form}
							pointer={`${of}/method`}
							label={say('method')}
							options={METHODS.map((value) => ({
								value,
								label: say(value === 'insurance' ? 'insurancePaid' : value),
							}))}
						/>
						<BoundField form={form} pointer={`${of}/amount`} label={say('amount')} kind="money" />
						<BoundField form={form} pointer={`${of}/reference`} label={say('reference')} />
						<button
							type="button"
							aria-label={`${say('remove')}: ${say('payment', { n: i + 1 })}`}
							onClick={() => set(of, undefined)}
						>
							{say('remove')}
						</button>
					</div>
				);
			})}
			<button
				type="button"
				onClick={() => {
					set(`/payments/${rows.length}`, nextPayment(request, frontDesk.today));
					focusLater(`/payments/${rows.length}/amount`);
				}}
			>
				{say('addPayment')}
			</button>
		</>
	);
}
