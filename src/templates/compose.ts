import type { Superbill } from '../superbill/superbill.ts';
import type { Template } from './template.ts';

export interface PageContent {
	readonly title: string;
}

export function compose(
	superbill: Superbill,
	_template: Template,
	_options: { readonly language: 'en' | 'es' },
): PageContent {
	return { title: `Superbill ${superbill.number ?? ''}` };
}
