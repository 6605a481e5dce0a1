import type { Json } from '../../base/pointers.ts';
import { dateShown } from '../../base/typing.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { FrontDesk } from '../shared/front-desk.ts';
import { Combobox, type Found } from './combobox.tsx';
import { CONTROL_WORDS } from './control-words.ts';
import { type KnownPatient, type PatientPage, patientSearch, patientsIn } from './patients.ts';

/** The superbill of a patient that was chosen. */
export interface ChosenPatient {
	/** The request of that superbill, as `getSuperbill` answers: take patient and insurance from it, or the whole visit. */
	readonly payload: Json;
	readonly number: string;
	/** The last day of its services. */
	readonly lastVisit: string | null;
}

export interface PatientLookupProps {
	readonly id: string;
	readonly frontDesk: Pick<FrontDesk, 'call' | 'language' | 'today' | 'practice'>;
	readonly onChoose: (patient: ChosenPatient) => void;
	readonly autoFocus?: boolean | undefined;
}

/** Finds a patient for whom the practice has issued a superbill: by the beginning of a name, birth date or account. */
export function PatientLookup({ id, frontDesk, onChoose, autoFocus }: PatientLookupProps) {
	const { call, language, today, practice } = frontDesk;
	const say = sayIn(language, CONTROL_WORDS);
	const only = (note: string): Found<KnownPatient> => ({ options: [], note });
	const find = async (text: string, signal: AbortSignal): Promise<Found<KnownPatient>> => {
		const asked = patientSearch(text, today);
		if (!asked) return only(say('tooShort'));
		const { ok, value } = await call<PatientPage>('searchSuperbills', {
			body: { ...asked, ...(practice && { practice: practice.id }), limit: 100 },
			signal,
		});
		if (!ok) return only(say('patientFailed'));
		const patients = patientsIn(value);
		if (patients.length === 0)
			return only(value.items.length > 0 ? say('patientGone') : say('noPatient', { text }));
		return {
			options: patients.map((known) => ({
				key: known.superbill.id,
				value: known,
				label: `${known.patient.lastName}, ${known.patient.firstName}`,
				detail: [
					known.patient.birthDate !== null && say('born', { date: dateShown(known.patient.birthDate) }),
					known.patient.accountNumber !== null && say('account', { number: known.patient.accountNumber }),
					known.lastVisit !== null && say('lastVisit', { date: dateShown(known.lastVisit) }),
				]
					.filter(Boolean)
					.join(' · '),
			})),
			note: value.nextCursor === null ? undefined : say('older'),
		};
	};
	return (
		<Combobox<KnownPatient>
			id={id}
			language={language}
			label={say('patientLabel')}
			placeholder={say('patientHint')}
			autoFocus={autoFocus}
			mustChoose
			value=""
			onType={() => undefined}
			find={find}
			onChoose={async ({ superbill, lastVisit }) => {
				const { ok, value } = await call<{ readonly payload?: Json }>('getSuperbill', {
					path: { id: superbill.id },
				});
				if (!ok) return only(say('patientUnread'));
				if (value.payload === undefined) return only(say('patientGone'));
				onChoose({ payload: value.payload, number: superbill.number, lastVisit });
				return '';
			}}
		/>
	);
}
