import type { Json } from '../../base/pointers.ts';

/** Parts about one practice, which are saved together. */
export const PRACTICE_PARTS = ['practice', 'clinicians', 'services', 'logo', 'defaults'] as const;
export type PracticeTab = (typeof PRACTICE_PARTS)[number];

/** A practice as it is edited: the profile that `putPractice` takes, as JSON. */
export interface PracticeDraft {
	/** Undefined while it was never stored. */
	readonly id: string | undefined;
	readonly profile: Json;
	/** The `ETag` of what was read, so that nobody's change is overwritten. */
	readonly etag: string | undefined;
	readonly logo: { readonly type: string; readonly bytes: number } | null;
}

export const NEW_PRACTICE: PracticeDraft = {
	id: undefined,
	profile: { billingProvider: { taxId: { type: 'EIN' }, address: {} }, providers: [] },
	etag: undefined,
	logo: null,
};

/** Makes an id that reads like a name: `Pretend Harbor, PLLC` → `pretend-harbor-pllc`. One that is taken gets a number. */
export function idFor(name: string, taken: ReadonlySet<string> = new Set()): string {
	const plain =
		name
			.normalize('NFKD')
			.replace(/\p{M}/gu, '')
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 40)
			.replace(/-+$/, '') || 'entry';
	for (let n = 1; ; n++) {
		const id = n === 1 ? plain : `${plain}-${n}`;
		if (!taken.has(id)) return id;
	}
}

interface Named {
	readonly id?: string;
	readonly name?: string;
	readonly clinician?: { readonly name?: string; readonly firstName?: string; readonly lastName?: string };
}

/** Gives every clinician and service without an id one that is made from the name. */
export function withIds(profile: Json): Json {
	const { providers, services, ...rest } = profile as {
		readonly providers?: readonly Named[];
		readonly services?: readonly Named[];
	};
	const named = <T extends Named>(entries: readonly T[], nameOf: (entry: T) => string): T[] => {
		const taken = new Set(entries.flatMap(({ id }) => (id === undefined || id === '' ? [] : [id])));
		return entries.map((entry) => {
			if (entry.id !== undefined && entry.id !== '') return entry;
			const id = idFor(nameOf(entry), taken);
			taken.add(id);
			return { ...entry, id };
		});
	};
	return {
		...rest,
		...(providers && {
			providers: named(
				providers,
				({ clinician }) => clinician?.lastName ?? clinician?.name ?? clinician?.firstName ?? '',
			),
		}),
		...(services && { services: named(services, ({ name }) => name ?? '') }),
	} as Json;
}
