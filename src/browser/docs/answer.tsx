import type * as ReactTypes from 'react';
import { React } from '../react.ts';
import type { System } from '../swagger-ui.ts';
import { shownHeader } from './base/shown-header.ts';
import { useOperationFrame } from './operation-frame.tsx';

/** An immutable map of Swagger UI. */
interface Facts {
	get(name: string): never;
	update(name: string, change: (headers: HeaderMap | undefined) => unknown): Facts;
}

interface HeaderMap {
	map(change: (value: string, name: string) => string): HeaderMap;
}

interface AnswerProps {
	readonly response: Facts;
	readonly path: string;
	readonly method: string;
}

/** The answer to a request: first what it says, then, folded away, how it was asked for. */
export const answer = (system: System) =>
	function Answer({ response, path, method }: AnswerProps) {
		const region = React.useRef<HTMLElement>(null);
		const expected = useOperationFrame()?.expectsAnswer;
		React.useEffect(() => {
			if (!expected?.current) return;
			expected.current = false;
			region.current?.focus();
			region.current?.scrollIntoView({ block: 'nearest' });
		}, [response, expected]);
		const { specSelectors } = system;
		return React.useMemo(() => {
			const request: Facts | null = specSelectors['mutatedRequestFor'](path, method);
			return (
				<section className="answer" aria-label={`Answer ${status(response)}`} tabIndex={-1} ref={region}>
					<h4>
						Answer: <span className="answer-status">{status(response)}</span>
					</h4>
					<Body {...{ system, response, request }} />
					<AboutProblem response={response} />
					<Details {...{ system, response, request }} />
				</section>
			);
		}, [response, path, method, specSelectors]);
	};

function status(response: Facts): string {
	return String(response.get('status') ?? 'none');
}

interface PartProps {
	readonly system: System;
	readonly response: Facts;
	readonly request: Facts | null;
}

function Body({ system, response, request }: PartProps) {
	const { getComponent, getConfigs } = system as System & { getConfigs: unknown };
	const ResponseBody = getComponent('responseBody');
	const text = response.get('text') as unknown;
	if (response.get('error') && !text) {
		return <p className="field-problem">The service did not answer. Check the connection, and try again.</p>;
	}
	const headers = headersOf(response);
	return text ? (
		<ResponseBody
			content={text}
			contentType={headers['content-type']}
			url={request?.get('url') ?? ''}
			{...{ headers, getConfigs, getComponent }}
		/>
	) : null;
}

/** A link to the page about a problem, under its type. */
function AboutProblem({ response }: Pick<PartProps, 'response'>) {
	const [type] = /\/docs\/errors\/[a-z-]+/.exec(String(response.get('text') ?? '')) ?? [];
	if (type === undefined || Number(response.get('status')) < 400) return null;
	return (
		<p className="about-problem">
			<a href={type} target="_blank" rel="noreferrer">
				When this happens, and what to do
			</a>
		</p>
	);
}

/** The request as a command, the headers and the duration, for developers. */
function Details({ system, response, request }: PartProps) {
	const HighlightCode = system.getComponent('HighlightCode', true);
	const curl = React.useMemo(
		(): string =>
			request
				? (system['fn'].requestSnippetGenerator_curl_bash as (request: Facts) => string)(
						request.update('headers', (headers) => headers?.map((value, name) => shownHeader(name, value))),
					)
				: '',
		[request, system],
	);
	return (
		<details className="answer-details">
			<summary>For developers: the request, headers and duration</summary>
			<h5>Curl</h5>
			<div className="curl-command">
				<HighlightCode canCopy language="bash">
					{curl}
				</HighlightCode>
			</div>
			<h5>Response headers</h5>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls. */}
			<pre className="microlight" tabIndex={0}>
				{Object.entries(headersOf(response))
					.map(([name, value]) => `${name}: ${value}`)
					.join('\n')}
			</pre>
			<h5>Duration</h5>
			<p>{String(response.get('duration'))} ms</p>
		</details>
	);
}

function headersOf(response: Facts): Readonly<Record<string, string>> {
	return (response.get('headers') as { toJS(): Record<string, string> }).toJS();
}

/** Code that scrolls, so that the keyboard must reach it. */
export function PlainText({
	className = '',
	children,
}: {
	readonly className?: string;
	readonly children?: ReactTypes.ReactNode;
}) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls.
		<pre className={`microlight ${className}`} tabIndex={0}>
			{children}
		</pre>
	);
}
