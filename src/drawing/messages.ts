import type { TemplateData } from '../templates/template-data.ts';
import type { Timings } from '../timings.ts';
import type { DrawingJob } from './document.ts';

/** What the main thread tells a drawing thread, which does it in this order. */
export type Order =
	/** From now on these are the templates; a thread is ready when it has drawn with its first ones. */
	| { readonly templates: readonly TemplateData[] }
	/** Nothing was drawn for a while: memory is given back. */
	| { readonly rest: true }
	/** To be drawn with the template of this SHA-256 and no other. */
	| { readonly job: DrawingJob; readonly template: string };

/** What a drawing thread answers: that it is ready, or to every job, in their order. */
export type Answer =
	| 'ready'
	| { readonly pdf: Uint8Array<ArrayBuffer>; readonly timings: Timings }
	| { readonly error: unknown };
