import type * as ReactTypes from 'react';
import { React } from '../react.ts';
import type { System } from '../swagger-ui.ts';

/** An immutable map of Swagger UI. */
interface Map {
	get(name: string): unknown;
	getIn(path: readonly string[]): unknown;
}

interface SummaryProps {
	readonly operationProps: Map;
	readonly isShown: boolean;
	readonly toggleShown: () => void;
}

/** The header of an operation: one button. Swagger UI puts a link into it and three buttons beside it. */
export function OperationHeading({ operationProps, isShown, toggleShown }: SummaryProps) {
	const method = String(operationProps.get('method')).toUpperCase();
	return (
		<h3 className="opblock-summary">
			<button type="button" aria-expanded={isShown} className="opblock-summary-control" onClick={toggleShown}>
				<span className="opblock-summary-method">{method}</span>
				<span className="opblock-summary-path-description-wrapper">
					<span className="opblock-summary-path">{String(operationProps.get('path'))}</span>
					<span className="opblock-summary-description">{String(operationProps.get('summary'))}</span>
				</span>
			</button>
		</h3>
	);
}

interface TagProps {
	readonly tag: string;
	readonly tagObj: Map;
	readonly children?: ReactTypes.ReactNode;
}

/** A group of operations with a heading that opens and closes it. */
export const operationGroup =
	(_original: unknown, { layoutSelectors, layoutActions }: System) =>
	({ tag, tagObj, children }: TagProps) => {
		const key = ['operations-tag', tag];
		const isShown = layoutSelectors.isShown(key, true) === true;
		return (
			<section
				className={isShown ? 'opblock-tag-section is-open' : 'opblock-tag-section'}
				aria-label={tag}
				ref={(element) => {
					if (element) layoutActions.readyToScroll(key, element);
				}}
			>
				<h2 className="opblock-tag">
					<button type="button" aria-expanded={isShown} onClick={() => layoutActions.show(key, !isShown)}>
						{tag}
					</button>
				</h2>
				<p className="opblock-tag-description">{String(tagObj.getIn(['tagDetails', 'description']) ?? '')}</p>
				{isShown && children}
			</section>
		);
	};

/** The top of the page, with the way past it. */
export const pageHeader =
	<P extends object>(Original: ReactTypes.ComponentType<P>, { getComponent }: System) =>
	(props: P) => {
		const SkipToOperations = getComponent('SkipToOperations');
		return (
			<header>
				<SkipToOperations />
				<Original {...props} />
			</header>
		);
	};

interface ResetProps {
	readonly hasUserEditedBody?: boolean;
	readonly onResetClick?: () => void;
}

/** Brings the example back. Swagger UI also has a button here that locks the fields. */
export function ResetButton({ hasUserEditedBody, onResetClick }: ResetProps) {
	return hasUserEditedBody ? (
		<div className="try-out">
			<button type="button" className="btn try-out__btn reset" onClick={onResetClick}>
				Reset
			</button>
		</div>
	) : null;
}
