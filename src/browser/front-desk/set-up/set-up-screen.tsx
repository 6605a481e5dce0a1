import { sayIn } from '../../base/words.ts';
import { React } from '../../react.ts';
import type { ScreenProps } from '../shared/front-desk.ts';
import { useKept } from '../shared/kept.ts';
import { AuditSection } from './audit-section.tsx';
import { CodesSection } from './codes-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { PRACTICE_PARTS, type PracticeTab } from './practice-draft.ts';
import { PracticeSections } from './practice-sections.tsx';
import { SET_UP_WORDS } from './set-up-words.ts';
import { TemplatesSection } from './templates-section.tsx';
import './set-up.css';

const PARTS = [...PRACTICE_PARTS, 'templates', 'codes', 'keys', 'audit'] as const;
type Part = (typeof PARTS)[number];

const FOR_ADMINISTRATORS: ReadonlySet<Part> = new Set(['keys', 'audit']);

/** Practice, clinicians, fee schedule, logo and defaults; templates and codes to look at; keys and audit log for administrators. */
export function SetUpScreen({ frontDesk }: ScreenProps) {
	const say = sayIn(frontDesk.language, SET_UP_WORDS);
	const [part, setPart] = useKept<Part>(frontDesk, 'set-up.part', 'practice');
	const isAdministrator = frontDesk.caller.scopes.includes('admin');
	const isPracticePart = (PRACTICE_PARTS as readonly Part[]).includes(part);
	return (
		<div className="set-up">
			<h1>{say('heading')}</h1>
			<nav aria-label={say('sections')} className="parts">
				{PARTS.filter((one) => isAdministrator || !FOR_ADMINISTRATORS.has(one)).map((one) => (
					<button
						key={one}
						type="button"
						aria-current={one === part ? 'true' : undefined}
						onClick={() => setPart(one)}
					>
						{say(one)}
					</button>
				))}
			</nav>
			{isPracticePart && <PracticeSections frontDesk={frontDesk} part={part as PracticeTab} />}
			{part === 'templates' && <TemplatesSection frontDesk={frontDesk} />}
			{part === 'codes' && <CodesSection frontDesk={frontDesk} />}
			{part === 'keys' && <KeysSection frontDesk={frontDesk} />}
			{part === 'audit' && <AuditSection frontDesk={frontDesk} />}
		</div>
	);
}
