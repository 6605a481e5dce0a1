import type { Text } from '../page/content.ts';
import type { Language } from '../superbill/language.ts';

/**
 * The labels of values in English and Spanish. A Spanish document prints both, because the payer's clerk reads English.
 * Where only the clerk needs a value, such as the number of a license, its label is English in both.
 */
const LABELS = {
	superbill: ['Superbill', 'Superbill'],
	number: ['No.', 'N.º'],
	issued: ['Issued', 'Emitido'],
	qrCode: ['QR code of this data', 'Código QR de estos datos'],
	draft: ['Draft: no number yet, not for a payer', 'Borrador: sin número, no enviar al seguro'],
	'mark.SAMPLE': ['Sample: no such visit took place', 'Muestra: esta visita no existió'],
	continued: ['continued', 'continuación'],
	corrected: ['Corrected superbill', 'Recibo corregido'],
	replaces: ['Replaces No.', 'Reemplaza el N.º'],
	originallyIssued: ['First issued', 'Emitido antes'],
	reason: ['Reason', 'Motivo'],
	payerClaimNumber: ['Payer claim no.', 'N.º de reclamo'],
	claimFrequency: ['Claim frequency', 'Claim frequency'],
	replacementOfPriorClaim: ['7 (replacement of prior claim)', '7 (replacement of prior claim)'],
	patient: ['Patient', 'Paciente'],
	preferredName: ['Goes by', 'Prefiere'],
	born: ['Born', 'Nac.'],
	account: ['Account', 'Account'],
	fax: ['Fax', 'Fax'],
	guarantor: ['Guarantor', 'Responsable'],
	insurance: ['Insurance', 'Seguro'],
	payerId: ['Payer ID', 'Payer ID'],
	member: ['Member ID', 'Member ID'],
	group: ['Group', 'Grupo'],
	claimNumber: ['Claim no.', 'Claim no.'],
	plan: ['Plan', 'Plan'],
	'relationship.self': ['Patient is subscriber', 'Titular'],
	'relationship.spouse': ["Patient is subscriber's spouse", 'Cónyuge del titular'],
	'relationship.child': ["Patient is subscriber's child", 'Hijo del titular'],
	'relationship.other': ["Patient is subscriber's dependant", 'Dependiente del titular'],
	subscriber: ['Subscriber', 'Titular'],
	provider: ['Rendering provider', 'Profesional'],
	renderedBy: ['Rendered by', 'Atendido por'],
	npi: ['NPI', 'NPI'],
	license: ['License', 'License'],
	taxonomy: ['Taxonomy', 'Taxonomy'],
	billing: ['Billing provider', 'Cobro'],
	taxId: ['Tax ID', 'Tax ID'],
	clia: ['CLIA no.', 'CLIA no.'],
	payTo: ['Pay to', 'Pagar a'],
	supervisor: ['Supervising provider', 'Supervisión'],
	referrer: ['Referring provider', 'Referente'],
	facility: ['Place of service', 'Lugar del servicio'],
	doingBusinessAs: ['doing business as', 'nombre comercial'],
	orderer: ['Ordering provider', 'Quien ordena'],
	employer: ['Employer', 'Empleador'],
	claim: ['Claim', 'Reclamo'],
	relatedTo: ['Condition related to', 'Relacionado con'],
	'related.none': ['Condition not related to work or accident', 'No relacionado con trabajo ni accidente'],
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
	pos: ['Place', 'Lugar'],
	code: ['Code', 'Cód.'],
	modifiers: ['Mod', 'Mod'],
	pointers: ['Dx', 'Dx'],
	description: ['Service', 'Servicio'],
	units: ['Units', 'Unid.'],
	charge: ['Charge', 'Cargo'],
	min: ['min', 'min'],
	emergency: ['emergency', 'emergencia'],
	start: ['Start', 'Inicio'],
	end: ['End', 'Fin'],
	minutes: ['Min', 'Min'],
	modality: ['Visit by', 'Visita por'],
	'modality.video': ['video', 'video'],
	'modality.audio': ['audio', 'audio'],
	inPerson: ['in person', 'in person'],
	state: ['State', 'Est.'],
	paidBy: ['paid by', 'paid by'],
	paidAbove: ['Paid on the dates above', 'Pagado arriba'],
	drugs: ['Drugs', 'Medicamentos'],
	drug: ['Drug', 'Medicamento'],
	strength: ['Strength', 'Conc.'],
	doseAndRoute: ['Dose, route', 'Dosis, vía'],
	usedAmount: ['Used', 'Usado'],
	discarded: ['Discarded', 'Desechado'],
	signedBy: ['Signed', 'Firmado'],
	video: ['Video telehealth', 'Por video'],
	audio: ['Audio-only telehealth', 'Solo por audio'],
	patientIn: ['patient in', 'patient in'],
	used: ['used', 'used'],
	wasted: ['discarded', 'discarded'],
	dose: ['dose', 'dose'],
	subtotal: ['Subtotal', 'Subtotal'],
	carried: ['Charges on earlier pages', 'Cargos de páginas anteriores'],
	totals: ['Payments', 'Pagos'],
	totalCharges: ['Total charges', 'Total'],
	adjustment: ['Adjustment', 'Ajuste'],
	amountDue: ["Patient's part", 'Parte del paciente'],
	refund: ['Refund', 'Reembolso'],
	netPaid: ['Paid', 'Pagado'],
	ownPayments: ['Of this, not from insurance', 'De esto, no del seguro'],
	netPaidByPatient: ['Paid by patient', 'Pagado'],
	balance: ['Balance', 'Saldo'],
	creditBalance: ['Credit balance', 'Saldo a favor'],
	paidInFull: ['Paid in full', 'Pagado en su totalidad'],
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
	'proof-of-payment': ['Proof of payment', 'Comprobante de pago'],
	'proof-of-payment.note': [
		'This shows what was paid up to the date above. It is not a bill.',
		'Muestra lo pagado hasta la fecha indicada arriba. No es una factura.',
	],
	'hsa-receipt': ['HSA/FSA receipt', 'Recibo para HSA/FSA'],
	'hsa-receipt.note': [
		'For the administrator of a health savings or flexible spending account. It is not a bill.',
		'Para el administrador de una cuenta de gastos médicos (HSA o FSA). No es una factura.',
	],
	'how-to-submit': ['How to submit', 'Cómo enviar'],
	numberOfSuperbill: ['Superbill No.', 'Superbill N.º'],
	drawnOn: ['As of', 'Al'],
	forPatient: ['For the patient, not part of superbill', 'Para el paciente, no es parte del recibo'],
} as const satisfies Record<string, readonly [english: string, spanish: string]>;

export type Label = keyof typeof LABELS;

export const LABEL_KEYS = Object.keys(LABELS) as [Label, ...Label[]];

export interface Bilingual {
	readonly en: string;
	readonly es: string;
}

/** Gives the text of a label in the language of a document. */
export interface Labels {
	(key: Label): Text;
	/** One text per language. */
	readonly each: (key: Label) => Text[];
}

/** The labels of a document. A template can replace some. */
export function labels(
	language: Language,
	own: { readonly [key in Label]?: Bilingual | undefined } = {},
): Labels {
	const words = (key: Label): Bilingual => {
		const [en, es] = LABELS[key];
		return own[key] ?? { en, es };
	};
	return Object.assign((key: Label) => inLanguage(language, words(key)), {
		each: (key: Label) => paragraphs(language, words(key)),
	});
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
