import type { TemplateData } from '../../templates/template-data.ts';
import type { Drawing, DrawingJob } from './document.ts';

/** A message from the main thread to a drawing thread, which follows them in order. */
export type Order =
	/** Replaces all templates. A thread is ready once it has drawn with its first templates. */
	| { readonly templates: readonly TemplateData[] }
	/** Frees memory after nothing was drawn for a while. */
	| { readonly rest: true }
	/** Draws the jobs one after another and answers for all of them together. */
	| { readonly jobs: readonly OrderedJob[] };

export interface OrderedJob {
	readonly job: DrawingJob;
	/** SHA-256 of the template. */
	readonly template: string;
}

/** An answer from a drawing thread: it is ready, or the result of each job in the order of the jobs. */
export type DrawingAnswer = Ready | readonly JobAnswer[];

export interface Ready {
	/** The thread's id for the operating system, where it is known. */
	readonly ready: number | undefined;
}

export type JobAnswer = Drawing | { readonly error: unknown };
