import { type Action, append, type Event } from '../../audit/events.ts';
import { type Call, maySee } from '../../calls/actor.ts';
import { Refusal, refused } from '../../calls/refusal.ts';
import type { Image } from '../../page/content.ts';
import type { SuperbillService } from '../../service/service.ts';
import {
	archivePractice,
	deletePractice,
	findPractice,
	hasIssued,
	insertPractice,
	listPractices,
	lockPractice,
	replacePractice,
	type StoredPractice,
	saveLogo,
} from '../../store/practices.ts';
import type { Store, Tx } from '../../store/store.ts';
import { statusOf } from '../../superbill/finding.ts';
import { readShape, shapeFinding } from '../../superbill/read.ts';
import { readLogo } from '../logo.ts';
import { isPracticeId, PracticeProfile, unmaskedProfile } from '../practice.ts';

/** What a caller says about the practice as they last saw it; the change is made only if that holds. */
export type Condition = (version: string | undefined) => boolean;

/** The practices on file. Every change leaves a trace; each refuses by `Refusal`. */
export interface Practices {
	/** Stores a practice, new or in the place of the one on file; one that was archived is in use again. */
	save(
		call: Call,
		id: string,
		body: unknown,
		holds: Condition,
	): Promise<{ readonly created: boolean; readonly practice: StoredPractice }>;
	find(call: Call, id: string): Promise<StoredPractice>;
	/** By id, without their logos. @param after the id that the page before ended with. */
	list(
		call: Call,
		page: { readonly after?: string | undefined; readonly limit: number },
	): Promise<readonly StoredPractice[]>;
	/** Removes a practice that never issued anything, and archives one that did, where it is not archived yet. */
	remove(
		call: Call,
		id: string,
		holds: Condition,
	): Promise<{ readonly outcome: 'removed' | 'archived'; readonly practice: StoredPractice }>;
	/** @param file a picture, or nothing to go without one. */
	setLogo(call: Call, id: string, file: Buffer | undefined, holds: Condition): Promise<StoredPractice>;
}

export interface PracticeParts {
	/** @throws StoreUnavailable where there is none for now. */
	readonly store: () => Store;
	readonly service: Pick<SuperbillService, 'checkPractice'>;
	/** What keeps an image from being drawn, in plain words. */
	readonly checkImage: (image: Image) => string | undefined;
}

export function createPractices({ store, service, checkImage }: PracticeParts): Practices {
	/** One change of one practice, with its event: both or neither. */
	async function change<T>(
		call: Call,
		id: string,
		holds: Condition,
		work: (tx: Tx, found: StoredPractice | undefined, tell: Tell) => Promise<T>,
	): Promise<T> {
		if (!isPracticeId(id) || !maySee(call.actor, id)) throw notFound();
		const open = store();
		return open.transaction(async (tx) => {
			const found = await lockPractice(open, tx, id);
			if (!holds(found?.version)) {
				throw new Refusal(
					'changed',
					found
						? 'The practice is not as you last saw it. Read it again, make your changes to what it is now, and send that.'
						: 'No practice has this id any more. Leave If-Match out to store it anew.',
				);
			}
			return work(tx, found, (action, details) =>
				append(open, tx, call, { action, practice: id, subject: `practice:${id}`, ...details }),
			);
		});
	}

	const locked = async (tx: Tx, id: string) => (await lockPractice(store(), tx, id)) as StoredPractice;

	return {
		async save(call, id, body, holds) {
			const { value, findings } = readShape(PracticeProfile, body);
			if (!value) throw refused(findings);
			return change(call, id, holds, async (tx, found, tell) => {
				const profile = unmaskedProfile(value, found?.profile);
				const findings = service.checkPractice(profile);
				if (statusOf(findings) === 'errors') throw refused(findings);
				await (found ? replacePractice : insertPractice)(store(), tx, { id, profile, now: call.now });
				await tell('practice.save', {
					details: { created: !found, restored: found?.archivedAt !== undefined },
				});
				return { created: !found, practice: await locked(tx, id) };
			});
		},
		async find({ actor }, id) {
			const found = isPracticeId(id) && maySee(actor, id) ? await findPractice(store(), id) : undefined;
			if (!found) throw notFound();
			return found;
		},
		list: async ({ actor }, page) => listPractices(store(), actor.practice, page),
		remove: (call, id, holds) =>
			change(call, id, holds, async (tx, found, tell) => {
				if (!found) throw notFound();
				if (found.archivedAt !== undefined) return { outcome: 'archived', practice: found };
				if (await hasIssued(tx, id)) {
					await archivePractice(tx, id, call.now);
					await tell('practice.archive');
					return { outcome: 'archived', practice: await locked(tx, id) };
				}
				await deletePractice(tx, id);
				await tell('practice.delete');
				return { outcome: 'removed', practice: found };
			}),
		async setLogo(call, id, file, holds) {
			if (file) refuseLogo(file, checkImage);
			return change(call, id, holds, async (tx, found, tell) => {
				if (!found) throw notFound();
				if (!file && !found.logo) return found;
				await saveLogo(store(), tx, { id, logo: file, now: call.now });
				const practice = await locked(tx, id);
				await tell('practice.logo', { details: { sha256: practice.logo?.sha256 ?? null } });
				return practice;
			});
		},
	};
}

type Tell = (action: Action, details?: Pick<Event, 'details'>) => Promise<void>;

function refuseLogo(file: Buffer, checkImage: PracticeParts['checkImage']): void {
	const logo = readLogo(file);
	if (!logo) {
		throw refused([
			shapeFinding(
				[],
				'The picture is neither a PNG nor a JPEG file.',
				'Save it as one of them and send that.',
			),
		]);
	}
	const mistake = checkImage(logo.image);
	if (mistake !== undefined) {
		const sentence = `${mistake.charAt(0).toUpperCase()}${mistake.slice(1)}.`;
		throw refused([shapeFinding([], sentence, 'Save it again, as a small PNG or JPEG file, and send that.')]);
	}
}

function notFound(): Refusal {
	return new Refusal('not-found', 'No practice has this id.');
}
