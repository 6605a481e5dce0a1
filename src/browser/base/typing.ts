/** Reads dates, money and times as people type them, and writes them as the API wants them. Unreadable text stays as it is, for the checks to refuse. */

/** `150`, `$1,550` and `150.5` → `150.00`, `1550.00`, `150.50`. */
export function moneyTyped(text: string): string {
	const plain = text.replace(/[\s$]/g, '');
	const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{0,2}))?$/.exec(plain);
	if (!match) return text.trim();
	const [, whole = '', cents = ''] = match;
	return `${Number(whole.replaceAll(',', ''))}.${cents.padEnd(2, '0')}`;
}

/** `10/6/2026`, `10-6-26` and `10062026` → `2026-10-06`. Two digits of a year are never in the future. */
export function dateTyped(text: string, today: string): string {
	const plain = text.trim();
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
	const us =
		/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(plain) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(plain);
	const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : us ? [us[3], us[1], us[2]] : [];
	if (year === undefined || month === undefined || day === undefined) return plain;
	const [y, m, d] = [fullYear(year, today), Number(month), Number(day)];
	const date = new Date(Date.UTC(y, m - 1, d));
	if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return plain;
	return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}

function fullYear(year: string, today: string): number {
	if (year.length === 4) return Number(year);
	const century = Number(today.slice(0, 2)) * 100;
	const full = century + Number(year);
	return full > Number(today.slice(0, 4)) ? full - 100 : full;
}

/** `2026-10-06` → `10/06/2026`, as people in the United States write it. Other text stays as it is. */
export function dateShown(text: string): string {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	return match ? `${match[2]}/${match[3]}/${match[1]}` : text;
}

/** `9:05 am`, `2 PM` and `1430` → `09:05`, `14:00`, `14:30`. */
export function timeTyped(text: string): string {
	const plain = text.trim();
	const match =
		/^(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])\.?\s*m\.?$/i.exec(plain) ??
		/^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(plain) ??
		/^(\d{2})(\d{2})$/.exec(plain);
	if (!match) return plain;
	const [, hours = '', minutes = '00', half] = match;
	let hour = Number(hours);
	if (half !== undefined) {
		if (hour < 1 || hour > 12) return plain;
		hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
	}
	return hour > 23 || Number(minutes) > 59 ? plain : `${String(hour).padStart(2, '0')}:${minutes}`;
}

/**
 * The day of a moment where a practice is, as superbills are dated; on this computer without a time zone.
 * @param timeZone an IANA name, like `America/Denver`
 */
export function dayIn(timeZone: string | undefined, now: Date): string {
	const parts = new Intl.DateTimeFormat('en-US', {
		...(timeZone !== undefined && { timeZone }),
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	}).formatToParts(now);
	const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
	return `${year}-${month}-${day}`;
}
