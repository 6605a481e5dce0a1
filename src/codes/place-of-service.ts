import type { PlaceOfServiceAnswer } from '../rules/rule.ts';
import type { IsoDate } from '../superbill/dates.ts';

export function placeOfService(code: string, _date: IsoDate): PlaceOfServiceAnswer {
	return { known: true, name: code };
}
