import { valueAt } from '../../base/pointers.ts';
import { React } from '../../react.ts';
import { type ChosenPatient, PatientLookup } from '../controls/patient-lookup.tsx';
import { SelectField } from '../shared/field.tsx';
import { useKept } from '../shared/kept.ts';
import { asLastVisit, rowsAt, withPatient } from './draft.ts';
import {
	BoundField,
	BoundSelect,
	clinicianOptions,
	fieldId,
	MoreFields,
	type SuperbillForm,
} from './form.tsx';

interface PartProps {
	readonly form: SuperbillForm;
}

/** The patient: found among those of earlier superbills, or typed. */
export function PatientPart({ form }: PartProps) {
	const { say, change, frontDesk } = form;
	// The earlier visit that can be repeated.
	const [last, setLast] = useKept<ChosenPatient | undefined>(frontDesk, 'new.last', undefined);
	const isThePatient =
		last !== undefined &&
		JSON.stringify(valueAt(last.payload, '/patient')) === JSON.stringify(valueAt(form.request, '/patient'));
	return (
		<>
			<div className="row">
				<PatientLookup
					id="new-lookup"
					frontDesk={frontDesk}
					onChoose={(patient) => {
						setLast(patient);
						change((request) => withPatient(request, patient.payload));
					}}
				/>
				{isThePatient && (
					<button
						type="button"
						onClick={() => {
							change((request) => asLastVisit(request, last.payload, frontDesk.today));
							frontDesk.announce(say('lastVisitDone'));
						}}
					>
						{say('lastVisit')}
					</button>
				)}
			</div>
			<div className="row">
				<BoundField form={form} pointer="/patient/lastName" label={say('lastName')} />
				<BoundField form={form} pointer="/patient/firstName" label={say('firstName')} />
				<BoundField form={form} pointer="/patient/birthDate" label={say('birthDate')} kind="date" isTyped />
				<BoundSelect
					form={form}
					pointer="/patient/sex"
					label={say('sex')}
					none=" "
					options={(['F', 'M', 'X', 'U'] as const).map((value) => ({ value, label: say(`sex${value}`) }))}
				/>
				<BoundField form={form} pointer="/patient/accountNumber" label={say('accountNumber')} />
			</div>
			<div className="row">
				<BoundField form={form} pointer="/patient/address/line1" label={say('line1')} className="wide" />
				<BoundField form={form} pointer="/patient/address/city" label={say('city')} />
				<BoundField form={form} pointer="/patient/address/state" label={say('state')} className="narrow" />
				<BoundField
					form={form}
					pointer="/patient/address/postalCode"
					label={say('postalCode')}
					className="narrow"
				/>
				<BoundField form={form} pointer="/patient/phone" label={say('phone')} kind="tel" />
			</div>
			<MoreFields
				form={form}
				pointer="/patient"
				exclude={[
					...['lastName', 'firstName', 'birthDate', 'sex', 'accountNumber', 'phone'],
					...['line1', 'city', 'state', 'postalCode'].map((name) => `address.${name}`),
				]}
			/>
		</>
	);
}

const RELATIONSHIPS = ['self', 'spouse', 'child', 'other'] as const;

export function InsurancePart({ form }: PartProps) {
	const { say, request, set } = form;
	const coverages = rowsAt(request, '/coverages');
	return (
		<>
			{coverages.length === 0 && <p className="help">{say('noInsurance')}</p>}
			{coverages.map((coverage, i) => {
				const of = `/coverages/${i}`;
				const isSelf = coverage['relationship'] === 'self' || coverage['relationship'] === undefined;
				return (
					<div key={of}>
						<div className="row">
							<BoundField form={form} pointer={`${of}/payerName`} label={say('payerName')} className="wide" />
							<BoundField form={form} pointer={`${of}/memberId`} label={say('memberId')} />
							<BoundField form={form} pointer={`${of}/groupNumber`} label={say('groupNumber')} />
							<BoundSelect
								form={form}
								pointer={`${of}/relationship`}
								label={say('relationship')}
								options={RELATIONSHIPS.map((value) => ({ value, label: say(value) }))}
							/>
							<button
								type="button"
								onClick={() => set(of, undefined)}
								aria-label={`${say('remove')}: ${say('insurance')} ${i + 1}`}
							>
								{say('remove')}
							</button>
						</div>
						{!isSelf && (
							<div className="row">
								<BoundField form={form} pointer={`${of}/subscriber/lastName`} label={say('subscriberLast')} />
								<BoundField
									form={form}
									pointer={`${of}/subscriber/firstName`}
									label={say('subscriberFirst')}
								/>
								<BoundField
									form={form}
									pointer={`${of}/subscriber/birthDate`}
									label={say('subscriberBirth')}
									kind="date"
									isTyped
								/>
							</div>
						)}
						<MoreFields
							form={form}
							pointer={of}
							exclude={[
								...['payerName', 'memberId', 'groupNumber', 'relationship'],
								...(isSelf ? [] : ['lastName', 'firstName', 'birthDate'].map((name) => `subscriber.${name}`)),
							]}
						/>
					</div>
				);
			})}
			<button type="button" onClick={() => set(`/coverages/${coverages.length}`, { relationship: 'self' })}>
				{say('addInsurance')}
			</button>
		</>
	);
}

/** The clinician, from those on file. Whoever is not on file is entered in full. */
export function ClinicianPart({ form }: PartProps) {
	const { say, request, set, profile, findings } = form;
	const { providers = [] } = profile ?? {};
	const chosen = valueAt(request, '/renderingProvider/provider');
	const isOnFile = typeof chosen === 'string';
	return (
		<>
			{providers.length > 0 && (
				<SelectField
					id={fieldId('/renderingProvider/provider')}
					label={say('provider')}
					quiet
					value={isOnFile ? chosen : ''}
					none={say('inFull')}
					options={clinicianOptions(profile)}
					onChange={(value) => set('/renderingProvider', value === '' ? {} : { provider: value })}
					findings={[
						...(findings.get('/renderingProvider/provider') ?? []),
						...(isOnFile ? (findings.get('/renderingProvider') ?? []) : []),
					]}
				/>
			)}
			{!isOnFile && (
				<div className="row">
					<BoundField form={form} pointer="/renderingProvider/lastName" label={say('lastName')} />
					<BoundField form={form} pointer="/renderingProvider/firstName" label={say('firstName')} />
					<BoundField form={form} pointer="/renderingProvider/credentials" label={say('credentials')} />
					<BoundField form={form} pointer="/renderingProvider/npi" label="NPI" />
					<BoundField form={form} pointer="/renderingProvider/taxonomy" label={say('taxonomy')} />
				</div>
			)}
		</>
	);
}

/** The practice in full, where none is on file. */
export function PracticePart({ form }: PartProps) {
	const { say } = form;
	const field = (name: string, label: string) => (
		<BoundField form={form} pointer={`/billingProvider/${name}`} label={label} />
	);
	return (
		<>
			<div className="row">
				{field('name', say('practiceName'))}
				{field('npi', 'NPI')}
				<BoundSelect
					form={form}
					pointer="/billingProvider/taxId/type"
					label={say('taxType')}
					none=" "
					options={['EIN', 'SSN', 'ITIN'].map((value) => ({ value, label: value }))}
				/>
				{field('taxId/value', say('taxId'))}
				{field('phone', say('phone'))}
			</div>
			<div className="row">
				{field('address/line1', say('line1'))}
				{field('address/city', say('city'))}
				{field('address/state', say('state'))}
				{field('address/postalCode', say('postalCode'))}
			</div>
		</>
	);
}
