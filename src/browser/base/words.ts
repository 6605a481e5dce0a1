/** The languages of the pages. */
export const PAGE_LANGUAGES = ['en', 'es'] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** The texts of a screen. Both languages have the same keys. */
export type Words<K extends string> = Readonly<Record<PageLanguage, Readonly<Record<K, string>>>>;

export function textsIn<K extends string>(
	en: Readonly<Record<K, string>>,
	es: Readonly<Record<K, string>>,
): Words<K> {
	return { en, es };
}

/** Says a text, with values in place of `{names}`. */
export type Say<K extends string> = (key: K, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn<K extends string>(language: PageLanguage, texts: Words<K>): Say<K> {
	return (key, values = {}) =>
		texts[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
