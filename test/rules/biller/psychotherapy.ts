import { type BillerCase, COLLEAGUE, insured, line, visit } from './visit.ts';

/** Payloads of psychotherapy, psychiatric evaluation and TMS. */

const video = { placeOfService: '10', modifiers: ['95'], telehealth: { modality: 'video' as const } };
const phone = { placeOfService: '10', modifiers: ['93'], telehealth: { modality: 'audio' as const } };

export const PSYCHOTHERAPY: readonly BillerCase[] = [
	{ why: '45 minutes are 90834', sends: visit([line('90834', { minutes: 45 })]) },
	{ why: '53 minutes are the least for 90837', sends: visit([line('90837', { minutes: 53 })]) },
	{ why: '52 minutes are 90834', sends: visit([line('90837', { minutes: 52 })]), warnings: ['time-units'] },
	{
		why: '38 minutes are the least for 90834',
		sends: visit([line('90834', { minutes: 37 })]),
		warnings: ['time-units'],
	},
	{
		why: '16 minutes are the least for 90832',
		sends: visit([line('90832', { minutes: 15 })]),
		warnings: ['time-units'],
	},
	{
		why: 'start and end make 40 minutes: 90834',
		sends: visit([line('90837', { startTime: '10:00', endTime: '10:40' })]),
		warnings: ['time-units'],
	},
	{
		why: 'start and end make 45 minutes',
		sends: visit([line('90834', { startTime: '10:00', endTime: '10:45' })]),
	},
	{
		why: 'the end is before the start',
		sends: visit([line('90834', { startTime: '11:00', endTime: '10:15' })]),
		warnings: ['time-units'],
	},
	{
		why: '60 minutes in a slot of 30 contradict each other',
		sends: visit([line('90837', { minutes: 60, startTime: '10:00', endTime: '10:30' })]),
		warnings: ['time-units'],
	},
	{
		why: 'psychotherapy has one unit, not one per 15 minutes',
		sends: visit([line('90834', { units: 3, minutes: 45 })]),
		warnings: ['time-units'],
	},
	{
		why: 'an evaluation has one unit',
		sends: visit([line('90791', { units: 2 })]),
		warnings: ['time-units'],
	},
	{
		why: 'a visit and its add-on, 25 is not needed',
		sends: visit(['99214', line('90833', { minutes: 20 })]),
	},
	{
		why: '90833 without a visit',
		sends: visit([line('90833', { minutes: 20 })]),
		errors: ['addon-without-primary'],
	},
	{
		why: '90836 with a telemedicine visit by phone',
		sends: visit([line('98009', { placeOfService: '10' }), line('90836', { ...phone, minutes: 40 })]),
	},
	{ why: 'G0463 is a primary of 90838', sends: visit(['G0463', line('90838', { minutes: 55 })]) },
	{
		why: 'an emergency visit is no primary of 90833',
		sends: visit(
			[line('99283', { placeOfService: '23' }), line('90833', { placeOfService: '23', minutes: 20 })],
			{ serviceFacility: HOSPITAL() },
		),
		errors: ['addon-without-primary'],
	},
	{
		why: '90840 after 90839, 90 minutes',
		sends: visit([line('90839', { minutes: 74 }), line('90840', { minutes: 16 })]),
	},
	{
		why: '90840 without 90839',
		sends: visit([line('90840', { minutes: 30 })]),
		errors: ['addon-without-primary'],
	},
	{
		why: 'crisis with psychotherapy the same day',
		sends: visit([line('90839', { minutes: 60 }), line('90834', { minutes: 45 })]),
		warnings: ['bundled-service'],
	},
	{
		why: 'crisis of 25 minutes is too short',
		sends: visit([line('90839', { minutes: 25 })]),
		warnings: ['time-units'],
	},
	{ why: '90785 with 90791', sends: visit(['90791', '90785']) },
	{
		why: '90785 with family therapy is not allowed',
		sends: visit([line('90847', { minutes: 50 }), '90785']),
		errors: ['addon-without-primary'],
	},
	{ why: '90785 with a group', sends: visit(['90853', '90785']) },
	{
		why: 'evaluation and psychotherapy on one day',
		sends: visit(['90791', line('90834', { minutes: 45 })]),
		warnings: ['bundled-service'],
	},
	{
		why: 'evaluation with medical services and a visit',
		sends: visit(['90792', '99214']),
		warnings: ['bundled-service'],
	},
	{
		why: 'evaluation today, therapy tomorrow',
		sends: visit([line('90791', { date: '2026-11-09' }), line('90834', { minutes: 45 })]),
	},
	{ why: 'couples therapy of 26 minutes is the least', sends: visit([line('90847', { minutes: 26 })]) },
	{
		why: 'couples therapy of 20 minutes',
		sends: visit([line('90847', { minutes: 20 })]),
		warnings: ['time-units'],
	},
	{
		why: 'family therapy without the patient, 25 minutes',
		sends: visit([line('90846', { minutes: 25 })]),
		warnings: ['time-units'],
	},
	{ why: 'video with 95 at home', sends: visit([line('90834', { ...video, minutes: 45 })]) },
	{ why: 'phone with 93 at home', sends: visit([line('90834', { ...phone, minutes: 45 })]) },
	{
		why: 'audio only with 95',
		sends: visit([line('90834', { ...phone, modifiers: ['95'], minutes: 45 })]),
		warnings: ['telehealth-mismatch'],
	},
	{
		why: 'video with 93',
		sends: visit([line('90834', { ...video, modifiers: ['93'], minutes: 45 })]),
		warnings: ['telehealth-mismatch'],
	},
	{
		why: 'video with FQ, which is audio only',
		sends: visit([line('90834', { ...video, modifiers: ['FQ'], minutes: 45 })]),
		warnings: ['telehealth-mismatch'],
	},
	{
		why: 'telehealth details at the office',
		sends: visit([line('90834', { telehealth: { modality: 'video' }, minutes: 45 })]),
		warnings: ['telehealth-mismatch'],
	},
	{
		why: 'GQ is store and forward, never a live session',
		sends: visit([line('90834', { ...video, modifiers: ['GQ'], minutes: 45 })]),
		warnings: ['telehealth-mismatch'],
	},
	{
		why: 'a provider at the office in 2023 kept POS 11 with 95',
		sends: visit([line('90834', { date: '2023-11-10', modifiers: ['95'], minutes: 45 })], {
			issuedOn: '2023-11-12',
		}),
	},
	{
		why: '25 belongs to visits, not to psychotherapy',
		sends: visit([line('90834', { modifiers: ['25'], minutes: 45 })]),
		warnings: ['modifier-25'],
	},
	{
		why: 'two sessions on one day with two clinicians',
		sends: visit([
			line('90834', { minutes: 45 }),
			line('90834', { minutes: 45, renderingProvider: COLLEAGUE }),
		]),
	},
	{
		why: 'the same session twice',
		sends: visit([line('90834', { minutes: 45 }), line('90834', { minutes: 45 })]),
		warnings: ['duplicate-line'],
	},
	{
		why: 'four sessions of a month',
		sends: visit(
			['03', '10', '17', '20'].map((day) => line('90834', { date: `2026-11-${day}`, minutes: 45 })),
		),
	},
	{
		why: 'TMS mapping and treatment on one day',
		sends: visit(['90867', '90868']),
		warnings: ['bundled-service'],
	},
	{ why: 'a TMS treatment', sends: visit(['90868'], {}, ['F33.2']) },
	{
		why: 'TMS with a visit needs 25',
		sends: visit(['90868', '99213'], {}, ['F33.2']),
		warnings: ['modifier-25'],
	},
	{
		why: 'TMS with a visit with 25',
		sends: visit(['90868', line('99213', { modifiers: ['25'] })], {}, ['F33.2']),
	},
	{ why: 'narcosynthesis with a visit', sends: visit(['90865', '99213']), warnings: ['bundled-service'] },
	{
		why: 'an unlisted service called "Other"',
		sends: visit([line('90899', { description: 'Other' })]),
		warnings: ['unlisted-description'],
	},
	{
		why: 'an unlisted service that says what it is',
		sends: visit([line('90899', { description: 'Equine-assisted psychotherapy, 60 minutes' })]),
	},
	{ why: 'Medicare and psychotherapy', sends: visit([line('90834', { minutes: 45 })], insured('Medicare')) },
];

function HOSPITAL() {
	return {
		name: 'Invented General Hospital',
		address: { line1: '9 Nowhere Plaza', city: 'Exampleville', state: 'CO', postalCode: '99999' },
	};
}
