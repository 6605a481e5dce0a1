import type { Timings } from '../../calls/timings.ts';
import type { TemplateData } from '../../templates/template-data.ts';
import type { DrawingJob } from './document.ts';

/** What the main thread tells a drawing thread, which does it in this order. */
export type Order =
	/** From now on these are the templates; a thread is ready when it has drawn with its first ones. */
	| { readonly templates: readonly TemplateData[] }
	/** Nothing was drawn for a while: memory is given back. */
	| { readonly rest: true }
	/** To be drawn one after another and answered together, each with the template of this SHA-256 and no other. */
	| { readonly jobs: readonly OrderedJob[] };

export interface OrderedJob {
	readonly job: DrawingJob;
	readonly template: string;
}

/** What a drawing thread answers: that it is ready, or to every order, what became of each job in it, in their order. */
export type Answer = 'ready' | readonly JobAnswer[];

export type JobAnswer =
	| { readonly pdf: Uint8Array<ArrayBuffer>; readonly timings: Timings }
	| { readonly error: unknown };
