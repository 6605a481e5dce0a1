/** A service of a practice: what the fee schedule says, in the clinic's own words. */
export interface PricedService {
	readonly id: string;
	readonly name: string;
	readonly code?: string | undefined;
	readonly charge?: string | undefined;
}

/** The services that have all words of a text in their name, code or id, or the beginning of such words. Without words, all. */
export function servicesFor<S extends PricedService>(services: readonly S[], text: string): readonly S[] {
	const words = wordsIn(text);
	return services.filter((service) => {
		const own = wordsIn([service.name, service.code, service.id].join(' '));
		return words.every((word) => own.some((one) => one.startsWith(word)));
	});
}

/** The words of a text without accents and capitals. */
function wordsIn(text: string): string[] {
	return text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}
