import type { ReactNode } from 'react';
import { type PageLanguage, sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import { describedBy, FieldFrame, type FieldFrameProps } from '../shared/field.tsx';
import { CONTROL_WORDS } from './control-words.ts';
import './controls.css';

export interface Suggestion<T> {
	readonly key: string;
	readonly value: T;
	/** The line that says what it is. */
	readonly label: string;
	/** A quieter second line. */
	readonly detail?: string | undefined;
	/** The language of the label, if it is not that of the page. */
	readonly lang?: string | undefined;
	/** Suggestions with the same words here, one after the other, stand under them. */
	readonly group?: string | undefined;
}

export interface Found<T> {
	readonly options: readonly Suggestion<T>[];
	/** A sentence under the options or in place of them. */
	readonly note?: string | undefined;
}

export interface ComboboxProps<T> extends FieldFrameProps {
	readonly id: string;
	readonly language: PageLanguage;
	readonly value: string;
	/** Called with what was typed, on Enter and on leaving. */
	readonly onType: (text: string) => void;
	/** Called with the choice. Returns the text that the line then has, or suggestions for a list that stays open. */
	readonly onChoose: (choice: T) => string | Promise<string | Found<T>>;
	readonly find: (text: string, signal: AbortSignal) => Promise<Found<T>>;
	/** True if only a suggestion is an answer: then Enter searches at once. */
	readonly mustChoose?: boolean | undefined;
	/** True if the list opens in an empty line, before anything is typed. */
	readonly opensEmpty?: boolean | undefined;
	readonly placeholder?: string | undefined;
	readonly autoFocus?: boolean | undefined;
	readonly required?: boolean | undefined;
	readonly disabled?: boolean | undefined;
	/** Gets Enter only if no suggestion is chosen by it. */
	readonly onKeyDown?: ((event: React.KeyboardEvent<HTMLInputElement>) => void) | undefined;
	/** Stands under the field. It is described by what has the id `${id}-note`. */
	readonly note?: ReactNode;
	/** Opens the list with suggestions that were not searched for, each time it changes. */
	readonly offer?: Found<T> | undefined;
}

/** The pause after a keystroke before a search begins. */
const PAUSE_MS = 200;

/**
 * A line to type in that suggests. It follows the pattern "editable combobox with list autocomplete": the focus stays in the
 * line, and `aria-activedescendant` says which suggestion Enter takes.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function Combobox<T>(props: ComboboxProps<T>) {
	const { id, language, value, find, note, onKeyDown } = props;
	const say = sayIn(language, CONTROL_WORDS);
	const [text, setText] = React.useState(value);
	const [found, setFound] = React.useState<Found<T>>();
	const [active, setActive] = React.useState(-1);
	const typed = React.useRef(value);
	const passed = React.useRef(value);
	const timer = React.useRef<ReturnType<typeof setTimeout>>();
	const request = React.useRef<AbortController>();
	// True from a keystroke until its suggestions are here.
	const isDue = React.useRef(false);
	const waiting = React.useRef<React.KeyboardEvent<HTMLInputElement>>();
	const input = React.useRef<HTMLInputElement>(null);
	const list = React.useRef<HTMLDivElement>(null);
	const isOpen = found !== undefined;
	const options = found?.options ?? [];

	const show = (next: string) => {
		typed.current = next;
		setText(next);
	};
	React.useEffect(() => {
		if (value === passed.current) return;
		passed.current = value;
		show(value);
	}, [value]);

	const close = () => {
		isDue.current = false;
		waiting.current = undefined;
		clearTimeout(timer.current);
		request.current?.abort();
		setFound(undefined);
		setActive(-1);
	};
	const open = (next: Found<T>) => {
		const isEmpty = next.options.length === 0 && next.note === undefined;
		setFound(isEmpty ? undefined : next);
		setActive(next.options.length > 0 ? 0 : -1);
	};
	/** Shows the text that a choice made. */
	const take = (next: string) => {
		show(next);
		passed.current = next;
		close();
	};
	/** Shows what was found, unless something else was typed meanwhile or the field was left. */
	const showFound = async (search: (signal: AbortSignal) => Promise<string | Found<T>>) => {
		clearTimeout(timer.current);
		request.current?.abort();
		const own = new AbortController();
		request.current = own;
		try {
			const next = await search(own.signal);
			if (own.signal.aborted) return;
			isDue.current = false;
			const entered = waiting.current;
			waiting.current = undefined;
			if (typeof next === 'string') take(next);
			else if (entered) enter(next, entered);
			else if (document.activeElement === input.current) open(next);
			else pass();
		} catch (error) {
			if (!own.signal.aborted) throw error;
		}
	};
	/** Does what an Enter asked for that came before the suggestions: it takes the first, or the text if nothing speaks against it. */
	const enter = (next: Found<T>, event: React.KeyboardEvent<HTMLInputElement>) => {
		const [first] = next.options;
		if (first) choose(first.value);
		else if (next.note !== undefined && document.activeElement === input.current) open(next);
		else {
			pass();
			close();
			onKeyDown?.(event);
		}
	};
	const search = () => {
		const now = typed.current.trim();
		if (now !== '' || props.opensEmpty) void showFound((signal) => find(now, signal));
		else close();
	};
	const latestSearch = React.useRef(search);
	latestSearch.current = search;

	const pass = () => {
		if (typed.current === passed.current) return;
		passed.current = typed.current;
		props.onType(typed.current);
	};
	const latestPass = React.useRef(pass);
	latestPass.current = pass;
	// Nothing typed is lost if the field leaves the page, by a lock for example.
	React.useEffect(
		() => () => {
			clearTimeout(timer.current);
			request.current?.abort();
			latestPass.current();
		},
		[],
	);
	React.useEffect(() => {
		if (!props.offer) return;
		input.current?.focus();
		request.current?.abort();
		open(props.offer);
	}, [props.offer]);

	const choose = (choice: T) => {
		const next = props.onChoose(choice);
		if (typeof next === 'string') take(next);
		else void showFound(() => next);
	};

	// The list lies above everything, so that no table or dialog cuts it off; so it must follow the line.
	React.useLayoutEffect(() => {
		if (!isOpen) return undefined;
		const place = () => {
			const [line, box] = [input.current, list.current];
			if (!line || !box) return;
			const { left, top, bottom, width } = line.getBoundingClientRect();
			const wide = Math.min(Math.max(width, 480), innerWidth - 16);
			const below = innerHeight - bottom - 12;
			const isAbove = below < 200 && top > below;
			Object.assign(box.style, {
				width: `${wide}px`,
				left: `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`,
				top: isAbove ? 'auto' : `${bottom + 2}px`,
				bottom: isAbove ? `${innerHeight - top + 2}px` : 'auto',
				maxHeight: `${Math.min(420, isAbove ? top - 12 : below)}px`,
			});
		};
		list.current?.showPopover?.();
		place();
		addEventListener('scroll', place, { capture: true, passive: true });
		addEventListener('resize', place);
		return () => {
			list.current?.hidePopover?.();
			removeEventListener('scroll', place, { capture: true });
			removeEventListener('resize', place);
		};
	}, [isOpen]);
	React.useEffect(() => {
		if (active >= 0) document.getElementById(`${id}-option-${active}`)?.scrollIntoView({ block: 'nearest' });
	}, [active, id, found]);

	const move = (step: number) => {
		if (!isOpen) return search();
		if (options.length > 0) setActive((active + step + options.length) % options.length);
		return undefined;
	};
	const pressed = (event: React.KeyboardEvent<HTMLInputElement>) => {
		if (event.nativeEvent.isComposing) return;
		const choice = options[active];
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault();
			move(event.key === 'ArrowDown' ? 1 : -1);
		} else if (event.key === 'Escape' && isOpen) {
			// Only the list closes, not a dialog around it.
			event.preventDefault();
			event.stopPropagation();
			close();
		} else if (event.key === 'Enter' && choice) {
			event.preventDefault();
			choose(choice.value);
		} else if (event.key === 'Enter' && isDue.current && !props.mustChoose && text.trim() !== '') {
			event.preventDefault();
			if (waiting.current) return;
			waiting.current = event;
			search();
		} else if (event.key === 'Enter' && props.mustChoose) {
			event.preventDefault();
			search();
		} else {
			if (event.key === 'Enter') {
				pass();
				close();
			}
			onKeyDown?.(event);
		}
	};

	const described = describedBy(id, props);
	const describedIds = [described['aria-describedby'], ...(note ? [`${id}-note`] : [])].filter(Boolean);
	return (
		<FieldFrame {...props}>
			<input
				ref={input}
				id={id}
				type="text"
				role="combobox"
				aria-expanded={options.length > 0}
				aria-controls={`${id}-list`}
				aria-autocomplete="list"
				aria-activedescendant={active >= 0 ? `${id}-option-${active}` : undefined}
				autoComplete="off"
				spellCheck={false}
				value={text}
				placeholder={props.placeholder}
				required={props.required}
				disabled={props.disabled}
				// biome-ignore lint/a11y/noAutofocus: only where a person just opened the field.
				autoFocus={props.autoFocus}
				{...described}
				aria-describedby={describedIds.length > 0 ? describedIds.join(' ') : undefined}
				onChange={(event) => {
					show(event.target.value);
					// Enter must not take a suggestion for what was typed before.
					setActive(-1);
					waiting.current = undefined;
					isDue.current = true;
					request.current?.abort();
					clearTimeout(timer.current);
					timer.current = setTimeout(() => latestSearch.current(), PAUSE_MS);
				}}
				onFocus={() => {
					if (props.opensEmpty && typed.current === '') search();
				}}
				onClick={() => {
					if (!isOpen && props.opensEmpty && text === '') search();
				}}
				onBlur={() => {
					// The suggestions that an Enter waits for are still taken.
					if (waiting.current) return;
					close();
					pass();
				}}
				onKeyDown={pressed}
			/>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: a press on it must not take the focus out of the line. */}
			<div
				ref={list}
				className="suggestions"
				hidden={!isOpen}
				{...{ popover: 'manual' }}
				onMouseDown={(event) => event.preventDefault()}
			>
				<div role="listbox" id={`${id}-list`} hidden={options.length === 0} aria-label={props.label}>
					{grouped(options).map(({ group, from, members }) => {
						const items = members.map((option, i) => (
							// biome-ignore lint/a11y/useKeyWithClickEvents: the line has the keys.
							<div
								key={option.key}
								id={`${id}-option-${from + i}`}
								role="option"
								tabIndex={-1}
								aria-selected={from + i === active}
								onClick={() => choose(option.value)}
							>
								<span lang={option.lang}>{option.label}</span>
								{option.detail !== undefined && <span className="detail">{option.detail}</span>}
							</div>
						));
						if (group === undefined) return items;
						return (
							// biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list.
							<div role="group" key={`${group} ${from}`} aria-label={group}>
								<p className="group-name" aria-hidden="true">
									{group}
								</p>
								{items}
							</div>
						);
					})}
				</div>
				{found?.note !== undefined && <p className="help">{found.note}</p>}
			</div>
			<p className="unseen" role="status">
				{!found
					? ''
					: options.length === 0
						? found.note
						: say(options.length === 1 ? 'one' : 'several', { n: options.length })}
			</p>
			{note && <div id={`${id}-note`}>{note}</div>}
		</FieldFrame>
	);
}

/** Puts suggestions that follow each other and have the same group together. */
function grouped<T>(options: readonly Suggestion<T>[]) {
	const groups: { group: string | undefined; from: number; members: Suggestion<T>[] }[] = [];
	options.forEach((option, from) => {
		const last = groups.at(-1);
		if (last && last.group === option.group) last.members.push(option);
		else groups.push({ group: option.group, from, members: [option] });
	});
	return groups;
}
