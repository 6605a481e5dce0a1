import { object, text } from '../superbill/fields.ts';
import { type Finding, fieldLabel, pointer } from '../superbill/finding.ts';
import { placeOf, readPart, shapeFinding } from '../superbill/read.ts';
import { MAX_SERVICE_LINES } from '../superbill/request.ts';
import { nearestName } from '../text/nearest.ts';
import { type Practice, PracticeId, ProviderId } from './practice.ts';
import { missingIn, type Service, suppliedTo } from './service.ts';

export const PracticeReference = object(
	'PracticeReference',
	'A practice on file, named by its id (`PUT /v1/practices/{id}`).',
	{ practice: PracticeId.describe('Id of a practice on file.') },
);

export const ProviderReference = object(
	'ProviderReference',
	'A clinician whom the practice has on file, named by the id that the practice chose.',
	{ provider: ProviderId.describe('Id of a clinician of the practice.') },
);

/** Names a service on file. A table has the words that staff know, so the name is as good as the id. */
export const ServiceReference = text(
	300,
	"Id of a service that the practice has on file, or its exact name. What the line leaves out is taken from the service: code, modifiers, description, units, charge, minutes, place of service, telehealth and drug. Write the charge if the units differ from the service's.",
	'ketamine-90',
);

/** A request in which references to a practice, its providers and its services are replaced by the data on file. */
export interface ExpandedRequest {
	readonly body: unknown;
	/** Errors about references that lead nowhere and about an archived practice. */
	readonly findings: readonly Finding[];
	/**
	 * Pointers to inserted data and, for each, to its reference. Findings about the data are reported there, because that
	 * is what was sent.
	 */
	readonly places: ReadonlyMap<string, string>;
}

type Found = { readonly value: unknown } | { readonly message: string; readonly help: string };

/** The id of the practice that a request names as its billing provider, if it is a valid id. */
export function namedPractice(body: unknown): string | undefined {
	const named = isObject(body) ? body['billingProvider'] : undefined;
	return refersTo(named, 'practice') ? PracticeId.safeParse(named['practice']).data : undefined;
}

/**
 * Replaces `{"practice": "<id>"}` and `{"provider": "<id>"}`, also in service lines, with the data on file, and completes
 * lines that name a service.
 * @param practice the practice of the superbill, if one is stored
 */
export function expandReferences(body: unknown, practice: Practice | undefined): ExpandedRequest {
	if (!isObject(body)) return { body, findings: [], places: new Map() };
	const findings: Finding[] = [];
	const places = new Map<string, string>();

	function replaced(
		path: readonly PropertyKey[],
		value: unknown,
		kind: Kind,
		find: (id: string) => Found,
	): unknown {
		if (!refersTo(value, kind)) return value;
		places.set(pointer(path), pointer(path));
		const { value: reference, findings: mistakes } = readPart(KINDS[kind], body, path);
		if (!reference) {
			findings.push(...mistakes);
			return undefined;
		}
		const found = find(Object.values(reference)[0] as string);
		if ('value' in found) return found.value;
		findings.push(shapeFinding([...path, kind], found.message, found.help));
		return undefined;
	}

	const isNamed = refersTo(body['billingProvider'], 'practice');
	const known = isNamed && namedPractice(body) !== practice?.id ? undefined : practice;

	const provider = (path: readonly PropertyKey[], value: unknown): unknown => {
		// The unknown practice is already reported.
		if (isNamed && !known && refersTo(value, 'provider')) {
			places.set(pointer(path), pointer(path));
			return undefined;
		}
		return replaced(path, value, 'provider', (id) => providerOf(known, id, path));
	};

	let hasNull = false;
	const completed = (line: Record<string, unknown>, i: number): Record<string, unknown> => {
		if (!Object.hasOwn(line, 'service')) return line;
		const { service, ...own } = line;
		if (service === null || service === undefined) {
			hasNull = true;
			return own;
		}
		const path = ['serviceLines', i, 'service'];
		places.set(pointer(path), pointer(path));
		const supplied = supply(path, own);
		for (const name of supplied ? Object.keys(supplied) : missingIn(own)) {
			places.set(pointer(['serviceLines', i, name]), pointer(path));
		}
		return { ...own, ...supplied };
	};
	const supply = (path: readonly PropertyKey[], line: Record<string, unknown>) => {
		const { value: name, findings: mistakes } = readPart(ServiceReference, body, path);
		if (name === undefined) findings.push(...mistakes);
		if (name === undefined || (isNamed && !known)) return undefined;
		const found = serviceOf(known, name, path);
		if ('service' in found) return suppliedTo(line, found.service);
		findings.push(shapeFinding(path, found.message, found.help));
		return undefined;
	};

	const expanded: Record<string, unknown> = {
		...body,
		billingProvider: replaced(['billingProvider'], body['billingProvider'], 'practice', () =>
			known ? { value: known.profile.billingProvider } : UNKNOWN_PRACTICE,
		),
		renderingProvider: provider(['renderingProvider'], body['renderingProvider']),
		serviceLines: eachLine(body['serviceLines'], (sent, i) => {
			if (!isObject(sent)) return sent;
			const line = completed(sent, i);
			return 'renderingProvider' in line
				? {
						...line,
						renderingProvider: provider(['serviceLines', i, 'renderingProvider'], line['renderingProvider']),
					}
				: line;
		}),
	};
	if (practice?.archivedAt !== undefined) {
		findings.push(shapeFinding(isNamed ? ['billingProvider', 'practice'] : [], ARCHIVED, UNARCHIVE));
	}
	return { body: places.size === 0 && !hasNull ? body : expanded, findings, places };
}

/** Moves a finding about inserted data to the reference that the caller sent. */
export function atReference(finding: Finding, places: ReadonlyMap<string, string>): Finding {
	const place = placeOf(finding.pointer, places);
	return place === undefined ? finding : { ...finding, pointer: places.get(place) as string };
}

export const ARCHIVED = 'This practice is archived: no superbills can be made for it.';
const UNARCHIVE = 'Name another practice, or ask an administrator to store this one again.';

const UNKNOWN_PRACTICE: Found = {
	message: 'You have no practice with this id.',
	help: 'Correct the id, or enter the practice in full instead.',
};

function providerOf(practice: Practice | undefined, id: string, path: readonly PropertyKey[]): Found {
	if (!practice) {
		return {
			message: `${fieldLabel(path)} names a clinician on file, but the billing provider names no practice.`,
			help: 'Write billingProvider as {"practice": "<id>"}, or enter the clinician in full.',
		};
	}
	const found = practice.profile.providers.find((provider) => provider.id === id);
	return found
		? { value: found.clinician }
		: {
				message: 'The practice has no clinician with this id on file.',
				help: `${didYouMean(
					id,
					practice.profile.providers.map((provider) => provider.id),
				)}Correct the id, or enter the clinician in full instead.`,
			};
}

function serviceOf(
	practice: Practice | undefined,
	name: string,
	path: readonly PropertyKey[],
): { readonly service: Service } | Exclude<Found, { readonly value: unknown }> {
	if (!practice) {
		return {
			message: `${fieldLabel(path)} names a service on file, but the billing provider names no practice.`,
			help: 'Write billingProvider as {"practice": "<id>"}, or enter the service in full.',
		};
	}
	const { services } = practice.profile;
	const service = services.find(({ id }) => id === name) ?? services.find((each) => each.name === name);
	return service
		? { service }
		: {
				message: `${fieldLabel(path)} is neither the id nor the name of a service that the practice has on file.`,
				help: `${didYouMean(
					name,
					services.flatMap((each) => [each.id, each.name]),
				)}Correct it, or enter the service in full instead.`,
			};
}

function didYouMean(name: string, known: readonly string[]): string {
	const nearest = nearestName(name, known);
	return nearest === undefined ? '' : `Did you mean "${nearest}"? `;
}

const KINDS = { practice: PracticeReference, provider: ProviderReference } as const;
type Kind = keyof typeof KINDS;

/** Practices and clinicians that are entered in full have no such property. */
function refersTo(value: unknown, kind: Kind): value is Record<string, unknown> {
	return isObject(value) && Object.hasOwn(value, kind);
}

function eachLine(value: unknown, change: (item: unknown, index: number) => unknown): unknown {
	// A longer list is refused as a whole.
	return Array.isArray(value) && value.length <= MAX_SERVICE_LINES ? value.map(change) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
