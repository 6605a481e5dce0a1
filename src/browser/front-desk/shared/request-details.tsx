import { type CallArguments, routeOf, urlOf } from '../../base/contract.ts';
import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { FrontDesk } from './front-desk.ts';
import { SHELL_WORDS } from './shell-words.ts';

interface RequestDetailsProps {
	readonly frontDesk: FrontDesk;
	readonly operation: string;
	readonly args: CallArguments;
}

/** Shows the operation of the API that a form calls, with what it sends, to whoever wants to automate it. */
export function RequestDetails({ frontDesk: { contract, language }, operation, args }: RequestDetailsProps) {
	const say = sayIn(language, SHELL_WORDS);
	const [isOpen, setOpen] = React.useState(false);
	const route = routeOf(contract, operation);
	return (
		<details className="request" onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary>{say('request')}</summary>
			{isOpen && (
				<>
					<p className="help">{say('requestHelp')}</p>
					{/* biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reached by keyboard. */}
					<pre tabIndex={0}>
						{`${route.method} ${urlOf(route, args)}\n`}
						{args.body === undefined || args.body instanceof Blob ? '' : JSON.stringify(args.body, null, 2)}
					</pre>
				</>
			)}
		</details>
	);
}
