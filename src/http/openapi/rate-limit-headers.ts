/** The headers that tell callers about their limit, in answers to requests that were counted. */
export const RATE_LIMIT_HEADERS = {
	RateLimit: { $ref: '#/components/headers/RateLimit' },
	'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
};

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
export const RATE_LIMIT_COMPONENTS = {
	RateLimit: {
		description:
			'How many requests you may still send (`r`) before the number of seconds (`t`) after which you may send as many as in `RateLimit-Policy` again. Each process of the service counts for itself.',
		schema: { type: 'string' },
		example: '"requests";r=599;t=60',
	},
	'RateLimit-Policy': {
		description: 'How many requests (`q`) you may send within the number of seconds (`w`).',
		schema: { type: 'string' },
		example: '"requests";q=600;w=60',
	},
};
