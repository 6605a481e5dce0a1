import { z } from 'zod';
import { BillingProvider, Clinician } from '../superbill/parties.ts';
import { SuperbillRequest } from '../superbill/request.ts';
import { ServiceLine } from '../superbill/service-line.ts';
import { PracticeReference, ProviderReference } from './references.ts';

/**
 * A request as callers may send it: with references where a practice is on file. For those who read the API; what is
 * sent is read with the references replaced, by `SuperbillRequest` itself, whose messages are exact where those of a
 * union could only say that neither fits.
 */

const clinician = (description: string) => z.union([Clinician, ProviderReference]).meta({ description });

const SentServiceLine = ServiceLine.extend({
	renderingProvider: clinician(
		"Who provided this service, when that is not the request's rendering provider (box 24J): spelled out, or the id of a clinician of the practice.",
	).optional(),
}).meta({ id: 'ServiceLineRequest', description: 'One service on one day (box 24).' });

const { serviceLines } = SuperbillRequest.shape;

export const SentSuperbill = SuperbillRequest.extend({
	billingProvider: z.union([BillingProvider, PracticeReference]).meta({
		description:
			'The practice that charges for the services (box 33): spelled out, or the id of a practice on file, which brings its letterhead, logo, template, language, numbering and severities along.',
	}),
	renderingProvider: clinician(
		'Who provided the services (boxes 24J and 31): spelled out, or the id of a clinician of the practice.',
	),
	serviceLines: z
		.array(SentServiceLine)
		.min(1)
		.max(200)
		.meta({ description: serviceLines.description as string }),
}).meta({ id: 'SuperbillRequest', description: SuperbillRequest.description as string });

/** What a caller sends. */
export type SentSuperbill = z.input<typeof SentSuperbill>;
