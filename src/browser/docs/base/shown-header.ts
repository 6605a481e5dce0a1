/** The value of a request header as the page shows it: without the API key, which people copy or photograph with the rest. */
export function shownHeader(name: string, value: string): string {
	return name.toLowerCase() === 'authorization' ? 'Bearer <your key>' : value;
}
