import {
	ADDRESS,
	type BillerCase,
	born,
	COLLEAGUE,
	DAY,
	GUARANTOR,
	insured,
	line,
	PATIENT,
	visit,
} from './visit.ts';

/** Payloads about people, payers, money and documents. */

const OTHER = { firstName: 'Ambrose', lastName: 'Fictoria', birthDate: '1979-05-05' };
const RENDERING = { firstName: 'Testa', lastName: 'Samplewell', credentials: 'LCSW', npi: '2000000010' };
const practice = visit(['99213']).billingProvider as object;
const HOSPITAL = { name: 'Invented General Hospital', address: ADDRESS };
const pay = (amount: string, date = DAY) => ({ date, amount, method: 'card' as const });

export const PEOPLE: readonly BillerCase[] = [
	{ why: 'the patient holds the insurance', sends: visit(['99213']) },
	{
		why: 'the patient holds it and is given again',
		sends: visit(
			['99213'],
			insured('X', { subscriber: { firstName: 'Marlow', lastName: 'Fakenham', birthDate: '1984-02-29' } }),
		),
	},
	{
		why: 'the patient is given again by a short name',
		sends: visit(
			['99213'],
			insured('X', { subscriber: { firstName: 'Mar', lastName: 'Fakenham', birthDate: '1984-02-29' } }),
		),
	},
	{
		why: 'self with another subscriber',
		sends: visit(['99213'], insured('X', { subscriber: OTHER })),
		warnings: ['self-with-subscriber'],
	},
	{
		why: 'self with an employer as the subscriber',
		sends: visit(['99213'], insured('X', { subscriber: { name: 'Imaginary Widgets Inc' } })),
		warnings: ['self-with-subscriber'],
	},
	{
		why: 'the insurance of the spouse',
		sends: visit(['99213'], insured('X', { relationship: 'spouse', subscriber: OTHER })),
	},
	{
		why: 'the spouse without a birth date',
		sends: visit(
			['99213'],
			insured('X', { relationship: 'spouse', subscriber: { firstName: 'Ambrose', lastName: 'Fictoria' } }),
		),
		warnings: ['subscriber-birth-date'],
	},
	{
		why: 'a child without a subscriber',
		sends: visit(['99213'], insured('X', { relationship: 'child' })),
		errors: ['subscriber-missing'],
	},
	{
		why: 'workers compensation: the employer is the subscriber',
		sends: visit(['99213'], {
			...insured('X', { relationship: 'other', subscriber: { name: 'Imaginary Widgets Inc' } }),
			conditionRelatedTo: { employment: true },
			accidentDate: '2026-11-01',
		}),
	},
	{ why: 'no insurance at all', sends: visit(['99213'], { coverages: [] }) },
	{
		why: 'two insurances',
		sends: visit(['99213'], {
			coverages: [
				{ payerName: 'X', memberId: '1', relationship: 'self' },
				{ payerName: 'Y', memberId: '2', relationship: 'spouse', subscriber: OTHER },
			],
		}),
	},
	{ why: 'a child with the mother who pays', sends: visit(['99213'], born('2015-05-05')) },
	{
		why: 'a child without anyone who pays',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '2015-05-05' } }),
		warnings: ['minor-without-guarantor'],
	},
	{
		why: 'eighteen on the day',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '2008-11-10' } }),
	},
	{
		why: 'the year 1894 was meant to be 1994',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '1894-02-28' } }),
		warnings: ['patient-age'],
	},
	{
		why: 'a hundred years old',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '1926-02-28' } }),
	},
	{
		why: 'born after the service',
		sends: visit(['99213'], { patient: { ...PATIENT, birthDate: '2026-11-11' }, guarantor: GUARANTOR }),
		errors: ['date-before-birth'],
	},
	{
		why: 'an outpatient hospital without the hospital',
		sends: visit([line('99213', { placeOfService: '22' })]),
	},
	{
		why: 'an outpatient hospital',
		sends: visit([line('99213', { placeOfService: '22' })], { serviceFacility: HOSPITAL }),
	},
	{
		why: 'an emergency room without the hospital',
		sends: visit([line('99283', { placeOfService: '23' })]),
	},
	{
		why: 'a surgical center without its name',
		sends: visit([line('20610', { placeOfService: '24', modifiers: ['RT'] })], {}, ['M17.11']),
	},
	{ why: 'a home visit needs no facility', sends: visit([line('99349', { placeOfService: '12' })]) },
	{
		why: 'a place of service that does not exist',
		sends: visit([line('99213', { placeOfService: '28' })]),
		errors: ['place-of-service-unknown'],
	},
	{
		why: "an associate under the supervisor's NPI",
		sends: visit([line('90834', { minutes: 45 })], {
			renderingProvider: { ...RENDERING, credentials: 'LPCA' },
			supervisingProvider: { ...RENDERING, firstName: 'Hollis' },
		}),
		warnings: ['supervisor-is-renderer'],
	},
	{
		why: 'an associate with an NPI of her own',
		sends: visit([line('90834', { minutes: 45 })], { supervisingProvider: COLLEAGUE }),
	},
	{
		why: 'a mistyped NPI',
		sends: visit(['99213'], { renderingProvider: { ...RENDERING, npi: '2000000011' } }),
		errors: ['npi-check-digit'],
	},
	{
		why: 'a laboratory as the rendering provider',
		sends: visit(['80305'], { renderingProvider: { name: 'Invented Laboratory Inc', npi: '2000000028' } }, [
			'F11.20',
		]),
	},
	{
		why: 'a referral without an NPI',
		sends: visit(['99213'], {
			referringProvider: { firstName: 'Pat', lastName: 'Referrer', credentials: 'MD' },
		}),
		warnings: ['referring-npi'],
	},
	{
		why: 'no credentials',
		sends: visit(['99213'], {
			renderingProvider: { firstName: 'Testa', lastName: 'Samplewell', npi: '2000000010' },
		}),
		warnings: ['credentials-missing'],
	},
	{
		why: 'a tax ID typed as an EIN, called an SSN',
		sends: visit(['99213'], {
			billingProvider: { ...practice, taxId: { type: 'SSN', value: '00-0000001' } } as never,
		}),
		errors: ['tax-id-format'],
	},
	{
		why: 'a social security number as the tax ID',
		sends: visit(['99213'], {
			billingProvider: { ...practice, taxId: { type: 'SSN', value: '219-09-9999' } } as never,
		}),
		warnings: ['tax-id-is-ssn'],
	},
	{
		why: 'an EIN without its hyphen',
		sends: visit(['99213'], {
			billingProvider: { ...practice, taxId: { type: 'EIN', value: '000000001' } } as never,
		}),
	},
	{
		why: 'a social security number in the note',
		sends: visit(['99213'], { note: 'SSN 219-09-9999' }),
		warnings: ['ssn-in-text'],
	},
	{
		why: 'a taxonomy code that lost its X',
		sends: visit(['99213'], { renderingProvider: { ...RENDERING, taxonomy: '1041C0700' } }),
		warnings: ['taxonomy-format'],
	},
	{
		why: 'CHAMPVA without the title in words',
		sends: visit(['99213'], insured('CHAMPVA')),
		warnings: ['payer-asks'],
	},
	{
		why: 'CHAMPVA with the title',
		sends: visit(['99213'], {
			...insured('CHAMPVA'),
			renderingProvider: { ...RENDERING, title: 'Clinical social worker' },
		}),
	},
	{
		why: 'CHAMPVA by its payer ID',
		sends: visit(['99213'], insured('Veterans', { payerId: '84146' })),
		warnings: ['payer-asks'],
	},
	{
		why: 'TRICARE and a laboratory',
		sends: visit(
			['80305'],
			{
				...insured('TRICARE East'),
				renderingProvider: { name: 'Invented Laboratory Inc', npi: '2000000028' },
			},
			['F11.20'],
		),
		warnings: ['payer-asks'],
	},
	{ why: 'TRICARE', sends: visit(['99213'], insured('Tricare')) },
	{
		why: 'TRICARE East by its payer ID since 2025',
		sends: visit(
			['80305'],
			{
				...insured('Humana', { payerId: '99727' }),
				renderingProvider: { name: 'Invented Laboratory Inc', npi: '2000000028' },
			},
			['F11.20'],
		),
		warnings: ['payer-asks'],
	},
	{
		why: 'TriWest, which also pays for veterans',
		sends: visit(
			['80305'],
			{
				...insured('TriWest'),
				renderingProvider: { name: 'Invented Laboratory Inc', npi: '2000000028' },
			},
			['F11.20'],
		),
	},
	{ why: 'BCBS FEP asks, but takes it without', sends: visit(['99213'], insured('BCBS FEP')) },
	{ why: 'HSA', sends: visit(['99213'], { payerProfile: 'hsa-fsa' }) },
	{
		why: 'a payer profile that nobody knows',
		sends: visit(['99213'], { payerProfile: 'unheard-of' }),
		errors: ['shape'],
	},
	// Money and dates
	{ why: 'a deposit in September', sends: visit(['99213'], { payments: [pay('100.00', '2026-09-30')] }) },
	{
		why: 'a refund after the payment',
		sends: visit(['99213'], { payments: [pay('150.00')], refunds: [pay('50.00', '2026-11-12')] }),
	},
	{
		why: 'a refund before the payment',
		sends: visit(['99213'], { payments: [pay('150.00')], refunds: [pay('50.00', '2026-11-01')] }),
		warnings: ['refund-before-payment'],
	},
	{
		why: 'a refund of a deposit before the rest is paid',
		sends: visit(['99213'], {
			payments: [pay('50.00', '2026-11-01'), pay('100.00')],
			refunds: [pay('50.00', '2026-11-02')],
		}),
	},
	{
		why: 'more paid back than paid',
		sends: visit(['99213'], { refunds: [pay('100.01', '2026-11-12')] }),
		errors: ['refund-exceeds-payments'],
		warnings: ['not-paid'],
	},
	{ why: 'nothing paid', sends: visit(['99213'], { payments: [] }), warnings: ['not-paid'] },
	{
		why: 'too much paid',
		sends: visit(['99213'], { payments: [pay('120.00')] }),
		warnings: ['credit-balance'],
	},
	{
		why: 'a sliding scale',
		sends: visit(['99213'], {
			adjustments: [{ amount: '40.00', reason: 'Sliding scale' }],
			payments: [pay('60.00')],
		}),
	},
	{
		why: 'a discount above the charge',
		sends: visit(['99213'], { adjustments: [{ amount: '140.00', reason: 'Sliding scale' }] }),
		errors: ['adjustment-exceeds-charges'],
		warnings: ['credit-balance'],
	},
	{
		why: 'a service tomorrow',
		sends: visit([line('99213', { date: '2026-11-24' })]),
		errors: ['date-in-future'],
	},
	{
		why: 'a payment tomorrow',
		sends: visit(['99213'], { payments: [pay('100.00', '2026-11-24')] }),
		errors: ['date-in-future'],
	},
	{
		why: 'a service of last year',
		sends: visit([line('99213', { date: '2025-10-10' })]),
		warnings: ['timely-filing'],
	},
	{ why: 'a service of July', sends: visit([line('99213', { date: '2026-07-10' })]) },
	{
		why: 'an auto accident without its date',
		sends: visit(['99213'], { conditionRelatedTo: { autoAccident: { state: 'CO' } } }),
		warnings: ['accident-date'],
	},
	{
		why: 'an auto accident',
		sends: visit(['99213'], {
			conditionRelatedTo: { autoAccident: { state: 'CO' } },
			accidentDate: '2026-11-01',
		}),
	},
	{
		why: 'a corrected superbill with its own number',
		sends: visit(['99213'], {
			number: 'SB-1',
			replaces: { number: 'SB-1', issuedOn: DAY, reason: 'Wrong code' },
		}),
		errors: ['replaces-itself'],
	},
	{
		why: 'a pointer to a diagnosis that is not there',
		sends: visit([line('99213', { diagnosisPointers: ['B'] })]),
		errors: ['pointer-out-of-range'],
	},
	{
		why: 'an unlisted modifier',
		sends: visit([line('99213', { modifiers: ['25', '25'] })]),
		errors: ['modifier-duplicate'],
	},
	{
		why: 'no phone number of the practice',
		sends: visit(['99213'], { billingProvider: { ...practice, phone: undefined } as never }),
		warnings: ['practice-phone'],
	},
	{
		why: 'a book next to the visit',
		sends: visit(['99213'], {
			otherItems: [{ date: DAY, description: 'Workbook', charge: '45.00' }],
			payments: [pay('145.00')],
		}),
	},
];
