import { stepsOf } from '../../base/pointers.ts';
import type { PageLanguage } from '../../base/words.ts';

type Pair = readonly [english: string, spanish: string];

/**
 * The names of the contract's fields, by property. Where a name means different things, the property around it stands
 * before it. The longest name that fits wins.
 */
const LABELS: Readonly<Record<string, Pair>> = {
	accidentDate: ['Date of the accident', 'Fecha del accidente'],
	acceptAssignment: ['Practice accepts assignment', 'El consultorio acepta la asignación'],
	accountNumber: ['Account number', 'Número de cuenta'],
	address: ['Address', 'Dirección'],
	adjustments: ['Discounts and write-offs', 'Descuentos y ajustes'],
	'adjustments.reason': ['Reason', 'Motivo'],
	amount: ['Amount', 'Monto'],
	assignmentOfBenefits: ['Insurer pays', 'El seguro paga a'],
	autoAccident: ['Auto accident', 'Accidente de auto'],
	billingProvider: ['Billing provider', 'Consultorio que cobra'],
	'billingProvider.name': ['Legal name of the practice', 'Nombre legal del consultorio'],
	birthDate: ['Date of birth', 'Fecha de nacimiento'],
	charge: ['Charge', 'Cargo'],
	city: ['City', 'Ciudad'],
	claimNumber: ['Claim number', 'Número de reclamo'],
	clia: ['CLIA number', 'Número CLIA'],
	clinician: ['Clinician', 'Profesional'],
	code: ['Code', 'Código'],
	'diagnoses.code': ['Diagnosis code', 'Código de diagnóstico'],
	conditionRelatedTo: ['Condition related to', 'La condición se relaciona con'],
	country: ['Country', 'País'],
	coverages: ['Insurance', 'Seguro'],
	credentials: ['Credentials', 'Credenciales'],
	date: ['Date', 'Fecha'],
	description: ['Description', 'Descripción'],
	diagnoses: ['Diagnoses', 'Diagnósticos'],
	diagnosisPointers: ['Diagnosis pointers', 'Letras de los diagnósticos'],
	doingBusinessAs: ['Doing business as', 'Nombre comercial'],
	dose: ['Dose', 'Dosis'],
	drug: ['Drug', 'Medicamento'],
	'drug.name': ['Name of the drug', 'Nombre del medicamento'],
	email: ['Email', 'Correo electrónico'],
	emergency: ['Emergency', 'Emergencia'],
	employer: ['Employer', 'Empleador'],
	employment: ['Work', 'El trabajo'],
	endTime: ['End time', 'Hora de fin'],
	fax: ['Fax', 'Fax'],
	firstName: ['First name', 'Nombre'],
	groupNumber: ['Group number', 'Número de grupo'],
	guarantor: ['Guarantor', 'Responsable del pago'],
	id: ['Your own id', 'Su propio identificador'],
	issuedOn: ['Issue date', 'Fecha de emisión'],
	'replaces.issuedOn': ['Its issue date', 'Su fecha de emisión'],
	language: ['Language of the labels', 'Idioma de los rótulos'],
	lastName: ['Last name', 'Apellido'],
	license: ['State license', 'Licencia estatal'],
	'license.number': ['License number', 'Número de licencia'],
	'license.state': ['License state', 'Estado de la licencia'],
	line1: ['Street', 'Calle'],
	line2: ['Suite, floor', 'Apartamento, piso'],
	memberId: ['Member ID', 'Número de miembro'],
	metadata: ['Your own data', 'Datos propios'],
	method: ['Method', 'Forma de pago'],
	middleName: ['Middle name', 'Segundo nombre'],
	minutes: ['Minutes', 'Minutos'],
	modality: ['Visit by', 'Visita por'],
	modifiers: ['Modifiers', 'Modificadores'],
	name: ['Name of an organization', 'Nombre de una organización'],
	ndc: ['NDC', 'NDC'],
	note: ['Note', 'Nota'],
	notices: ['Notices to print', 'Avisos que se imprimen'],
	npi: ['NPI', 'NPI'],
	number: ['Superbill number', 'Número del superbill'],
	numbering: ['Pattern of the numbers', 'Forma de los números'],
	'onset.of': ['What began', 'Qué comenzó'],
	onset: ['Onset of the condition', 'Comienzo de la condición'],
	otherAccident: ['Other accident', 'Otro accidente'],
	otherDates: ['Other dates of the condition', 'Otras fechas de la condición'],
	'otherDates.of': ['What happened', 'Qué ocurrió'],
	otherItems: ['Items not for insurance', 'Artículos que no van al seguro'],
	'otherItems.charge': ['Price', 'Precio'],
	'otherItems.description': ['Item', 'Artículo'],
	paid: ['Paid for this line', 'Pagado por esta línea'],
	patient: ['Patient', 'Paciente'],
	patientState: ['State where the patient was', 'Estado donde estaba el paciente'],
	payToAddress: ['Pay-to address', 'Dirección para pagos'],
	payerAddress: ['Claims address of the insurer', 'Dirección del seguro para reclamos'],
	payerClaimNumber: ["Insurer's claim number", 'Número de reclamo del seguro'],
	payerId: ['Payer ID', 'Payer ID'],
	payerName: ['Insurer', 'Compañía de seguro'],
	payerProfile: ['Payer profile', 'Perfil del pagador'],
	payments: ['Payments', 'Pagos'],
	phone: ['Phone', 'Teléfono'],
	placeOfService: ['Place of service', 'Lugar del servicio'],
	planName: ['Plan name', 'Nombre del plan'],
	postalCode: ['ZIP', 'Código postal'],
	practice: ['Practice', 'Consultorio'],
	preferredName: ['Goes by', 'Nombre preferido'],
	provider: ['Clinician', 'Profesional'],
	providers: ['Clinicians', 'Profesionales'],
	qrCode: ['QR code', 'Código QR'],
	quantity: ['Quantity', 'Cantidad'],
	reason: ['Reason', 'Motivo'],
	reference: [
		'Check number or last 4 digits of the card',
		'Número de cheque o últimos 4 dígitos de la tarjeta',
	],
	referringProvider: ['Referring or ordering provider', 'Profesional que refiere u ordena'],
	refunds: ['Refunds', 'Reembolsos'],
	relationship: ['Relationship to subscriber', 'Parentesco con el titular'],
	'guarantor.relationship': ['Relationship to the patient', 'Relación con el paciente'],
	releaseOfInformation: ['Release of information', 'Entrega de información'],
	renderingProvider: ['Rendering provider', 'Profesional que atendió'],
	replaces: ['Superbill that this one corrects', 'Superbill que este corrige'],
	role: ['Referred or ordered', 'Refirió u ordenó'],
	route: ['Route', 'Vía'],
	rules: ['Severity of checks', 'Gravedad de las revisiones'],
	service: ['Service of the practice', 'Servicio del consultorio'],
	serviceFacility: ['Place of the services', 'Lugar de los servicios'],
	'serviceFacility.name': ['Name of the facility', 'Nombre del lugar'],
	serviceLines: ['Services', 'Servicios'],
	'serviceLines.date': ['Date of service', 'Fecha del servicio'],
	'serviceLines.description': ['Service, in your own words', 'Servicio, en sus propias palabras'],
	'serviceLines.note': ['Note to the payer', 'Nota para el seguro'],
	services: ['Services and prices', 'Servicios y precios'],
	'services.charge': ['Price', 'Precio'],
	'services.description': ['Words on the superbill', 'Palabras en el superbill'],
	'services.minutes': ['Usual minutes', 'Minutos habituales'],
	'services.name': ['Service, in your own words', 'Servicio, en sus propias palabras'],
	sex: ['Sex', 'Sexo'],
	startTime: ['Start time', 'Hora de inicio'],
	state: ['State', 'Estado'],
	strength: ['Strength', 'Concentración'],
	subscriber: ['Subscriber', 'Titular del seguro'],
	suffix: ['Suffix', 'Sufijo'],
	supervisingProvider: ['Supervising provider', 'Profesional que supervisa'],
	taxId: ['Tax ID', 'Número fiscal'],
	'taxId.type': ['Tax ID is', 'El número fiscal es'],
	'taxId.value': ['Tax ID', 'Número fiscal'],
	taxonomy: ['Taxonomy code', 'Código de taxonomía'],
	telehealth: ['Telehealth', 'Telesalud'],
	template: ['Template', 'Plantilla'],
	timeZone: ['Time zone', 'Zona horaria'],
	title: ['Professional title', 'Título profesional'],
	unit: ['Unit', 'Unidad'],
	units: ['Units', 'Unidades'],
	wasted: ['Amount discarded', 'Cantidad desechada'],
	website: ['Website', 'Sitio web'],
};

/** One entry of a list, as it stands in "Add insurance". */
const ENTRIES: Readonly<Record<string, Pair>> = {
	adjustments: ['discount', 'descuento'],
	coverages: ['insurance', 'seguro'],
	diagnoses: ['diagnosis', 'diagnóstico'],
	metadata: ['pair', 'par'],
	otherDates: ['date', 'fecha'],
	otherItems: ['item', 'artículo'],
	payments: ['payment', 'pago'],
	providers: ['clinician', 'profesional'],
	refunds: ['refund', 'reembolso'],
	rules: ['check', 'revisión'],
	serviceLines: ['service', 'servicio'],
	services: ['service', 'servicio'],
};

const METHODS: Readonly<Record<string, Pair>> = {
	card: ['Card', 'Tarjeta'],
	cash: ['Cash', 'Efectivo'],
	check: ['Check', 'Cheque'],
	ach: ['Bank transfer (ACH)', 'Transferencia (ACH)'],
	hsa: ['HSA', 'HSA'],
	fsa: ['FSA', 'FSA'],
	insurance: ['Insurance', 'Seguro'],
	other: ['Other', 'Otra'],
};

/** The words for values that must be chosen, by property like the labels. */
const VALUES: Readonly<Record<string, Readonly<Record<string, Pair>>>> = {
	assignmentOfBenefits: {
		patient: ['The patient', 'El paciente'],
		practice: ['The practice', 'El consultorio'],
	},
	language: {
		en: ['English', 'Inglés'],
		es: ['Spanish, with English beside it', 'Español, con el inglés al lado'],
	},
	method: METHODS,
	modality: { video: ['Video', 'Video'], audio: ['Phone, audio only', 'Teléfono, solo audio'] },
	'onset.of': {
		onset: ['Symptoms', 'Síntomas'],
		lastMenstrualPeriod: ['Last menstrual period', 'Última menstruación'],
	},
	'otherDates.of': {
		initialTreatment: ['Initial treatment', 'Primer tratamiento'],
		firstVisit: ['First visit or consultation', 'Primera visita o consulta'],
		lastSeen: ['Latest visit', 'Última visita'],
		acuteManifestation: ['Acute manifestation', 'Manifestación aguda'],
		lastXRay: ['Last X-ray', 'Última radiografía'],
	},
	relationship: {
		self: ['Self: the patient is the subscriber', 'El titular mismo'],
		spouse: ['Spouse', 'Cónyuge'],
		child: ['Child', 'Hijo o hija'],
		other: ['Other dependent', 'Otro dependiente'],
	},
	role: {
		referring: ['Referred the patient', 'Refirió al paciente'],
		ordering: ['Ordered the service', 'Ordenó el servicio'],
	},
	rules: {
		error: ['Error: blocks the superbill', 'Error: impide el superbill'],
		warning: ['Warning', 'Advertencia'],
		info: ['Information', 'Información'],
		off: ['Off', 'Desactivada'],
	},
	sex: {
		F: ['F, female', 'F, femenino'],
		M: ['M, male', 'M, masculino'],
		U: ['U, unknown', 'U, desconocido'],
		X: ['X, as on the insurance record', 'X, como en el registro del seguro'],
	},
	'taxId.type': { EIN: ['EIN', 'EIN'], SSN: ['SSN', 'SSN'], ITIN: ['ITIN', 'ITIN'] },
	unit: {
		ML: ['ML, milliliter', 'ML, mililitro'],
		GR: ['GR, gram', 'GR, gramo'],
		ME: ['ME, milligram', 'ME, miligramo'],
		UN: ['UN, unit', 'UN, unidad'],
		F2: ['F2, international unit', 'F2, unidad internacional'],
	},
};

/** Ways to give a value, by the only property of an object, or `full` for one with more. */
const WAYS: Readonly<Record<string, Pair>> = {
	full: ['Type it in', 'Escribirlo aquí'],
	practice: ['A practice on file', 'Un consultorio registrado'],
	provider: ['A clinician of the practice', 'Un profesional del consultorio'],
};

/** Finds an entry by the longest end of a path: `patient.address.city`, then `address.city`, then `city`. */
function byEnd<T>(table: Readonly<Record<string, T>>, names: readonly string[]): T | undefined {
	for (let from = 0; from < names.length; from++) {
		const key = names.slice(from).join('.');
		if (Object.hasOwn(table, key)) return table[key];
	}
	return undefined;
}

function inLanguage(pair: Pair | undefined, language: PageLanguage): string | undefined {
	return pair?.[language === 'en' ? 0 : 1];
}

/**
 * The label of a field.
 * @param names the properties on the way to it, without the positions in lists
 */
export function propertyLabel(names: readonly string[], language: PageLanguage): string | undefined {
	return inLanguage(byEnd(LABELS, names), language);
}

/** The noun for an entry of a list. */
export function entryLabel(names: readonly string[], language: PageLanguage): string | undefined {
	return inLanguage(byEnd(ENTRIES, names), language);
}

/** The word for a value of an enumeration. */
export function valueLabel(
	names: readonly string[],
	value: string,
	language: PageLanguage,
): string | undefined {
	return inLanguage(byEnd(VALUES, names)?.[value], language);
}

/** The name of a way to give a value. */
export function wayLabel(way: string, language: PageLanguage): string | undefined {
	return Object.hasOwn(WAYS, way) ? inLanguage(WAYS[way], language) : undefined;
}

/** The name of a part of a request: `/serviceLines/0` is service 1, `/serviceLines/0/charge` is its charge. */
export function pointerLabel(pointer: string, language: PageLanguage): string | undefined {
	const steps = stepsOf(pointer);
	const names = steps.filter((step) => !/^\d+$/.test(step));
	const place = Number(steps.at(-1));
	if (Number.isNaN(place)) return propertyLabel(names, language);
	const noun = entryLabel(names, language);
	return noun === undefined ? undefined : `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)} ${place + 1}`;
}
