import { type Action, appendEvent, type NewEvent, subjectOf } from '../../audit/events.ts';
import { type Call, maySee } from '../../calls/actor.ts';
import { type ListPage, type PageRequest, readPage } from '../../calls/page.ts';
import { invalidBody, Refusal } from '../../calls/refusal.ts';
import type { Image } from '../../page/content.ts';
import type { SuperbillService } from '../../service/service.ts';
import { practicesIn, practicesOf, type StoredPractice } from '../../store/practices.ts';
import type { Store } from '../../store/store.ts';
import { statusOf } from '../../superbill/finding.ts';
import { shapeFinding } from '../../superbill/read.ts';
import { readLogo } from '../logo.ts';
import { isPracticeId, readProfile, unmaskedProfile } from '../practice.ts';

/** Decides whether a practice with this version may be changed. The version is `undefined` if there is no practice. */
export type VersionCondition = (version: string | undefined) => boolean;

/** Operations on practices. Each change is recorded in the audit log. Throws a `Refusal` if something cannot be done. */
export interface Practices {
	/** Stores a practice, or replaces the one on file. A practice that was archived is in use again. */
	save(
		call: Call,
		id: string,
		body: unknown,
		condition: VersionCondition,
	): Promise<{ readonly created: boolean; readonly practice: StoredPractice }>;
	find(call: Call, id: string): Promise<StoredPractice>;
	/** By id, without logos. */
	list(call: Call, page: PracticesRequest): Promise<ListPage<StoredPractice>>;
	/** Removes a practice that never issued a superbill; archives one that did. */
	remove(
		call: Call,
		id: string,
		condition: VersionCondition,
	): Promise<{ readonly outcome: 'removed' | 'archived'; readonly practice: StoredPractice }>;
	/** @param file a picture; left out to remove the logo */
	setLogo(
		call: Call,
		id: string,
		file: Buffer | undefined,
		condition: VersionCondition,
	): Promise<StoredPractice>;
}

/** @property updatedSince a date, or a date and time with its offset from UTC */
export interface PracticesRequest extends PageRequest {
	readonly updatedSince?: string | undefined;
}

export interface PracticeParts {
	/** Returns the store. @throws StoreUnavailable while there is none */
	readonly store: () => Store;
	readonly service: Pick<SuperbillService, 'checkPractice'>;
	/** Explains why an image cannot be drawn; nothing if it can. */
	readonly checkImage: (image: Image) => Promise<string | undefined>;
}

export function createPractices({ store, service, checkImage }: PracticeParts): Practices {
	/** Changes one practice and records it, or does neither. */
	async function change<T>(
		call: Call,
		id: string,
		condition: VersionCondition,
		work: (change: PracticeChange) => Promise<T>,
	): Promise<T> {
		if (!isPracticeId(id) || !maySee(call.actor, id)) throw notFound();
		const open = store();
		return open.transaction(async (tx) => {
			const practices = practicesIn(open, tx, call.actor);
			const found = await practices.lock(id);
			if (!condition(found?.version)) {
				throw new Refusal(
					'changed',
					found
						? 'The practice has changed since you read it. Read it again, repeat your changes, and send it again.'
						: 'The practice is no longer on file. Leave If-Match out to store it again.',
				);
			}
			return work({
				found,
				practices,
				changed: async () => (await practices.lock(id)) as StoredPractice,
				log: (action, details) =>
					appendEvent(open, tx, call, {
						action,
						practice: id,
						subject: subjectOf('practice', id),
						...(details && { details }),
					}),
			});
		});
	}

	return {
		async save(call, id, body, condition) {
			const { value, findings } = readProfile(body);
			if (!value) throw invalidBody(findings);
			return change(call, id, condition, async ({ found, practices, changed, log }) => {
				const profile = unmaskedProfile(value, found?.profile);
				const findings = service.checkPractice(profile);
				if (statusOf(findings) === 'errors') throw invalidBody(findings);
				await (found ? practices.replace : practices.insert)({ id, profile, now: call.now });
				await log('practice.save', { created: !found, restored: found?.archivedAt !== undefined });
				return { created: !found, practice: await changed() };
			});
		},
		async find({ actor }, id) {
			const found = isPracticeId(id) ? await practicesOf(store(), actor).find(id) : undefined;
			if (!found) throw notFound();
			return found;
		},
		async list({ actor }, { updatedSince, ...page }) {
			const open = store();
			const since = updatedSince && new Date(updatedSince).toISOString();
			return readPage<StoredPractice, string>(
				{
					key: open.integrity.cursor,
					identity: { list: 'practices', practice: actor.practice, updatedSince },
					find: (after, limit) => practicesOf(open, actor).list(after, limit, since),
					positionOf: ({ id }) => id,
				},
				page,
			);
		},
		remove: (call, id, condition) =>
			change(call, id, condition, async ({ found, practices, changed, log }) => {
				if (!found) throw notFound();
				if (found.archivedAt !== undefined) return { outcome: 'archived', practice: found };
				if (await practices.hasIssued(id)) {
					await practices.archive(id, call.now);
					await log('practice.archive');
					return { outcome: 'archived', practice: await changed() };
				}
				await practices.delete(id);
				await log('practice.delete');
				return { outcome: 'removed', practice: found };
			}),
		async setLogo(call, id, file, condition) {
			if (file) await checkLogo(file, checkImage);
			return change(call, id, condition, async ({ found, practices, changed, log }) => {
				if (!found) throw notFound();
				if (!file && !found.logo) return found;
				await practices.saveLogo(id, file, call.now);
				const practice = await changed();
				await log('practice.logo', { sha256: practice.logo?.sha256 ?? null });
				return practice;
			});
		},
	};
}

/** A change of a practice in progress. */
interface PracticeChange {
	/** The practice before the change, if there is one. */
	readonly found: StoredPractice | undefined;
	readonly practices: ReturnType<typeof practicesIn>;
	/** Reads the practice after the change. */
	changed(): Promise<StoredPractice>;
	log(action: Action, details?: NewEvent['details']): Promise<void>;
}

async function checkLogo(file: Buffer, checkImage: PracticeParts['checkImage']): Promise<void> {
	const logo = readLogo(file);
	if (!logo) {
		throw invalidBody([
			shapeFinding(
				[],
				'The picture is neither a PNG nor a JPEG file.',
				'Save it as a PNG or JPEG file and send that.',
			),
		]);
	}
	const mistake = await checkImage(logo.image);
	if (mistake !== undefined) {
		const sentence = `${mistake.charAt(0).toUpperCase()}${mistake.slice(1)}.`;
		throw invalidBody([
			shapeFinding([], sentence, 'Save it again as a small PNG or JPEG file and send that.'),
		]);
	}
}

function notFound(): Refusal {
	return new Refusal('not-found', 'No practice has this id.');
}
