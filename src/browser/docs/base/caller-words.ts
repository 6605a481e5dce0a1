/** The answer of `GET /v1/api-keys/current`. */
export interface KeyOwner {
	readonly name: string | null;
	readonly practice: { readonly id: string; readonly name: string | null } | null;
}

/** Tells whose key it is, such as “Front desk, practice Harbor”. */
export function ownerWords({ name, practice }: KeyOwner): string {
	if (name === null) return 'This service has no API keys, so none is needed';
	return practice ? `${name}, practice ${practice.name ?? practice.id}` : `${name}, all practices`;
}

/** Tells why a key cannot be used. */
export function keyRefusal(status: number): string {
	if (status === 401)
		return 'This key is wrong, expired or revoked. Paste it again, or ask your administrator for a new one.';
	if (status === 0) return 'The service did not answer. Check the connection, and try again.';
	if (status === 429) return 'Too many keys were tried. Wait a minute, and try again.';
	return `The service could not check the key (status ${status}). Try again.`;
}
