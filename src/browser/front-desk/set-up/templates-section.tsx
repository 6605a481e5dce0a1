import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { ScreenProps } from '../shared/front-desk.ts';
import { RequestDetails } from '../shared/request-details.tsx';
import { SET_UP_WORDS } from './set-up-words.ts';

interface ListedTemplate {
	readonly id: string;
	readonly title: string;
	readonly description: string;
	readonly languages: readonly string[];
}

/** The templates with an example of each. */
export function TemplatesSection({ frontDesk: { call, language }, frontDesk }: ScreenProps) {
	const say = sayIn(language, SET_UP_WORDS);
	const [templates, setTemplates] = React.useState<readonly ListedTemplate[]>([]);
	const [shown, setShown] = React.useState<string>();
	const [url, setUrl] = React.useState<string>();
	const current = templates.find(({ id }) => id === shown) ?? templates[0];
	React.useEffect(() => {
		void call<{ items: readonly ListedTemplate[] }>('listTemplates').then(({ ok, value }) => {
			if (ok) setTemplates(value.items);
		});
	}, []);
	const wanted = current?.languages.includes(language) ? language : 'en';
	React.useEffect(() => {
		if (!current) return undefined;
		let address: string | undefined;
		let isGone = false;
		void call('previewTemplate', { path: { id: current.id }, query: { language: wanted } }).then(
			({ file }) => {
				if (!file || isGone) return;
				address = URL.createObjectURL(file);
				setUrl(address);
			},
		);
		return () => {
			isGone = true;
			if (address !== undefined) URL.revokeObjectURL(address);
		};
	}, [current?.id, wanted]);
	return (
		<section className="card gallery" aria-label={say('templates')}>
			<div>
				<h2>{say('templates')}</h2>
				<p className="help">{say('templatesHelp')}</p>
				<ul>
					{templates.map(({ id, title, description }) => (
						<li key={id}>
							<button type="button" aria-pressed={id === current?.id} onClick={() => setShown(id)}>
								{title}
							</button>
							<p className="help" lang="en">
								{description}
							</p>
						</li>
					))}
				</ul>
				{current && (
					<RequestDetails
						frontDesk={frontDesk}
						operation="previewTemplate"
						args={{ path: { id: current.id }, query: { language: wanted } }}
					/>
				)}
			</div>
			{current && url !== undefined && (
				<iframe title={current.title} src={`${url}#toolbar=0&navpanes=0&view=FitH`} />
			)}
		</section>
	);
}
