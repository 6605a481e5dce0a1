import type { Text } from '../page/content.ts';
import type { Language } from '../superbill/language.ts';

/** The labels of values in English and Spanish. A Spanish document prints both, because the payer's clerk reads English. */
const LABELS = {
	superbill: ['Superbill', 'Superbill'],
	number: ['No.', 'N.º'],
	issued: ['Issued', 'Emitido'],
	qrCode: [
		'QR code with the data of this document, for machines',
		'Código QR con los datos de este documento, para máquinas',
	],
	draft: ['Draft: no number yet, not for a payer', 'Borrador: sin número, no enviar al seguro'],
	'mark.SAMPLE': ['Sample: no such visit took place', 'Muestra: esta visita no existió'],
	continued: ['continued', 'continuación'],
	corrected: ['Corrected superbill', 'Recibo corregido'],
	replaces: ['Replaces No.', 'Reemplaza el N.º'],
	originallyIssued: ['First issued', 'Emitido antes'],
	reason: ['Reason', 'Motivo'],
	payerClaimNumber: ['Payer claim no.', 'N.º de reclamo'],
	claimFrequency: ['Claim frequency', 'Frecuencia'],
	replacementOfPriorClaim: ['7 (replacement of prior claim)', '7 (reemplazo de un reclamo anterior)'],
	patient: ['Patient', 'Paciente'],
	name: ['Name', 'Nombre'],
	preferredName: ['Goes by', 'Nombre preferido'],
	born: ['Born', 'Nacimiento'],
	sex: ['Sex', 'Sexo'],
	account: ['Account', 'Cuenta'],
	address: ['Address', 'Dirección'],
	phone: ['Phone', 'Teléfono'],
	fax: ['Fax', 'Fax'],
	email: ['E-mail', 'Correo'],
	guarantor: ['Addressed to (guarantor)', 'Dirigido a (responsable)'],
	relationship: ['Relation', 'Relación'],
	insurance: ['Insurance', 'Seguro'],
	noInsurance: ['None given', 'No indicado'],
	payer: ['Payer', 'Aseguradora'],
	payerId: ['Payer ID', 'ID de aseguradora'],
	member: ['Member ID', 'ID de miembro'],
	group: ['Group', 'Grupo'],
	claimNumber: ['Claim no.', 'N.º de reclamo'],
	plan: ['Plan', 'Plan'],
	patientIs: ['Patient is', 'El paciente es'],
	'relationship.self': ['Subscriber', 'Titular'],
	'relationship.spouse': ['Spouse of subscriber', 'Cónyuge del titular'],
	'relationship.child': ['Child of subscriber', 'Hijo del titular'],
	'relationship.other': ['Other dependant', 'Otro dependiente'],
	subscriber: ['Subscriber', 'Titular'],
	provider: ['Provider', 'Profesional'],
	renderedBy: ['Rendered by', 'Atendido por'],
	npi: ['NPI', 'NPI'],
	license: ['License', 'Licencia'],
	taxonomy: ['Taxonomy', 'Taxonomía'],
	billingNpi: ['Billing NPI', 'NPI de cobro'],
	taxId: ['Tax ID', 'ID fiscal'],
	clia: ['CLIA no.', 'N.º CLIA'],
	billingTaxonomy: ['Billing taxonomy', 'Taxonomía de cobro'],
	payTo: ['Pay to', 'Pagar a'],
	supervisor: ['Supervising provider', 'Supervisor'],
	referrer: ['Referring provider', 'Referente'],
	facility: ['Service facility', 'Centro'],
	doingBusinessAs: ['doing business as', 'nombre comercial'],
	title: ['Title', 'Título'],
	orderer: ['Ordering provider', 'Quien ordena'],
	payerAddress: ['Payer address', 'Dirección de la aseguradora'],
	employer: ['Employer', 'Empleador'],
	claim: ['Claim information', 'Datos del reclamo'],
	relatedTo: ['Condition related to', 'Relacionado con'],
	'related.employment': ['employment', 'el empleo'],
	'related.autoAccident': ['auto accident in', 'accidente de auto en'],
	'related.otherAccident': ['other accident', 'otro accidente'],
	accidentDate: ['Accident', 'Accidente'],
	'onset.onset': ['Onset', 'Inicio de síntomas'],
	'onset.lastMenstrualPeriod': ['Last menstrual period', 'Última menstruación'],
	'otherDate.initialTreatment': ['Initial treatment', 'Primer tratamiento'],
	'otherDate.firstVisit': ['First visit', 'Primera visita'],
	'otherDate.lastSeen': ['Last seen', 'Última visita'],
	'otherDate.acuteManifestation': ['Acute manifestation', 'Manifestación aguda'],
	'otherDate.lastXRay': ['Last X-ray', 'Última radiografía'],
	release: ['Release of information', 'Entrega de información'],
	benefitsTo: ['Pay benefits to', 'Pagar beneficios a'],
	'benefits.patient': ['the patient', 'el paciente'],
	'benefits.practice': ['the practice', 'el centro'],
	acceptsAssignment: ['Accepts assignment', 'Acepta asignación'],
	yes: ['yes', 'sí'],
	no: ['no', 'no'],
	places: ['Place of service', 'Lugar del servicio'],
	paid: ['Paid', 'Pagado'],
	otherItems: ['Not for insurance', 'No para el seguro'],
	totalOtherItems: ['Total not for insurance', 'Total no para el seguro'],
	diagnoses: ['Diagnoses (ICD-10-CM)', 'Diagnósticos (CIE-10-MC)'],
	services: ['Services', 'Servicios'],
	date: ['Date', 'Fecha'],
	pos: ['POS', 'POS'],
	code: ['Code', 'Código'],
	modifiers: ['Mod.', 'Mod.'],
	pointers: ['Dx', 'Dx'],
	description: ['Description', 'Descripción'],
	units: ['Units', 'Unid.'],
	charge: ['Charge', 'Cargo'],
	min: ['min', 'min'],
	emergency: ['emergency', 'emergencia'],
	start: ['Start', 'Inicio'],
	end: ['End', 'Fin'],
	minutes: ['Min.', 'Min.'],
	modality: ['Visit by', 'Visita por'],
	'modality.video': ['video', 'video'],
	'modality.audio': ['audio', 'audio'],
	inPerson: ['in person', 'en persona'],
	visit: ['Visit', 'Visita'],
	quantity: ['Quantity', 'Cantidad'],
	drug: ['Drug', 'Medicamento'],
	strength: ['Strength', 'Concentración'],
	doseGiven: ['Dose', 'Dosis'],
	route: ['Route', 'Vía'],
	discarded: ['Discarded', 'Desechado'],
	signedBy: ['Signed', 'Firmado'],
	video: ['Video telehealth', 'Telesalud por video'],
	audio: ['Audio-only telehealth', 'Telesalud solo por audio'],
	patientIn: ['patient in', 'paciente en'],
	wasted: ['discarded', 'desechado'],
	dose: ['dose', 'dosis'],
	subtotal: ['Subtotal', 'Subtotal'],
	carried: ['Charges on earlier pages', 'Cargos de páginas anteriores'],
	totals: ['Payments', 'Pagos'],
	totalCharges: ['Total charges', 'Cargos totales'],
	adjustment: ['Adjustment', 'Ajuste'],
	amountDue: ['Amount due', 'Monto adeudado'],
	paidBy: ['Payment', 'Pago'],
	refund: ['Refund', 'Reembolso'],
	netPaid: ['Net paid', 'Pago neto'],
	netPaidByPatient: ['Net paid by patient', 'Pagado por el paciente'],
	balance: ['Balance', 'Saldo'],
	creditBalance: ['Credit balance', 'Saldo a favor'],
	paidInFull: ['Paid in full', 'Pagado'],
	'method.card': ['card', 'tarjeta'],
	'method.cash': ['cash', 'efectivo'],
	'method.check': ['check', 'cheque'],
	'method.ach': ['bank transfer (ACH)', 'transferencia (ACH)'],
	'method.hsa': ['HSA', 'HSA'],
	'method.fsa': ['FSA', 'FSA'],
	'method.insurance': ['insurance', 'seguro'],
	'method.other': ['other', 'otro'],
	pleaseNote: ['Please note', 'Aviso'],
	note: ['Note', 'Nota'],
	signatureOf: ['Signature of', 'Firma de'],
} as const satisfies Record<string, readonly [english: string, spanish: string]>;

export type Label = keyof typeof LABELS;

export const LABEL_KEYS = Object.keys(LABELS) as [Label, ...Label[]];

export interface Bilingual {
	readonly en: string;
	readonly es: string;
}

/** Gives the text of a label in the language of a document. */
export type Labels = (key: Label) => Text;

/** The labels of a document. A template can replace some. */
export function labels(
	language: Language,
	own: { readonly [key in Label]?: Bilingual | undefined } = {},
): Labels {
	return (key) => {
		const [en, es] = LABELS[key];
		return inLanguage(language, own[key] ?? { en, es });
	};
}

/** English only, or Spanish followed by English on the same line. */
export function inLanguage(language: Language, { en, es }: Bilingual): Text {
	return language === 'en' || en === es ? en : [{ text: es, lang: 'es' }, { text: ` / ${en}` }];
}

/** English only, or a Spanish paragraph followed by an English one. */
export function paragraphs(language: Language, { en, es }: Bilingual): Text[] {
	return language === 'en' || en === es ? [en] : [[{ text: es, lang: 'es' }], en];
}

/** Formats `Page 1 of 2`. */
export function pageNumber(language: Language): (page: number, pages: number) => string {
	const english = (page: number, pages: number) => `Page ${page} of ${pages}`;
	return language === 'en'
		? english
		: (page, pages) => `Página ${page} de ${pages} / ${english(page, pages)}`;
}
