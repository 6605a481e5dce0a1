import type { FormEvent } from 'react';
import { Dialog } from '../dialog.tsx';
import { React } from '../react.ts';
import type { System } from '../swagger-ui.ts';
import { type KeyOwner, keyRefusal, ownerWords } from './base/caller-words.ts';
import { docsCaller } from './service-call.ts';

/** The security scheme of the contract. */
const SCHEME = { type: 'http', scheme: 'bearer' };

/** The button and the dialog for the API key. The key is checked before it is used. */
export const authorizeButton = (system: System) =>
	function AuthorizeButton() {
		const [isOpen, setIsOpen] = React.useState(false);
		const [owner, setOwner] = React.useState<string>();
		const [problem, setProblem] = React.useState<string>();
		const [key, setKey] = React.useState('');
		const field = React.useId();

		const use = async (event: FormEvent) => {
			event.preventDefault();
			setOwner(undefined);
			setProblem(undefined);
			forget();
			const given = key.trim();
			if (given === '') {
				setProblem('Paste your API key.');
				return;
			}
			const { ok, status, value } = await docsCaller(system, given)<KeyOwner>('currentApiKey');
			if (!ok) {
				setProblem(keyRefusal(status));
				return;
			}
			system['authActions'].authorize({ apiKey: { name: 'apiKey', schema: SCHEME, value: given } });
			setKey('');
			setOwner(ownerWords(value));
		};

		const forget = () => {
			setOwner(undefined);
			// Swagger UI fails if there is no key to forget.
			if (system['authSelectors'].authorized()?.has('apiKey')) system['authActions'].logout(['apiKey']);
		};

		return (
			<div className="auth-wrapper">
				{owner !== undefined && <span className="key-owner">{owner}</span>}
				<button type="button" className="btn authorize" onClick={() => setIsOpen(true)}>
					Authorize
				</button>
				{isOpen && (
					<Dialog title="API key" onClose={() => setIsOpen(false)}>
						<form className="key-form" onSubmit={(event) => void use(event)}>
							<label htmlFor={field}>Paste the API key of your practice</label>
							<input
								id={field}
								type="password"
								autoComplete="off"
								data-first
								value={key}
								aria-invalid={problem !== undefined}
								aria-describedby={`${field}-result`}
								onChange={({ target }) => setKey(target.value)}
							/>
							<p id={`${field}-result`} role="status" className={problem ? 'field-problem' : 'key-valid'}>
								{problem ?? (owner === undefined ? '' : `Valid: ${owner}`)}
							</p>
							<p>Only this tab keeps the key, until you close or reload it.</p>
							<div className="modal-buttons">
								<button type="submit" className="btn confirm">
									Use this key
								</button>
								{owner !== undefined && (
									<button type="button" className="btn" onClick={forget}>
										Forget the key
									</button>
								)}
								<button type="button" className="btn" onClick={() => setIsOpen(false)}>
									Close
								</button>
							</div>
						</form>
					</Dialog>
				)}
			</div>
		);
	};
