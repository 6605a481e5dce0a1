import { z } from 'zod';

/**
 * A page template: one YAML file. It decides what stands where and which statements are printed; what a superbill
 * must show is not up to it.
 */

const bilingual = z.strictObject({ en: z.string().min(1).max(1000), es: z.string().min(1).max(1000) });

export const SECTIONS = ['correction', 'parties', 'diagnoses', 'services', 'totals', 'signature'] as const;

/** When a notice is printed by itself; `on-request` waits for a request to name it. */
export const CONDITIONS = ['always', 'paid-in-full', 'on-request'] as const;

const Notice = z.strictObject({
	id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/),
	when: z.enum(CONDITIONS),
	text: bilingual,
});

export const Template = z.strictObject({
	id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/),
	version: z.int().min(1),
	title: z.string().min(1).max(100),
	page: z.strictObject({ size: z.enum(['LETTER', 'A4']), margin: z.number().min(28).max(90) }),
	/** `compact` sets everything smaller and closer, never below 8 points. */
	density: z.enum(['regular', 'compact']).default('regular'),
	accent: z.string().regex(/^#[0-9a-f]{6}$/),
	dates: z.enum(['us', 'iso']),
	sections: z
		.array(z.enum(SECTIONS))
		.refine(
			(sections) => SECTIONS.every((section) => sections.filter((other) => other === section).length === 1),
			`must name each of ${SECTIONS.join(', ')} once`,
		),
	notices: z.array(Notice).max(20),
	signature: z.strictObject({ statement: bilingual }),
});

export type Template = z.output<typeof Template>;

/** Ids of the notices that a request may ask for. */
export function optionalNotices(template: Template): string[] {
	return template.notices.filter(({ when }) => when === 'on-request').map(({ id }) => id);
}
