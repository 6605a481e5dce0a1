import { Dialog } from '../dialog.tsx';
import { React } from '../react.ts';
import type { System } from '../swagger-ui.ts';
import { type Intent, isSame, questionBefore } from './base/ask.ts';
import type { Question } from './base/confirmation.ts';
import { bodyProblem } from './base/json-body.ts';
import { useOperationFrame } from './operation-frame.tsx';
import { docsCaller } from './service-call.ts';

interface ExecuteProps {
	readonly operation: unknown;
	readonly path: string;
	readonly method: string;
	readonly disabled?: boolean;
	readonly onExecute?: () => void;
}

/** Execute: checks the fields, asks before something is stored for good, and sends the request. */
export const executeButton = (system: System) =>
	function ExecuteButton({ operation, path, method, disabled, onExecute }: ExecuteProps) {
		const frame = useOperationFrame();
		const [question, setQuestion] = React.useState<Question & { readonly about: Intent }>();
		const [isAsking, setIsAsking] = React.useState(false);
		const button = React.useRef<HTMLButtonElement>(null);

		const send = () => {
			if (frame) frame.expectsAnswer.current = true;
			onExecute?.();
			system.specActions['execute']?.({ operation, path, method });
		};

		const intent = (): Intent => ({
			operationId: frame?.operationId ?? '',
			parameters: parametersOf(system, path, method),
			body: system['oas3Selectors'].requestBodyValue(path, method),
			contentType: system['oas3Selectors'].requestContentType(path, method) ?? 'application/json',
		});

		const execute = async (): Promise<void> => {
			for (const handOn of frame?.pending ?? []) handOn();
			frame?.clearAnswer();
			if (!isComplete(system, path, method, frame?.setBodyProblem)) {
				// The fields know by then what is wrong with them.
				setTimeout(() => {
					button.current?.closest('.opblock')?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
				});
				return;
			}
			setIsAsking(true);
			try {
				const about = intent();
				const asked = await questionBefore(about, docsCaller(system));
				if (asked) setQuestion({ ...asked, about });
				else if (isSame(about, intent())) send();
				else await execute();
			} finally {
				setIsAsking(false);
			}
		};

		return (
			<>
				<button
					ref={button}
					type="button"
					className="btn execute opblock-control__btn"
					disabled={disabled}
					onClick={() => {
						if (!isAsking) void execute();
					}}
				>
					Execute
				</button>
				{question && (
					<Dialog title={question.title} onClose={() => setQuestion(undefined)}>
						<p>{question.text}</p>
						<div className="modal-buttons">
							<button
								type="button"
								className="btn confirm"
								onClick={() => {
									setQuestion(undefined);
									for (const handOn of frame?.pending ?? []) handOn();
									// Whoever changed it in the meantime is asked about the change.
									if (isSame(question.about, intent())) send();
									else void execute();
								}}
							>
								{question.confirm}
							</button>
							<button type="button" className="btn" data-first onClick={() => setQuestion(undefined)}>
								Cancel
							</button>
						</div>
					</Dialog>
				)}
			</>
		);
	};

/** Checks that everything required is there and that a JSON body is JSON. */
function isComplete(
	{ specActions, specSelectors, oas3Selectors }: System,
	path: string,
	method: string,
	setBodyProblem: ((problem: string | undefined) => void) | undefined,
): boolean {
	specActions['validateParams']?.([path, method]);
	const isValid = specSelectors['validateBeforeExecute']([path, method]) === true;
	const contentType: unknown = oas3Selectors.requestContentType(path, method);
	if (typeof contentType !== 'string') return isValid;
	const body: unknown = oas3Selectors.requestBodyValue(path, method);
	const problem =
		contentType === 'application/json'
			? bodyProblem(typeof body === 'string' ? body : '')
			: body
				? undefined
				: 'Choose a file to send.';
	setBodyProblem?.(problem);
	return isValid && problem === undefined;
}

function parametersOf({ specSelectors }: System, path: string, method: string): Record<string, unknown> {
	return specSelectors['parameterValues']([path, method]).toJS();
}
