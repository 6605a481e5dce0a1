import type { IsoDate } from '../superbill/dates.ts';
import { PLACES_OF_SERVICE } from './place-of-service-list.ts';

export type PlaceOfServiceAnswer =
	| { readonly known: true; readonly name: string }
	/** `from` is set if the code exists but took effect later. */
	| { readonly known: false; readonly from?: IsoDate };

const BY_CODE = new Map(PLACES_OF_SERVICE.map(([code, name, from]) => [code, { name, from }]));

/** Looks up a two-digit place-of-service code (CMS-1500 box 24B) in CMS's list on a date of service. */
export function placeOfService(code: string, date: IsoDate): PlaceOfServiceAnswer {
	const place = BY_CODE.get(code);
	if (!place) return { known: false };
	const { name, from } = place;
	return from === undefined || date >= from ? { known: true, name } : { known: false, from };
}
