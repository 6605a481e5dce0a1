import type { RefusalKind } from '../../calls/refusal.ts';

/** The `code` of a problem (RFC 9457): a kind of refusal, or what is answered without one. */
export type ProblemCode =
	| Exclude<RefusalKind, 'not-now'>
	| 'timeout'
	| 'headers-too-large'
	/** Anything that is thrown and is not a refusal is a defect. */
	| 'failure';

/** Documents a problem. Its texts are Markdown with nothing but `code`. */
export interface DocumentedProblem {
	readonly status: number;
	readonly title: string;
	readonly when: string;
	/** The next step. */
	readonly fix: string;
	/** A `detail` as it may be answered. */
	readonly example: string;
	/** Seconds after which a caller may try again, unless the hook that refused has set another time. */
	readonly retryAfter?: number;
}

/**
 * The only list of problems. The answers, the OpenAPI document, the pages under `/docs/errors` and `docs/errors` are made from it.
 * Ordered by status.
 */
export const PROBLEMS: Readonly<Record<ProblemCode, DocumentedProblem>> = {
	'invalid-http': {
		status: 400,
		title: 'The request is not valid HTTP',
		when: 'The request line, a header or the path is malformed, the header `Host` is missing, a header was sent twice, or the body broke off.',
		fix: 'Use an HTTP library that writes requests by the standard. If the request broke off, send it again.',
		example: 'The request did not arrive completely. Send it again.',
	},
	'invalid-parameter': {
		status: 400,
		title: 'A parameter is wrong',
		when: 'A path parameter, a query parameter or a header has a value that the operation does not take, or the operation does not have the query parameter. `parameters` names each of them.',
		fix: 'Change or remove the parameters that `parameters` names. Parameters that the operation does not have are refused, so that a mistyped one is not ignored.',
		example: 'The query parameter limit must be a whole number from 1 to 100.',
	},
	'invalid-cursor': {
		status: 400,
		title: 'The cursor does not fit the list',
		when: 'The cursor was changed, is from another list, or came with other parameters than the first page.',
		fix: 'Send `nextCursor` as you received it, with the parameters of the first page. To start again, leave the cursor out.',
		example:
			'cursor must be the nextCursor of the previous answer. Send it as you received it and leave the other parameters as they were, or leave cursor out to start from the first page.',
	},
	'invalid-json': {
		status: 400,
		title: 'The body is not JSON',
		when: 'The body is empty, is not in UTF-8, is not JSON, or has what two programs may read differently: a name that is repeated, or a number that is too large. The detail gives the line and column.',
		fix: 'Write the body with a JSON library instead of joining texts.',
		example: 'The body is not JSON: at line 12, column 5, expected a comma (,) or a closing }.',
	},
	unreadable: {
		status: 400,
		title: 'The upload could not be read',
		when: 'The upload is empty, has nothing to make superbills from, or ends too early.',
		fix: 'Look at the place that the detail names, and send the whole upload again. Nothing of it was used.',
		example: 'The upload ends in the middle of line 12. Send the whole upload again; nothing was used.',
	},
	'key-needed': {
		status: 401,
		title: 'An API key is required',
		when: 'The request has no API key.',
		fix: 'Send your key in the header `Authorization: Bearer <key>`. Whoever operates the service makes keys with `superbill keys create`.',
		example: 'Send your API key in the header "Authorization: Bearer <key>". On /docs, press Authorize.',
	},
	'key-invalid': {
		status: 401,
		title: 'The API key is not valid',
		when: 'The API key is unknown, has expired or was revoked.',
		fix: 'Check that the whole key was copied. If it expired or was revoked, ask the person who manages your keys for another.',
		example: 'This is not an API key of this service.',
	},
	'scope-missing': {
		status: 403,
		title: 'The API key does not have the scope',
		when: 'The key is valid, but does not have the scope that the operation requires. A key cannot give other keys a scope that it does not have itself.',
		fix: 'Use a key with the scope that the detail names. A program should need no more than `superbills:write` and `superbills:read`.',
		example:
			'This requires an API key with the scope superbills:write. Ask the person who manages your API keys.',
	},
	'other-practice': {
		status: 403,
		title: 'The API key is for one practice',
		when: 'A key that belongs to one practice was used to make a key for another practice, or for all.',
		fix: 'Make the key for the same practice, or use a key for all practices.',
		example: 'Your own key is for one practice, so it can make keys for that practice only.',
	},
	'wrong-origin': {
		status: 403,
		title: 'A page of another site sent the request',
		when: 'A browser sent the request for a web page of another site.',
		fix: 'Call the service from a program on your server. Behind a proxy, set `PUBLIC_URL` to the address that browsers use.',
		example:
			'A web page of another site sent this request. Call the service from a program, or from its own page at /docs. Behind a proxy, set PUBLIC_URL to the address that browsers use.',
	},
	'unknown-path': {
		status: 404,
		title: 'There is no such path',
		when: 'No operation has this path.',
		fix: 'Compare the path with those in `/openapi.json`. Ids are one step of a path: encode a slash in one.',
		example: 'There is no such path. See /docs for all operations.',
	},
	'not-found': {
		status: 404,
		title: 'Not found',
		when: 'There is nothing under this id, or your API key may not see it.',
		fix: 'Check the id, and that the key is for the same practice. Nothing tells you whether the id exists elsewhere.',
		example: 'No superbill has this id.',
	},
	'wrong-method': {
		status: 405,
		title: 'The path does not take this method',
		when: 'The path exists, but not with this method.',
		fix: 'Use a method that the header `Allow` lists.',
		example: 'This path takes only POST.',
	},
	timeout: {
		status: 408,
		title: 'The request took too long to arrive',
		when: 'The body did not arrive completely in time: 30 seconds, or 10 minutes for a batch.',
		fix: 'Send the request again, as several batches if it is a long upload.',
		example: 'The request did not arrive completely in time. Send it again.',
	},
	'number-taken': {
		status: 409,
		title: 'The number is taken',
		when: 'The practice has already issued a superbill with the `number` that you chose. Nothing was issued.',
		fix: 'Leave `number` out to get the next one, or choose another.',
		example:
			'The practice has already issued a superbill with the number SB-2026-000101. Choose another number, or leave it out to get the next one.',
	},
	'already-void': {
		status: 409,
		title: 'The superbill is void',
		when: 'A void superbill cannot be voided, replaced or paid, and no other document is made from it.',
		fix: 'If you voided it yourself and the answer was lost, nothing is left to do. Otherwise, issue a new superbill.',
		example: 'Superbill SB-2026-000101 is void, so it cannot be replaced or voided again. Issue a new one.',
	},
	'already-replaced': {
		status: 409,
		title: 'The superbill was replaced',
		when: 'A replaced superbill cannot be voided, replaced or paid, and no other document is made from it.',
		fix: 'Use the superbill that replaced it. The record links to it as `replacedBy`.',
		example: 'Superbill SB-2026-000101 was replaced by SB-2026-000102. Replace or void that one.',
	},
	'issued-here': {
		status: 409,
		title: 'The corrected superbill was issued here',
		when: '`replaces` names a superbill that this service issued, but the request was sent to be issued on its own. That would not link the two.',
		fix: 'Send it to `POST /v1/superbills/{id}/replacements` of the superbill to correct, without `replaces`.',
		example:
			'Superbill SB-2026-000101 was issued here. Correct it with POST /v1/superbills/{id}/replacements, which links the two.',
	},
	'practice-archived': {
		status: 409,
		title: 'The practice is archived',
		when: 'No superbills can be made for a practice that is archived.',
		fix: 'Store the practice again with `PUT /v1/practices/{id}`, or name another.',
		example: 'This practice is archived: no superbills can be made for it.',
	},
	repeated: {
		status: 409,
		title: 'The same services were issued before',
		when: 'A superbill with the same practice, patient and services was issued less than a day ago. `earlier` is that superbill, if you may see it. Nothing was issued.',
		fix: 'If the first answer was lost, use the earlier superbill. To change it, correct it. To issue another one, send the request again with `again=true`.',
		example:
			'Superbill SB-2026-000101 has the same practice, patient and services, and was issued less than a day ago. Nothing was issued. To change that superbill, correct it. To issue another one, send this again with again=true (on the command line: --again).',
	},
	'key-in-flight': {
		status: 409,
		title: 'The first request is still being answered',
		when: 'A request with the same `Idempotency-Key` has not been answered yet.',
		fix: 'Wait for the seconds in `Retry-After`, then send the same request with the same key again. You get the answer of the first one.',
		example: 'A request with this Idempotency-Key is still being answered. Wait a moment and send it again.',
		retryAfter: 1,
	},
	'batch-not-issued': {
		status: 409,
		title: 'The batch is a draft',
		when: 'A draft has no documents until it is issued.',
		fix: 'Issue it with `POST /v1/batches/{id}/issue`, and wait until its state is `done`.',
		example: 'This batch is a draft and has no documents yet. Issue it first.',
	},
	'batch-unfinished': {
		status: 409,
		title: 'The batch has not ended',
		when: 'The batch is still being checked or made.',
		fix: 'Follow it with `GET /v1/batches/{id}/events`, or ask for its state every few seconds.',
		example: 'This batch is still being worked on. Wait until its state is "done", or cancel it.',
	},
	'batch-cancelled': {
		status: 409,
		title: 'The batch was cancelled',
		when: 'A cancelled draft cannot be issued.',
		fix: 'Send the batch again.',
		example: 'This batch was cancelled. Send it again.',
	},
	'batch-not-draft': {
		status: 409,
		title: 'The batch is not a draft',
		when: 'Only a batch that was sent with the mode `draft` is issued separately.',
		fix: 'A batch with the mode `issue` issues its superbills itself: there is nothing to do. One with the mode `render` must be sent again as a draft.',
		example: 'Only a batch with the mode "draft" can be issued separately. The mode of this one is "render".',
	},
	'batch-without-documents': {
		status: 409,
		title: 'The batch has no documents',
		when: 'No superbill of the batch was made, so there is nothing to print.',
		fix: 'Look at its items with `GET /v1/batches/{id}/items`: each says why.',
		example: 'This batch has no documents to print. See its items for the reasons.',
	},
	purged: {
		status: 410,
		title: 'The contents were deleted',
		when: 'The contents of the superbill were deleted at the end of their retention period. The number, hash and history remain.',
		fix: 'Nothing brings them back. Keep superbills that you need for longer yourself, or ask the operator for a longer `RETENTION_DAYS`.',
		example:
			'The contents of this superbill were deleted at the end of the retention period (RETENTION_DAYS). Its number, hash and history remain.',
	},
	'documents-deleted': {
		status: 410,
		title: 'The documents were deleted',
		when: 'The documents of a batch that were not issued are kept for seven days.',
		fix: 'Send the batch again.',
		example:
			'The documents of this batch were deleted after seven days, because they were not issued. Send it again.',
	},
	changed: {
		status: 412,
		title: 'It has changed since you read it',
		when: 'The `ETag` is no longer the one in `If-Match`, because someone else has changed it. Or it exists although `If-None-Match` requires that it does not.',
		fix: 'Read it again, repeat your changes on what you get, and send it with the new `ETag`.',
		example:
			'The practice has changed since you read it. Read it again, repeat your changes, and send it again.',
	},
	'too-large': {
		status: 413,
		title: 'The request is too large',
		when: 'The body, or a part of it, is larger than the operation takes, or a batch has too many superbills, visits or rows. The detail gives the limit.',
		fix: 'Send less at a time: fewer service lines, or several batches.',
		example: 'The body may have at most 1,048,576 bytes. Send fewer service lines at a time.',
	},
	'too-complex': {
		status: 413,
		title: 'The superbill takes too long to draw',
		when: 'Drawing the superbill used up the processor time or the memory that one document may take.',
		fix: 'Send fewer service lines or shorter texts. A usual superbill takes less than a hundredth of that time.',
		example: 'This superbill takes too long to draw. Send fewer service lines or shorter texts at a time.',
	},
	'not-json': {
		status: 415,
		title: 'The body must be JSON',
		when: 'The body has another media type than `application/json`, is compressed, or says that it is not in UTF-8.',
		fix: 'Send JSON in UTF-8, uncompressed, with the header `Content-Type: application/json`.',
		example: 'Send the body as JSON, with the header "Content-Type: application/json".',
	},
	'not-picture': {
		status: 415,
		title: 'The body must be a picture',
		when: 'The body has another media type than `image/png` or `image/jpeg`.',
		fix: 'Send the bytes of a PNG or JPEG file, with its media type as `Content-Type`.',
		example: 'Send a PNG or JPEG file, with the header "Content-Type: image/png" or "image/jpeg".',
	},
	'not-batch': {
		status: 415,
		title: 'The body must be JSON, NDJSON or CSV',
		when: 'The body has another media type than `application/json`, `application/x-ndjson` or `text/csv`, is compressed, or says that it is not in UTF-8.',
		fix: 'Send it uncompressed in UTF-8, with the media type of its format as `Content-Type`.',
		example:
			'Send the body with the header "Content-Type: application/json", "application/x-ndjson" or "text/csv".',
	},
	'not-text': {
		status: 415,
		title: 'The upload is not text',
		when: 'The upload is not text in UTF-8, such as an Excel workbook or a table in another encoding.',
		fix: 'Save it as text in UTF-8 and send it again. In Excel, choose "CSV UTF-8".',
		example:
			'The upload is an Excel workbook. Save it as text in UTF-8 (in Excel: "CSV UTF-8") and send it again.',
	},
	'out-of-range': {
		status: 416,
		title: 'The file has no such part',
		when: 'The header `Range` asks for bytes after the end of the file.',
		fix: 'Ask for a part within the size that the header `Content-Range` names, or leave `Range` out to get the whole file.',
		example: 'The file has 43210 bytes, so it has none of those in the header Range.',
	},
	'wrong-host': {
		status: 421,
		title: 'The service does not answer to this host name',
		when: 'While there is no API key, the service answers only to `localhost`, `127.0.0.1` and `[::1]`. This keeps web pages from reaching it through their own domain (DNS rebinding).',
		fix: 'Use one of these names, or make an API key.',
		example: 'Use the host name localhost, 127.0.0.1 or [::1], or ask the operator to set API_KEY.',
	},
	refused: {
		status: 422,
		title: 'The superbill was refused',
		when: 'The superbill or the upload has mistakes, or a payer would reject it. Nothing was made. Each finding says where, what is wrong, and what to do; the warnings are among them.',
		fix: 'Fix every finding with the severity `error`. `pointer` is its place in the body that you sent (RFC 6901), and `rule` names the rule, which has a page in `docs/rules`. `POST /v1/superbills/validate` gives the same findings earlier.',
		example: 'The request has 1 error. Fix the items below, then try again.',
	},
	'invalid-body': {
		status: 422,
		title: 'The body has mistakes',
		when: 'The body of a request other than a superbill has mistakes, such as a search, a payment, a practice or an API key. Nothing was changed. Each finding says where, what is wrong, and what to do.',
		fix: 'Fix every finding with the severity `error`. `pointer` is its place in the body that you sent (RFC 6901).',
		example: 'The request has 1 error. Fix the items below, then try again.',
	},
	'key-reused': {
		status: 422,
		title: 'The Idempotency-Key was used for another request',
		when: 'A different request was sent with this `Idempotency-Key` within the last 24 hours. Nothing was done.',
		fix: 'Make a new key for each new request. Send a request that you repeat exactly as it was, because a changed one is another request.',
		example: 'This Idempotency-Key was used for another request. Send this request with a new key.',
	},
	'bad-table': {
		status: 422,
		title: 'The table cannot be understood',
		when: 'The header of a table, or its quotation marks, make it unclear what its cells mean. Nothing of it was used.',
		fix: 'Change the places that the findings or the detail name. `GET /v1/batches/columns` lists the columns, and `GET /v1/batches/sample.csv` is a table to start from.',
		example: 'The header of the table has 1 mistake. Fix the items below, then send it again.',
	},
	'too-many-requests': {
		status: 429,
		title: 'Too many requests',
		when: 'You have sent more requests, or more bytes, in a minute than the service allows for one caller.',
		fix: 'Wait for the seconds in `Retry-After`, then send the request again. `RateLimit` on each answer says how many requests are left. A batch makes many superbills with one request.',
		example: 'Wait for the number of seconds in the header Retry-After, then send the request again.',
		retryAfter: 10,
	},
	'too-many-uploads': {
		status: 429,
		title: 'Your other uploads are not answered yet',
		when: 'Your uploads that are not answered yet take all the memory that one caller may have.',
		fix: 'Wait until they are answered, then send this one again.',
		example:
			'Your other uploads take all the memory that a caller may have. Nothing of this one was used. Wait until they are answered, then send it again.',
		retryAfter: 10,
	},
	'headers-too-large': {
		status: 431,
		title: 'The request headers are too large',
		when: 'The request line and headers have more than 16 KiB.',
		fix: 'Send fewer or shorter headers. Cookies are never needed.',
		example: 'The headers are larger than the service accepts. Send fewer or shorter ones.',
	},
	failure: {
		status: 500,
		title: 'The service failed',
		when: 'A defect in the service. The answer has no details; the log has them under the same id.',
		fix: 'Tell the operator the `instance` of the answer. With an `Idempotency-Key`, it is safe to try again.',
		example:
			'This is a defect in the service, not in your request. Tell the operator the "instance" of this answer.',
	},
	overloaded: {
		status: 503,
		title: 'The service is busy',
		when: 'Too much work is waiting already. Nothing was done.',
		fix: 'Wait for the seconds in `Retry-After`, then send the request again. If it happens often, the operator can add threads or replicas.',
		example:
			'Too many documents are waiting to be drawn. Nothing was done. Wait for the number of seconds in the header Retry-After, then send the request again.',
		retryAfter: 1,
	},
	unavailable: {
		status: 503,
		title: 'The service is starting or stopping',
		when: 'The service is starting or stopping, or could not answer in time.',
		fix: 'Wait for the seconds in `Retry-After`, then send the request again. With an `Idempotency-Key`, this is always safe.',
		example: 'Wait for the number of seconds in the header Retry-After, then send the request again.',
		retryAfter: 5,
	},
	'store-unavailable': {
		status: 503,
		title: 'The store cannot be reached',
		when: 'The database or the object storage cannot be reached, or cannot write. Checking and making superbills without issuing them still work.',
		fix: 'Wait for the seconds in `Retry-After`, then send the request again. With an `Idempotency-Key`, this is always safe.',
		example: 'Superbills cannot be read or stored at the moment. Send the request again in a few seconds.',
		retryAfter: 5,
	},
	'store-damaged': {
		status: 503,
		title: 'The database is damaged',
		when: 'The database is damaged. Trying again does not help.',
		fix: 'Tell whoever operates the service: they must restore a backup (`superbill restore`).',
		example:
			'The database is damaged, so superbills cannot be read or stored. Whoever operates this service must restore a backup.',
		retryAfter: 5,
	},
};

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];
