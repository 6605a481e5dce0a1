import { overloaded, Refusal } from '../../calls/refusal.ts';
import { LIMITS } from '../../intake/upload/limits.ts';

export interface RoomLimits {
	/** Bytes of all uploads. */
	readonly all: number;
	/** Bytes of the uploads of one caller. */
	readonly each: number;
}

/** Reading an upload takes several times its bytes; docs/operating.md adds up what a process needs. */
const ROOM: RoomLimits = { all: 2 * LIMITS.bytes, each: LIMITS.bytes };

/** The memory for uploads, from their first byte to their answer. Only bytes that have arrived take room. */
export class UploadRoom {
	readonly #limits: RoomLimits;
	#taken = 0;
	readonly #takenBy = new Map<string, number>();

	constructor(limits = ROOM) {
		this.#limits = limits;
	}

	/** The bytes of all uploads. */
	get taken(): number {
		return this.#taken;
	}

	/** @throws Refusal if there is no room */
	check(caller: string, bytes: number): void {
		const own = this.#takenBy.get(caller) ?? 0;
		if (own > 0 && own + bytes > this.#limits.each) throw tooManyOfCaller();
		if (this.#taken + bytes > this.#limits.all) {
			throw overloaded('Other uploads take all the memory that there is for them.');
		}
	}

	/** @throws Refusal if there is no room */
	take(caller: string, bytes: number): void {
		this.check(caller, bytes);
		this.#add(caller, bytes);
	}

	giveBack(caller: string, bytes: number): void {
		this.#add(caller, -bytes);
	}

	#add(caller: string, bytes: number): void {
		this.#taken += bytes;
		const own = (this.#takenBy.get(caller) ?? 0) + bytes;
		if (own > 0) this.#takenBy.set(caller, own);
		else this.#takenBy.delete(caller);
	}
}

function tooManyOfCaller(): Refusal {
	return new Refusal(
		'too-many-uploads',
		'Your other uploads take all the memory that a caller may have. Nothing of this one was used. Wait until they are answered, then send it again.',
	);
}
