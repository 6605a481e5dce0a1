/** The only things that stay in the browser: language, practice and how columns of a table were matched. No patient data. */
const NAMES = {
	language: 'superbill.language',
	practice: 'superbill.practice',
	columns: 'superbill.columns',
} as const;

export function remembered(name: keyof typeof NAMES): string | undefined {
	try {
		return localStorage.getItem(NAMES[name]) ?? undefined;
	} catch {
		// Browsers can forbid it.
		return undefined;
	}
}

export function remember(name: keyof typeof NAMES, value: string): void {
	try {
		localStorage.setItem(NAMES[name], value);
	} catch {
		// The next visit begins without it.
	}
}
