import { z } from 'zod';
import { type Finding, fieldName } from '../superbill/finding.ts';
import { BillingProvider, Clinician } from '../superbill/parties.ts';
import { shapeFinding } from '../superbill/read.ts';
import { SuperbillRequest } from '../superbill/request.ts';
import { ServiceLine } from '../superbill/service-line.ts';
import { parseStrictJson } from '../text/json.ts';
import type { Practice } from './practice.ts';
import { PracticeReference, ProviderReference, ServiceReference } from './references.ts';

/**
 * The schema of a request with references to a practice on file, for the API's documentation. Requests are read as a
 * `SuperbillRequest` after the references are replaced, because a union can only report that neither variant fits.
 */

const clinician = (description: string) => z.union([Clinician, ProviderReference]).describe(description);

const { modifiers, units } = ServiceLine.shape;

/** Required of a line that names no service. */
const ALWAYS = ['placeOfService', 'code', 'charge'] as const;

const SentServiceLine = ServiceLine.partial({ placeOfService: true, code: true, charge: true })
	.extend({
		service: ServiceReference.optional(),
		// Without their defaults, which would take precedence over the service.
		modifiers: modifiers.unwrap().optional(),
		units: units
			.unwrap()
			.meta({ ...units.meta(), description: `${units.description} Default: the service's, else 1.` })
			.optional(),
		renderingProvider: clinician(
			"The clinician who provided this service, if not the request's rendering provider (box 24J): in full, or the id of a clinician of the practice.",
		).optional(),
	})
	.refine((line) => line.service !== undefined || ALWAYS.every((name) => line[name] !== undefined))
	.meta({
		id: 'ServiceLineRequest',
		description:
			'One service on one day (box 24). Without `service`, `placeOfService`, `code` and `charge` are required.',
	});

const { serviceLines } = SuperbillRequest.shape;

export const SentSuperbill = SuperbillRequest.extend({
	billingProvider: z
		.union([BillingProvider, PracticeReference])
		.describe(
			'The practice that charges for the services (box 33): in full, or the id of a practice on file, whose letterhead, logo, template, language, numbering and rule severities then apply.',
		),
	renderingProvider: clinician(
		'The clinician who provided the services (boxes 24J and 31): in full, or the id of a clinician of the practice.',
	),
	serviceLines: z
		.array(SentServiceLine)
		.check(...(serviceLines.def.checks as z.core.$ZodCheck<unknown[]>[]))
		.describe(serviceLines.description as string),
}).meta({ id: 'SuperbillRequest', description: SuperbillRequest.description as string });

export type SentSuperbill = z.input<typeof SentSuperbill>;

/**
 * The request for another superbill like one that was issued: without number, issue date and correction, and with references to
 * the practice on file and to its clinicians, who are known by NPI. So it is made with what is on file then, logo included.
 */
export function requestLike(issued: SuperbillRequest, practice: Practice | undefined): SentSuperbill {
	const { number: _number, issuedOn: _issuedOn, replaces: _replaces, ...request } = issued;
	if (!practice || practice.archivedAt !== undefined) return request;
	const named = (clinician: Clinician) => {
		const { providers } = practice.profile;
		const onFile = providers.find((provider) => provider.clinician.npi === clinician.npi);
		return onFile ? { provider: onFile.id } : clinician;
	};
	return {
		...request,
		billingProvider: { practice: practice.id },
		renderingProvider: named(request.renderingProvider),
		serviceLines: request.serviceLines.map(({ renderingProvider, ...line }) => ({
			...line,
			...(renderingProvider && { renderingProvider: named(renderingProvider) }),
		})),
	};
}

/** Reads a value as the service would if it were sent: later steps rely on what the reader of JSON promises. */
export function readSent(
	request: unknown,
):
	| { readonly value: unknown; readonly findings?: undefined }
	| { readonly value?: undefined; readonly findings: readonly Finding[] } {
	const { value, error } = parseStrictJson(JSON.stringify(request) ?? 'null');
	if (!error) return { value };
	const { expected, path = [] } = error;
	const field = path.length > 0 ? ` (${fieldName(path)})` : '';
	return {
		findings: [shapeFinding([], `The request cannot be used${field}.`, `Expected ${expected}.`)],
	};
}
