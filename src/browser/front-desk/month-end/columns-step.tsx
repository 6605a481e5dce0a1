import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { SelectField } from '../shared/field.tsx';
import type { FrontDesk } from '../shared/front-desk.ts';
import type { MonthEnd } from './month-end.ts';
import { MONTH_END_WORDS } from './month-end-words.ts';
import type { KnownColumn } from './table.ts';

interface ColumnsStepProps {
	readonly frontDesk: FrontDesk;
	readonly month: MonthEnd;
	readonly known: readonly KnownColumn[];
	readonly onChange: (next: MonthEnd) => void;
	readonly onCheck: (next: MonthEnd) => void;
}

interface StoredClinician {
	readonly id: string;
	readonly clinician: { readonly name?: string; readonly firstName?: string; readonly lastName?: string };
}

/** Where a select keeps "leave it out" apart from "not chosen yet". */
const LEFT_OUT = '-';

/** A person says what the columns are that no name explains, and who treated where the table does not say. */
export function ColumnsStep({ frontDesk, month, known, onChange, onCheck }: ColumnsStepProps) {
	const { call, language, practice } = frontDesk;
	const say = sayIn(language, MONTH_END_WORDS);
	const { table, matching, constants } = month;
	const [clinicians, setClinicians] = React.useState<readonly StoredClinician[]>([]);
	const has = (name: string) => matching.includes(name);
	const needsClinician =
		constants['practice'] !== undefined && !has('rendering_provider') && !has('rendering_provider_npi');
	React.useEffect(() => {
		if (!practice) return;
		void call<{ profile: { providers?: readonly StoredClinician[] } }>('getPractice', {
			path: { id: practice.id },
		}).then(({ ok, value }) => {
			if (!ok) return;
			const { providers = [] } = value.profile;
			setClinicians(providers);
			const [only] = providers;
			if (providers.length === 1 && only && needsClinician && constants['rendering_provider'] === undefined) {
				onChange({ ...month, constants: { ...constants, rendering_provider: only.id } });
			}
		});
	}, []);
	const open = matching.filter((name) => name === undefined).length;
	const twice = matching.find((name, i) => name !== undefined && name !== '' && matching.indexOf(name) !== i);
	const lacksClinician = needsClinician && constants['rendering_provider'] === undefined;
	const options = [
		{ value: LEFT_OUT, label: say('leaveOut') },
		...known.map(({ name, means }) => ({ value: name, label: `${name.replaceAll('_', ' ')} · ${means}` })),
	];
	const order = [...matching.keys()].sort(
		(a, b) => Number(matching[a] !== undefined) - Number(matching[b] !== undefined),
	);
	return (
		<form
			className="card"
			onSubmit={(event) => {
				event.preventDefault();
				if (open === 0 && twice === undefined && !lacksClinician) onCheck(month);
			}}
		>
			<p>{say('columnsHelp')}</p>
			{needsClinician && (
				<SelectField
					id="month-clinician"
					label={say('clinician')}
					none={say('chooseColumn')}
					value={constants['rendering_provider'] ?? ''}
					options={clinicians.map(({ id, clinician }) => ({
						value: id,
						label: clinician.name ?? `${clinician.firstName ?? ''} ${clinician.lastName ?? ''}`.trim(),
					}))}
					onChange={(value) => onChange({ ...month, constants: { ...constants, rendering_provider: value } })}
				/>
			)}
			<table>
				<thead>
					<tr>
						<th scope="col">{say('column')}</th>
						<th scope="col">{say('firstValue')}</th>
						<th scope="col">{say('becomes')}</th>
					</tr>
				</thead>
				<tbody>
					{order.map((i) => {
						const name = table.header[i] ?? '';
						if (name.trim() === '') return null;
						return (
							<tr key={i} className={matching[i] === undefined ? 'open' : undefined}>
								<th scope="row">{name}</th>
								<td>{table.rows[0]?.cells[i]}</td>
								<td>
									<SelectField
										id={`month-column-${i}`}
										label={`${name}: ${say('becomes')}`}
										quiet
										none={matching[i] === undefined ? say('chooseColumn') : undefined}
										value={matching[i] === '' ? LEFT_OUT : (matching[i] ?? '')}
										options={options}
										onChange={(value) =>
											onChange({
												...month,
												matching: matching.map((one, j) =>
													j === i ? (value === LEFT_OUT ? '' : value === '' ? undefined : value) : one,
												),
											})
										}
									/>
								</td>
							</tr>
						);
					})}
				</tbody>
			</table>
			<div className="actions">
				<button
					type="submit"
					className="primary"
					aria-disabled={open > 0 || twice !== undefined || lacksClinician}
				>
					{say('continue')}
				</button>
				<p role="status">
					{open > 0 && (open === 1 ? say('openOne') : say('open', { n: open }))}
					{open === 0 && twice !== undefined && say('same', { name: twice.replaceAll('_', ' ') })}
				</p>
			</div>
		</form>
	);
}
